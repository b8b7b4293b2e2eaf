import Gateway
import Signatures
import StrictJSON

/// A step of a case as it is kept: codes, dates and numbers, and beside them what somebody wrote.
struct StoredStep {
    /// JSON.
    let content: [UInt8]
    /// JSON, or the draft of a reading; nil where nobody wrote anything.
    let words: [UInt8]?

    init(_ step: CaseStep.Content) {
        switch step {
        case .triage(let isRelevant, let group, let ownerRole, let due, let reason):
            content = Self.json([
                "isRelevant": .boolean(isRelevant), "group": Self.text(group), "ownerRole": Self.text(ownerRole),
                "due": Self.text(due),
            ])
            words = Self.words(["reason": reason])
        case .assessment(let item):
            content = Self.json([
                "recommendation": .string(item.recommendation), "position": .string(item.position),
                "evidenceType": Self.text(item.evidenceType),
            ])
            words = Self.words(["evidence": item.evidence, "gap": item.gap, "reason": item.reason])
        case .action(let item):
            content = Self.json([
                "id": .string(item.id), "ownerRole": .string(item.ownerRole), "due": .string(item.due),
                "state": .string(item.state), "evidenceType": Self.text(item.evidenceType),
            ])
            words = Self.words(["text": item.text, "evidence": item.evidence])
        case .dismissal(let reason): (content, words) = (Self.json([:]), Self.words(["reason": reason]))
        case .approval, .dismissalApproval, .closure: (content, words) = (Self.json([:]), nil)
        case .response(let digest): (content, words) = (Self.json(["response": .string(digest.description)]), nil)
        case .replied(let day): (content, words) = (Self.json(["on": .string(day)]), nil)
        case .newVersion(let version, let changed):
            content = Self.json([
                "version": .integer(version), "changed": .array(changed.map { .string($0) }),
            ])
            words = nil
        case .reopening(let reason): (content, words) = (Self.json([:]), Self.words(["reason": reason]))
        case .reading(let draft): (content, words) = (Self.json([:]), draft)
        case .classification(let themes, let serviceLines):
            content = Self.json([
                "themes": .array(themes.map { .string($0) }), "serviceLines": .array(serviceLines.map { .string($0) }),
            ])
            words = nil
        }
    }

    private static func json(_ members: KeyValuePairs<String, JSONTree?>) -> [UInt8] {
        JSONTree.object(of: members).compactBytes
    }

    private static func text(_ value: String?) -> JSONTree? { value.map { .string($0) } }

    private static func words(_ texts: KeyValuePairs<String, String?>) -> [UInt8]? {
        let members = texts.compactMap { name, value in value.map { JSONTree.Member(name, .string($0)) } }
        return members.isEmpty ? nil : JSONTree.object(members).compactBytes
    }

    /// Reads what was kept; words that were erased are missing, or empty where there must be some.
    static func read(_ kind: String, _ content: [UInt8], words: [UInt8]) throws -> CaseStep.Content {
        guard let root = (try? JSONDocument(parsing: content))?.root else { throw StoreError.damaged("case_step") }
        if kind == "reading" { return .reading(draft: words) }
        let said = words.isEmpty ? nil : (try? JSONDocument(parsing: words))?.root
        guard words.isEmpty || said != nil, let step = step(kind, Fields(root), Fields(said)) else {
            throw StoreError.damaged("case_step")
        }
        return step
    }

    /// Texts of an object.
    private struct Fields {
        let root: JSONValue?

        init(_ root: JSONValue?) { self.root = root }

        subscript(_ name: String) -> String? { root?[name]?.string }

        func list(_ name: String) -> [String] { (root?[name]?.elements ?? []).compactMap(\.string) }
    }

    private static func step(_ kind: String, _ content: Fields, _ words: Fields) -> CaseStep.Content? {
        switch kind {
        case "triage":
            guard let isRelevant = content.root?["isRelevant"]?.boolean else { return nil }
            return .triage(
                isRelevant: isRelevant,
                group: content["group"],
                ownerRole: content["ownerRole"],
                due: content["due"],
                reason: words["reason"]
            )
        case "assessment":
            guard let recommendation = content["recommendation"], let position = content["position"] else { return nil }
            return .assessment(
                GapAssessment(
                    recommendation: recommendation,
                    position: position,
                    evidenceType: content["evidenceType"],
                    evidence: words["evidence"],
                    gap: words["gap"],
                    reason: words["reason"]
                )
            )
        case "action": return action(content, words).map { .action($0) }
        case "dismissal": return .dismissal(reason: words["reason"] ?? "")
        case "dismissal-approval": return .dismissalApproval
        case "approval": return .approval
        case "reply": return content["on"].map { .replied(on: $0) }
        case "closure": return .closure
        case "response": return content["response"].flatMap { Digest($0) }.map { .response($0) }
        case "new-version":
            return content.root?["version"]?.integer.map { .newVersion($0, changed: content.list("changed")) }
        case "classification":
            return .classification(themes: content.list("themes"), serviceLines: content.list("serviceLines"))
        case "reopening": return .reopening(reason: words["reason"] ?? "")
        default: return nil
        }
    }

    private static func action(_ content: Fields, _ words: Fields) -> CaseAction? {
        guard let id = content["id"], let ownerRole = content["ownerRole"], let due = content["due"],
            let state = content["state"]
        else { return nil }
        return CaseAction(
            id: id,
            text: words["text"] ?? "",
            ownerRole: ownerRole,
            due: due,
            state: state,
            evidence: words["evidence"],
            evidenceType: content["evidenceType"]
        )
    }
}
