import Findings
import LessonExchange
import Signatures
import StrictJSON

extension Gateway {
    /// Signs where we stand on a finding, and sends it to the body itself, where it has a gateway, and to partners.
    ///
    /// The statement and the step of the case are kept together.
    ///
    /// - Throws: ``LessonExchangeError`` with `recipient.unknown` where nobody would read it.
    package func answer(
        finding number: Int64,
        overall: String,
        text: String?,
        shareWith: [String],
        by actor: Actor,
        request: IdempotencyKey?
    ) async throws -> PublishedStatement {
        let rules = try await caseOf(number, by: actor)
        try rules.checkAnswer(overall)
        let finding = rules.record.finding
        let positions = rules.record.recommendationIDs.compactMap { id in
            rules.record.state.assessments[id].map {
                SiblingStatements.RecommendationPosition(id: id, position: $0.position, reason: $0.reason)
            }
        }
        let statement = try await response(
            to: .external(issuer: finding.issuer, reference: finding.reference),
            recipients: try readers(of: finding.issuer, and: shareWith),
            position: overall,
            text: text,
            perRecommendation: positions
        )
        let steps = commit([.response(statement.digest)], of: rules)
        return try await log([statement], "respond", by: actor, request: request, cases: steps)[0]
    }

    /// The body where it is a member of the federation, and whoever else is named; each once, and not ourselves.
    private func readers(of issuer: String, and others: [String]) throws(LessonExchangeError) -> [String] {
        var readers: [String] = trust.current.member(issuer) == nil ? [] : [issuer]
        readers += others
        var seen: Set<String> = [identity.organisation]
        readers = readers.filter { seen.insert($0).inserted }
        guard !readers.isEmpty else {
            throw LessonExchangeError(
                "recipient.unknown",
                "the body has no gateway, and no partner is named: nobody would read the answer",
                at: "/shareWith"
            )
        }
        return readers
    }
}
