/// What may stand in the place of an identifier: as much as the reader of a lesson needs.
enum Proposals {
    static func text(_ candidate: Candidate, _ scan: ScannedText) -> String? {
        switch candidate.type {
        case .person, .initials: person(candidate, scan)
        case .nhsNumber: "[NHS number]"
        case .localID: "[record number]"
        case .incidentReference: "[incident reference]"
        case .nationalInsurance: "[National Insurance number]"
        case .registration: "[registration number]"
        case .governmentID: "[document number]"
        case .dateOfBirth: "[date of birth]"
        case .address: "[address]"
        case .postcode: "[postcode]"
        case .phone: "[telephone number]"
        case .email: "[e-mail address]"
        case .social: "[account]"
        case .url: "[web address]"
        case .networkAddress: "[network address]"
        case .vehicle: "[number plate]"
        case .bank: "[bank details]"
        case .legalReference: "[legal reference]"
        case .what3words: "[location]"
        case .encoded, .record: nil
        case .date: month(candidate, scan)
        case .age: age(candidate, scan)
        case .site: site(candidate.rule.description)
        case .place: "the local area"
        case .occupation: nil
        case .ethnicity: nil
        case .media: candidate.rule.description == "media.title" ? "the press" : nil
        }
    }

    /// Role or relation in front of a name says who it is.
    private static func person(_ candidate: Candidate, _ scan: ScannedText) -> String {
        let before = scan.before(candidate.tokens.lowerBound, within: 2)
        if before.contains(.relation) { return "[relative]" }
        if before.contains(.role) { return "[member of staff]" }
        return "the person"
    }

    /// The month and year of a day, where both are told in words.
    private static func month(_ candidate: Candidate, _ scan: ScannedText) -> String? {
        guard let month = candidate.tokens.first(where: { scan.classes[$0].contains(.month) }) else { return nil }
        let year = candidate.tokens.last { scan.tokens[$0].kind == .number && scan.tokens[$0].length == 4 }
        let name = String(decoding: scan.bytes(month...month), as: UTF8.self)
        return year.map { name + " " + String(decoding: scan.bytes($0...$0), as: UTF8.self) } ?? name
    }

    /// The band that codes.md has for an age, nil where the number is not in digits.
    private static func age(_ candidate: Candidate, _ scan: ScannedText) -> String? {
        guard let number = candidate.tokens.first(where: { scan.tokens[$0].kind == .number }) else { return nil }
        let years = scan.bytes(number...number).reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return years < 18 ? "a person under 18" : years < 65 ? "an adult under 65" : "an adult of 65 or over"
    }

    private static func site(_ rule: String) -> String {
        switch rule {
        case "site.ward": "a ward"
        case "site.hospital": "a hospital"
        case "site.practice": "a GP practice"
        case "site.school": "a school"
        case "site.care-home": "a care home"
        case "site.trust": "a trust"
        case "site.own-list": "a place of care"
        default: "an employer"
        }
    }
}

/// What stands directly before a name, for whoever puts something in its place.
package enum NameContext {
    /// Whether a role or a relation stands directly before a place in a text, so that the name can simply go.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: Offset of the name's first Unicode scalar.
    /// - Returns: False where anything but one space stands between.
    package static func isBehindRole(_ text: [Unicode.Scalar], at start: Int) -> Bool {
        guard start > 1, start <= text.count, text[start - 1] == " " else { return false }
        var before = String.UnicodeScalarView()
        before.append(contentsOf: text[max(0, start - 60)..<start - 1])
        var words = String(before)
        let scan = words.withUTF8 { ScannedText(NormalisedText($0), rules: .embedded) }
        guard let last = scan.classes.last, scan.tokens.last?.kind == .word else { return false }
        return !last.isDisjoint(with: [.role, .relation])
    }
}

/// A name without accents, look-alikes and what cannot be seen, to be compared with another.
package enum NormalisedName {
    package static func scalars(of name: String) -> [Unicode.Scalar] {
        var name = name
        let folded = name.withUTF8 { NormalisedText($0).bytes }
        return Array(String(decoding: folded, as: UTF8.self).unicodeScalars)
    }
}

/// The characters of a text as the scanner counts them: a byte that is no UTF-8 is one.
package enum ScannedScalars {
    package static func of(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(bytes.count)
        bytes.withUnsafeBufferPointer { source in
            var at = 0
            while at < source.count {
                let (scalar, length) = UTF8Reading.scalar(in: source, at: at)
                scalars.append(scalar)
                at += length
            }
        }
        return scalars
    }
}
