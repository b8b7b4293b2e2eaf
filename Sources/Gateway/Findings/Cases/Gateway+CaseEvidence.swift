package import Signatures
package import StrictJSON

extension Gateway {
    /// Tells every step of every case, and then every line of the trail about findings and subscriptions, oldest first.
    ///
    /// `each` gets one object at a time, so that the evidence of years needs no memory.
    package func caseEvidence(since moment: Timestamp, each: (JSONTree) throws -> Void) async throws {
        var cursor: Int64 = 0
        while true {
            let page = try await store.caseSteps(since: moment, after: cursor, max: Self.evidencePage)
            for item in page { try each(Self.evidence("step", item.step.tree)) }
            guard page.count == Self.evidencePage, let last = page.last?.cursor else { break }
            cursor = last
        }
        cursor = 0
        while true {
            let page = try await store.caseAudit(since: moment, after: cursor, max: Self.evidencePage)
            for item in page { try each(Self.evidence("audit", item.record.tree)) }
            guard page.count == Self.evidencePage, let last = page.last?.cursor else { break }
            cursor = last
        }
    }

    private static let evidencePage = 500

    private static func evidence(_ kind: String, _ tree: JSONTree) -> JSONTree {
        guard case .object(let members) = tree else { return tree }
        return .object([.init("kind", .string(kind))] + members)
    }
}
