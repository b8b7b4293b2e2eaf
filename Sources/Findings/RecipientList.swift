import Anonymisation

/// The bodies that a cell names, each by its id or as a question.
struct RecipientList {
    let separator: String
    let aliases: OrganisationAliases

    func recipients(
        _ cell: String,
        column: String,
        _ mask: TextMask,
        _ notes: inout RowNotes
    ) -> [ExternalFinding.Recipient] {
        let spellings = parts(HTMLReference.decoded(cell))
        guard spellings.count <= FindingLimits.recipientsMax else {
            // A recipient that is left out would have no clock.
            notes.fault("limit.exceeded", column, "recipientsMax is \(FindingLimits.recipientsMax)")
            return []
        }
        var recipients: [ExternalFinding.Recipient] = []
        func add(_ organisation: String?) {
            recipients.append(ExternalFinding.Recipient(organisation: organisation, place: recipients.count))
        }
        let list = BodyList(aliases: aliases, scanner: mask.scanner)
        for spelling in spellings {
            if let ids = list.organisations(in: spelling) {
                for id in ids { add(id) }
                continue
            }
            let reading = aliases.reading(within: spelling)
            if reading.organisation == nil { notes.ask(.organisation, column, mask.shown(spelling)) }
            for segment in reading.rest where !RecipientSegment.isPlain(segment, mask.scanner) {
                let shown = mask.shown(segment)
                // Two words that are masked as a whole are a person; more may be a body that looks like one.
                let isPerson = shown == TextMask.name && segment.split(separator: " ").count <= 2
                if !isPerson { notes.ask(.organisation, column, shown) }
            }
            add(reading.organisation)
        }
        guard recipients.count <= FindingLimits.recipientsMax else {
            notes.fault("limit.exceeded", column, "recipientsMax is \(FindingLimits.recipientsMax)")
            return []
        }
        return recipients
    }

    /// Cells also put each body on a line of its own.
    private func parts(_ cell: String) -> [String] {
        cell.split { $0 == "\n" || separator.contains($0) }.map(\.trimmed).filter { !$0.isEmpty }
    }
}

/// A part of a cell beside the body that is known.
enum RecipientSegment {
    /// Words that only names of bodies have.
    private static let bodies: Set<String> = [
        "limited", "ltd", "llp", "plc", "inc", "surgery", "practice", "clinic", "hospital", "hospitals", "home",
        "homes", "trust", "council", "college", "university", "school", "academy", "pharmacy", "company", "prison",
        "police", "constabulary", "ambulance", "agency", "authority", "association", "society", "charity",
        "foundation",
        "commission", "institute", "nhs", "ccg", "icb", "hmp", "hospice", "centre", "partnership", "care", "group",
    ]

    /// Words of offices, of parts of a body, and of addresses.
    private static let others: Set<String> = [
        "chief", "executive", "officer", "ceo", "director", "directors", "medical", "head", "chair", "chairman",
        "chairperson", "chairwoman", "secretary", "state", "minister", "manager", "lead", "governor", "commissioner",
        "constable", "superintendent", "president", "deputy", "interim", "acting", "clerk", "solicitor", "solicitors",
        "legal", "counsel", "dean", "principal", "partner", "partners", "team", "area", "region", "regional", "office",
        "department", "directorate", "division", "road", "street", "lane", "avenue", "drive", "house", "floor", "box",
        "way", "square", "park", "court", "place", "hill", "building", "headquarters", "hq", "mr", "mrs", "ms", "miss",
        "mx", "dr", "doctor", "professor", "prof", "sir", "dame", "lord", "lady", "baroness", "rt", "hon",
        "mp", "person", "redacted", "name", "kc", "qc", "cbe", "obe",
    ]

    /// Whether a segment is an office, and nothing in it a body.
    static func isOffice(_ segment: String) -> Bool {
        let words = WordTokens.words(Array(segment.unicodeScalars)).map { WordTokens.folded($0.scalars) }
        return words.contains(where: others.contains) && !words.contains(where: bodies.contains)
    }

    /// Whether a segment is an office, a person with a title, a place or an address, and no other body.
    static func isPlain(_ segment: String, _ scanner: TextScanner) -> Bool {
        let scalars = Array(segment.unicodeScalars)
        let words = WordTokens.words(scalars).map { WordTokens.folded($0.scalars) }
        if words.contains(where: bodies.contains) {
            // `Director of Care`, `Head of Practice`: an office may have such a word behind `of` or `for`.
            return (words.first.map(others.contains) ?? true) && (words.contains("of") || words.contains("for"))
        }
        if words.contains(where: others.contains) { return true }
        // A number by itself makes an address.
        let hasNumber = segment.split(separator: " ").contains { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        return words.isEmpty || hasNumber || isPlace(segment, scalars.count, scanner)
    }

    /// Whether all of it is a place that the gate knows.
    private static func isPlace(_ segment: String, _ count: Int, _ scanner: TextScanner) -> Bool {
        scanner.findings(segment).contains { finding in
            let isPlace = finding.type == .place || finding.type == .address || finding.type == .postcode
            return isPlace && finding.start == 0 && finding.end == count
        }
    }
}
