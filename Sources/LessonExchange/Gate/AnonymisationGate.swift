package import Anonymisation
package import Signatures
package import StrictJSON

/// The anonymisation gate over a lesson record: what stands in it that could identify somebody, and what was decided.
///
/// Its words are "no known identifier found by rules vN", never "anonymised".
package enum AnonymisationGate {
    /// Version of recognisers and decisions; lists and model have their digest.
    package static let version = "1.0"

    /// Version of a bundle that never passed the gate.
    package static let none = "none"

    /// The process standard that the release names.
    package static let standard = "ISB 1523:2013"

    /// Digest of the lists, the gazetteer and the name model.
    package static var rulesDigest: Digest { Digest(bytes: RuleBook.embedded.digest) ?? Digest(of: []) }

    /// A finding in a lesson: its place and kind, never its text.
    package struct Finding: Sendable {
        /// JSON Pointer of the string in the lesson.
        package let pointer: String
        package let text: TextFinding

        /// The place in words: pointer and characters.
        package var place: String { "\(pointer) (characters \(text.start) to \(text.end))" }
    }

    /// Every finding in a lesson or a draft, in the order of its text.
    package static func findings(in lesson: JSONValue) -> [Finding] {
        let scanner = TextScanner()
        return RecordFields.texts(of: lesson).flatMap { field -> [Finding] in
            guard let utf8 = field.value.utf8 else { return [] }
            let found = utf8.withUnsafeBufferPointer { scanner.findings($0, profile: field.profile) }
            return found.map { Finding(pointer: field.pointer.description, text: $0) }
        }
    }

    /// The findings that nobody has decided.
    ///
    /// A warning takes one person, a block two of whom one is in the Caldicott role.
    package static func undecided(_ findings: [Finding], _ overrides: [GateOverride]) -> [Finding] {
        findings.filter { finding in
            let roles = Set(overrides.filter { $0.covers(finding) }.map(\.role))
            guard finding.text.decision == .warn else {
                return roles.count < 2 || !roles.contains("caldicott-guardian")
            }
            return roles.isEmpty
        }
    }
}

/// The decision that a finding is no identifier, as it is sealed: place, rule, reason and role, never the text.
package struct GateOverride: Sendable {
    package let pointer: String
    package let start: Int
    package let end: Int
    package let rule: String
    package let reasonCode: String
    package let role: String

    package init(_ finding: AnonymisationGate.Finding, reasonCode: String, role: String) {
        pointer = finding.pointer
        start = finding.text.start
        end = finding.text.end
        rule = finding.text.rule
        self.reasonCode = reasonCode
        self.role = role
    }

    /// Reads an override of a release or an attestation record; nil when a part is missing.
    package init?(_ value: JSONValue) {
        guard let pointer = value["pointer"]?.string, let start = value["start"]?.integer,
            let end = value["end"]?.integer,
            let rule = value["rule"]?.string, let reasonCode = value["reasonCode"]?.string,
            let role = value["role"]?.string
        else { return nil }
        self.pointer = pointer
        self.start = start
        self.end = end
        self.rule = rule
        self.reasonCode = reasonCode
        self.role = role
    }

    package var tree: JSONTree {
        .object(of: [
            "pointer": .string(pointer), "start": .integer(start), "end": .integer(end), "rule": .string(rule),
            "reasonCode": .string(reasonCode), "role": .string(role),
        ])
    }

    /// Whether the decision was about that finding: the same kind in the same place, since a number for another name
    /// must not be covered by it.
    func covers(_ finding: AnonymisationGate.Finding) -> Bool {
        pointer.utf8.elementsEqual(finding.pointer.utf8) && start == finding.text.start && end == finding.text.end
            && rule.utf8.prefix { $0 != 0x2E }.elementsEqual(finding.text.rule.utf8.prefix { $0 != 0x2E })
    }
}
