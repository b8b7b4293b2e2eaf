import Findings
import Signatures
import StrictJSON

extension Gateway {
    /// Answers, newest first, with everything that they say: lists hold the position on the whole alone.
    package func answers(to lessonID: String?, from responder: String?, max: Int) async throws -> [ResponseRow] {
        try await inFull(try await store.responses(to: lessonID, from: responder, max: max))
    }

    /// The same answers with their words and their positions on recommendations, out of the statements as they were signed.
    func inFull(_ rows: [ResponseRow]) async throws -> [ResponseRow] {
        var full: [ResponseRow] = []
        for row in rows {
            guard let envelope = try await store.statement(row.digest)?.envelope,
                let payload = try? JWSEnvelope(parsing: envelope).payload,
                let root = (try? JSONDocument(parsing: payload))?.root
            else {
                full.append(row)
                continue
            }
            let facts = ResponseFacts(root)
            full.append(
                ResponseRow(
                    responder: row.responder,
                    subject: row.subject,
                    position: row.position,
                    issued: row.issued,
                    digest: row.digest,
                    text: facts.text,
                    recommendations: facts.recommendations
                )
            )
        }
        return full
    }

    /// What partners said last to the sources of some findings, newest first: a partner may have taken a position without
    /// having published a lesson.
    func positions(on findings: [ExternalFinding]) async throws -> [[ResponseRow]] {
        var positions: [[ResponseRow]] = []
        for finding in findings {
            let rows = try await store.responses(
                toIssuer: finding.issuer,
                reference: finding.reference,
                max: Self.positionsListed
            )
            var seen: Set<String> = [identity.organisation]
            positions.append(rows.filter { seen.insert($0.responder).inserted })
        }
        return positions
    }

    /// Answers to one source that a list looks at.
    private static let positionsListed = 100
}
