import StrictJSON

/// Two versions of a lesson side by side: a reader who holds both knows what either tells.
///
/// A month in one and a ward in the other single somebody out as if one had told both, so a later version keeps what the
/// earlier told, or leaves it out.
enum VersionComparison {
    private static let fields: [[String]] = [
        ["eventPeriod"], ["eventCountBand"], ["serviceLine"], ["setting"], ["patientGroup"], ["harm", "physical"],
    ]

    static func risks(_ lesson: JSONValue, after previous: JSONValue) -> [RecordRisk] {
        fields.compactMap { path in
            let pointer = JSONPointer(tokens: path)
            guard let value = pointer.resolve(in: lesson) else { return nil }
            let before = pointer.resolve(in: previous)
            if let before, (try? CanonicalForm.bytes(of: before)) == (try? CanonicalForm.bytes(of: value)) {
                return nil
            }
            return RecordRisk(
                pointer: pointer,
                decision: .generalise,
                rule: "version.differs",
                proposal: RecordProposal(pointer: pointer, replacement: before.map { JSONTree($0) }),
                facts: before == nil
                    ? "the version before does not tell it; together they tell more than either"
                    : "the version before tells it differently; together they tell more than either"
            )
        }
    }
}
