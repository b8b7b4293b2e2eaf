package import Signatures
package import StrictJSON

extension Gateway {
    /// Tells every step of every case, and then every line of the audit trail, oldest first.
    ///
    /// A step names its finding as the body does, since our number means nothing elsewhere; a line about words that were
    /// erased says why.
    ///
    /// `each` gets one object at a time, so that the evidence of years needs no memory.
    package func caseEvidence(since moment: Timestamp, each: (JSONTree) throws -> Void) async throws {
        var cursor: Int64 = 0
        while true {
            let page = try await store.caseSteps(since: moment, after: cursor, max: Self.evidencePage)
            for item in page {
                var tree = item.step.tree
                tree["issuer"] = .string(item.issuer)
                tree["reference"] = .string(item.reference)
                tree["findingVersion"] = .integer(item.version)
                try each(Self.evidence("step", tree))
            }
            guard page.count == Self.evidencePage, let last = page.last?.cursor else { break }
            cursor = last
        }
        cursor = 0
        while true {
            let page = try await store.auditTrail(since: moment, after: cursor, max: Self.evidencePage)
            for item in page {
                var tree = item.record.tree
                if let reason = item.reason { tree["reason"] = .string(reason) }
                try each(Self.evidence("audit", tree))
            }
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
