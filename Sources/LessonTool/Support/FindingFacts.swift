import Findings
import StrictJSON

/// What a report tells of a finding, whether its row is new or not.
enum FindingFacts {
    static func members(_ finding: ExternalFinding, _ row: FindingRow) -> [JSONTree.Member] {
        let gate = finding.gateFindings.sorted { $0.key < $1.key }
        let tree = JSONTree.object(of: [
            "reference": .string(finding.reference), "issuer": .string(finding.issuer),
            "published": finding.published.map { .string($0) }, "due": finding.due.map(Self.tree),
            "recipients": .array(finding.recipients.map(Self.tree)), "needsReading": .boolean(finding.needsReading),
            "gateFindings": .object(gate.map { JSONTree.Member($0.key, .integer($0.value)) }),
            "leftOut": row.leftOut > 0 ? .integer(row.leftOut) : nil,
            "unreadableDocuments": row.unreadableDocuments.isEmpty
                ? nil : .array(row.unreadableDocuments.map { .string($0) }),
            "notes": row.notes.isEmpty
                ? nil
                : .array(row.notes.map { .object(of: ["column": .string($0.column), "note": .string($0.words)]) }),
        ])
        guard case .object(let members) = tree else { return [] }
        return members
    }

    private static func tree(_ due: ExternalFinding.Due) -> JSONTree {
        .object(of: [
            "date": .string(due.date), "basis": .string(due.basis.rawValue),
            "differsByDays": due.differsByDays.map { .integer($0) },
        ])
    }

    private static func tree(_ recipient: ExternalFinding.Recipient) -> JSONTree {
        .object(of: [
            "organisation": recipient.organisation.map { .string($0) } ?? .null, "place": .integer(recipient.place),
        ])
    }

    /// What a line on the terminal says of it.
    static func told(_ finding: ExternalFinding, _ row: FindingRow) -> String {
        let due = finding.due.map { "due \($0.date) (\($0.basisInWords))" } ?? "no date due"
        guard row.leftOut > 0 else { return ", \(due)" }
        return ", \(due), \(row.leftOut) sentence\(row.leftOut == 1 ? "" : "s") of the form left out"
    }
}
