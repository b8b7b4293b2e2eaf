import Findings
import Signatures
package import StrictJSON

extension FindingRecord {
    /// The finding with its case, for a program.
    package var tree: JSONTree {
        var members: [JSONTree.Member] = [
            .init("number", .integer(Int(number))), .init("version", .integer(version)),
            .init("issue", .integer(Int(issue))),
        ]
        members += FindingForm.members(of: finding)
        let waiting: JSONTree? = state.waitsAsNotRelevant ? .string(FindingState.notRelevant.rawValue) : nil
        let more = JSONTree.object(of: [
            "duty": .string(duty.rawValue), "because": .array(because.map { .string($0) }),
            "state": .string(state.state.rawValue), "group": state.group.map { .string($0) },
            "ownerRole": state.ownerRole.map { .string($0) }, "due": clock.map { .string($0) },
            "dueBasis": clockBasis.map { .string($0) },
            "waitsForApproval": waiting,
            "assessments": .array(state.assessments.sorted { $0.key < $1.key }.map(\.value.tree)),
            "actions": .array(state.actions.sorted { $0.key < $1.key }.map(\.value.tree)),
            "approvedBy": state.approvedBy.map { .string($0) },
            "response": state.response.map { .string($0.description) },
            "repliedOn": state.repliedOn.map { .string($0) },
            "repliedDaysLate": daysRepliedLate.map { .integer($0) }, "firstSeen": .string(firstSeen.description),
            "changed": .string(changed.description), "steps": .integer(steps),
        ])
        if case .object(let rest) = more { members += rest }
        return .object(members)
    }

    /// Where ``clock`` comes from: as the source's date does, or `set at triage`; nil where there is none.
    package var clockBasis: String? {
        guard let clock else { return nil }
        guard let source = sourceDue, source.date.utf8.elementsEqual(clock.utf8) else {
            return "set at triage"
        }
        return source.basis.rawValue
    }
}

extension GapAssessment {
    package var tree: JSONTree {
        .object(of: [
            "recommendation": .string(recommendation), "position": .string(position),
            "evidenceType": evidenceType.map { .string($0) }, "evidence": evidence.map { .string($0) },
            "gap": gap.map { .string($0) }, "reason": reason.map { .string($0) },
        ])
    }
}

extension CaseAction {
    package var tree: JSONTree {
        .object(of: [
            "id": .string(id), "text": .string(text), "ownerRole": .string(ownerRole), "due": .string(due),
            "state": .string(state), "evidence": evidence.map { .string($0) },
            "evidenceType": evidenceType.map { .string($0) },
        ])
    }
}

extension CaseStep {
    package var tree: JSONTree {
        var members: [JSONTree.Member] = [
            .init("finding", .integer(Int(finding))), .init("at", .string(at.description)),
            .init("person", .string(person)), .init("role", .string(role)), .init("step", .string(content.name)),
        ]
        if case .object(let rest) = content.tree { members += rest }
        return .object(members)
    }
}

extension CaseStep.Content {
    /// What kind of step it is.
    package var name: String {
        switch self {
        case .triage: "triage"
        case .dismissal: "dismissal"
        case .dismissalApproval: "dismissal-approval"
        case .assessment: "assessment"
        case .action: "action"
        case .approval: "approval"
        case .response: "response"
        case .replied: "reply"
        case .closure: "closure"
        case .newVersion: "new-version"
        case .reopening: "reopening"
        case .reading: "reading"
        case .classification: "classification"
        }
    }

    package var isClassification: Bool { if case .classification = self { true } else { false } }

    /// The action of the audit trail that it is.
    package var auditAction: String {
        switch self {
        case .triage, .dismissal: "finding.triage"
        case .assessment: "finding.assess"
        case .action: "finding.plan"
        case .approval, .dismissalApproval: "finding.approve"
        case .response: "finding.answer"
        case .replied: "finding.reply"
        case .closure: "finding.close"
        case .newVersion: "finding.version"
        case .reopening: "finding.reopen"
        case .reading: "finding.read"
        case .classification: "finding.classify"
        }
    }

    /// What it says; of a draft that was read the size alone.
    package var tree: JSONTree {
        switch self {
        case .triage(let isRelevant, let group, let ownerRole, let due, let reason):
            .object(of: [
                "isRelevant": .boolean(isRelevant), "group": group.map { .string($0) },
                "ownerRole": ownerRole.map { .string($0) }, "due": due.map { .string($0) },
                "reason": reason.map { .string($0) },
            ])
        case .assessment(let assessment): assessment.tree
        case .action(let action): action.tree
        case .dismissal(let reason): .object(of: ["reason": .string(reason)])
        case .approval, .dismissalApproval, .closure: .object([])
        case .response(let digest): .object(of: ["response": .string(digest.description)])
        case .replied(let day): .object(of: ["on": .string(day)])
        case .newVersion(let version, let changed):
            .object(of: ["version": .integer(version), "changed": .array(changed.map { .string($0) })])
        case .reopening(let reason): .object(of: ["reason": .string(reason)])
        case .reading(let draft): .object(of: ["draftBytes": .integer(draft.count)])
        case .classification(let themes, let serviceLines):
            .object(of: [
                "themes": .array(themes.map { .string($0) }), "serviceLines": .array(serviceLines.map { .string($0) }),
            ])
        }
    }
}

extension SimilarFinding {
    package var tree: JSONTree {
        .object(of: [
            "number": .integer(Int(number)), "issuer": .string(issuer), "reference": .string(reference),
            "title": .string(title), "kind": .string(likeness.kind.rawValue), "score": .integer(likeness.score),
            "state": .string(state.rawValue),
        ])
    }
}
