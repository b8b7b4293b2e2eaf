import LessonExchange

extension Gateway {
    /// The name that a token is made out to: one person has one spelling, whatever is typed.
    ///
    /// - Throws: ``LessonExchangeError`` with `usage.invalid` for what names nobody.
    package func holder(named name: String) async throws -> String {
        let written = name.split { $0.isWhitespace }.joined(separator: " ")
        guard written.contains(where: { $0.isLetter }), !Attestation.folded(written).isEmpty else {
            throw LessonExchangeError("usage.invalid", "write the name of a person or a system", at: "--for")
        }
        return try await store.tokens().first { Attestation.isSamePerson($0.person, written) }?.person ?? written
    }
}
