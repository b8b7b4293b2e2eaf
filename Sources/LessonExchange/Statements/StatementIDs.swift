package import Signatures
package import StrictJSON

/// Makes and takes apart the ids of bundles and lessons: `urn:lesson-bundle:<org>:<year>-<10 random base32>`.
package enum StatementIDs {
    package static let bundlePrefix = "urn:lesson-bundle:"
    package static let lessonPrefix = "urn:lesson:"

    /// A fresh id.
    ///
    /// `random`: gives the asked number of random bytes; 7 are used, 50 bits of them.
    package static func make(
        _ prefix: String,
        organisation: String,
        at moment: Timestamp,
        random: RandomSource
    ) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        let bits = random(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let letters = (0..<10).map { alphabet[Int(bits >> UInt64(5 * $0) & 31)] }
        return "\(prefix)\(organisation):\(moment.date.year)-" + String(decoding: letters, as: UTF8.self)
    }

    /// The organisation id inside an id; nil when it is not one of ours.
    ///
    /// Its form is the schema's matter.
    package static func organisation(of id: String) -> String? {
        organisationBytes(of: Array(id.utf8)[...]).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a text is an id of a bundle or a lesson: prefix, organisation, year and ten letters.
    package static func isWellFormed(_ id: String) -> Bool {
        guard let organisation = organisation(of: id), OrganisationID.isValid(organisation) else { return false }
        return hasTail(Array(id.utf8)[...])
    }

    /// The same for an id of which the organisation is known to be a member.
    package static func isWellFormed(_ id: ArraySlice<UInt8>, of organisation: ArraySlice<UInt8>) -> Bool {
        organisationBytes(of: id) == organisation && hasTail(id)
    }

    /// A colon, four digits, a hyphen and ten letters of base32 at the end.
    private static func hasTail(_ id: ArraySlice<UInt8>) -> Bool {
        id.withUnsafeBufferPointer { id in
            let start = id.count - 16
            guard start >= 0, id[start] == 0x3A, id[start + 5] == 0x2D else { return false }
            for position in start + 1..<start + 5 where id[position] &- 0x30 >= 10 { return false }
            for position in start + 6..<start + 16 where id[position] &- 0x61 >= 26 && id[position] &- 0x32 >= 6 {
                return false
            }
            return true
        }
    }

    /// Where the first id of a bundle stands whose organisation is not the signer, byte for byte; nil when all are its
    /// own.
    package static func foreignID(_ root: JSONValue, _ kind: StatementKind, signer: String) -> String? {
        guard kind == .bundle else { return nil }
        let signer = Array(signer.utf8)
        func isOwn(_ id: JSONValue?) -> Bool { id?.utf8.flatMap { organisationBytes(of: $0) } == signer[...] }
        guard isOwn(root["bundleId"]) else { return "/bundleId" }
        for (position, lesson) in (root["lessons"]?.elements ?? []).enumerated() where !isOwn(lesson["lessonId"]) {
            return "/lessons/\(position)/lessonId"
        }
        return nil
    }

    private static let prefixes = [Array(bundlePrefix.utf8), Array(lessonPrefix.utf8)]

    private static func organisationBytes(of id: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for prefix in prefixes where id.prefix(prefix.count) == prefix[...] {
            let rest = id.dropFirst(prefix.count)
            return rest.lastIndex(of: 0x3A).map { rest[..<$0] }
        }
        return nil
    }
}

/// Gives the asked number of random bytes; tests fix it.
package typealias RandomSource = @Sendable (Int) -> [UInt8]

/// The system's randomness.
package let systemRandom: RandomSource = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
