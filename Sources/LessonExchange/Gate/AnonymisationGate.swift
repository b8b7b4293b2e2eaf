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
        /// JSON Pointer of the member in the lesson.
        package let pointer: String
        /// Kind, rule and characters; a finding about the record is about the whole member.
        package let text: TextFinding
        /// Why, where the rule alone does not say it.
        package let facts: String?

        package init(pointer: String, text: TextFinding, facts: String? = nil) {
            self.pointer = pointer
            self.text = text
            self.facts = facts
        }

        /// The place in words: pointer and characters.
        package var place: String { text.type == .record ? pointer : "\(pointer) (\(characters))" }

        /// A public lesson may tell no combination at all, whoever decides.
        package var mayBeDecided: Bool { text.rule != "combination.public" }

        var characters: String { "characters \(text.start) to \(text.end)" }
    }

    /// What a lesson tells as a whole.
    package struct RecordReport: Sendable {
        /// What has to be widened, or decided by two people.
        package let findings: [Finding]
        /// What the person who attests should have in mind.
        package let notes: [LessonAdvice]
    }

    /// Judges a lesson as a whole, with what was found in its texts and nobody judged to be no identifier.
    ///
    /// - Parameters:
    ///   - lesson: the draft or the published lesson.
    ///   - findings: what was found in its texts and is undecided.
    ///   - context: who may see it, and what it is compared with.
    ///   - publisher: the organisation id of who publishes it, empty when it is not known yet.
    /// - Returns: what has to be widened or decided, and what to have in mind.
    package static func record(
        _ lesson: JSONValue,
        _ findings: [Finding],
        _ context: GateContext,
        publisher: String = ""
    ) -> RecordReport {
        let risks = risks(lesson, findings, context, publisher: publisher)
        let found = risks.filter { $0.decision == .generalise }.map { risk in
            let length = risk.pointer.resolve(in: lesson)?.string?.unicodeScalars.count ?? 0
            let text = TextFinding(
                start: 0,
                end: max(length, 1),
                type: .record,
                decision: risk.decision,
                rule: risk.rule,
                proposal: Self.shown(risk.proposal, in: lesson)
            )
            return Finding(pointer: risk.pointer.description, text: text, facts: risk.facts)
        }
        let notes = risks.filter { $0.decision == .warn }.map { risk in
            LessonAdvice(place: risk.pointer.description, rule: risk.rule, suggestion: risk.facts)
        }
        return RecordReport(findings: found, notes: notes)
    }

    /// What the rules of the record say, with every proposal.
    static func risks(
        _ lesson: JSONValue,
        _ findings: [Finding],
        _ context: GateContext,
        publisher: String = ""
    ) -> [RecordRisk] {
        let texts = byText(lesson, findings)
        return DisclosureRisk.risks(
            lesson: lesson,
            texts: texts,
            marking: context.marking,
            publisher: publisher,
            previous: context.previous,
            known: context.known
        )
    }

    /// The findings of each text of a lesson.
    static func byText(
        _ lesson: JSONValue,
        _ findings: [Finding]
    ) -> [(pointer: JSONPointer, findings: [TextFinding])] {
        RecordFields.texts(of: lesson).map { field in
            let pointer = field.pointer.description
            return (field.pointer, findings.filter { $0.pointer.utf8.elementsEqual(pointer.utf8) }.map(\.text))
        }
    }

    /// A proposal for a field of codes in words; a text holds words of the lesson and is not shown.
    private static func shown(_ proposal: RecordProposal?, in lesson: JSONValue) -> String? {
        guard let proposal else { return nil }
        guard let replacement = proposal.replacement else { return "leave it out" }
        let isText = RecordFields.texts(of: lesson).contains { $0.pointer == proposal.pointer && $0.profile == .prose }
        return isText ? nil : String(decoding: replacement.compactBytes, as: UTF8.self)
    }

    /// Whether a lesson can be linked with somebody's death through a public source that it cites.
    package static func isLinkable(_ lesson: JSONValue) -> Bool { DisclosureRisk.isLinkable(lesson) }

    /// What stands in the texts of a bundle outside its lessons: who publishes it and how to reach them.
    package static func findings(inPublisherOf bundle: JSONValue) -> [Finding] {
        ["nameAtSigning", "contact"].flatMap { name -> [Finding] in
            guard let text = bundle["publisher"]?[name]?.string else { return [] }
            return TextScanner().findings(text, profile: .publicReference).map {
                Finding(pointer: "/publisher/\(name)", text: $0)
            }
        }
    }

    /// Whether a kind of statement carries text that people wrote.
    static func reads(_ kind: StatementKind) -> Bool { [.bundle, .response, .withdrawal, .epoch].contains(kind) }

    /// What stands in the free text of an answer, a withdrawal or an epoch.
    package static func findings(inTextsOf root: JSONValue, kind: StatementKind) -> [Finding] {
        var texts: [(pointer: String, text: String?)] = []
        switch kind {
        case .response:
            texts.append(("/overall/text", root["overall"]?["text"]?.string))
            for (place, item) in (root["perRecommendation"]?.elements ?? []).enumerated() {
                texts.append(("/perRecommendation/\(place)/reason", item["reason"]?.string))
            }
        case .withdrawal: texts.append(("/advice", root["advice"]?.string))
        case .epoch: texts.append(("/reason", root["reason"]?.string))
        default: return []
        }
        return texts.flatMap { pointer, text in
            TextScanner().findings(text ?? "", profile: .prose).map { Finding(pointer: pointer, text: $0) }
        }
    }

    /// The advice on wording and on the strength of actions.
    package static func wording(of lesson: JSONValue) -> [LessonAdvice] {
        QualityLint.advice(for: lesson).map {
            LessonAdvice(place: $0.pointer.description, rule: $0.rule, suggestion: $0.suggestion)
        }
    }

    /// Every finding in a lesson or a draft, in the order of its text.
    ///
    /// `isClear`: says of a text that this scanner has found nothing in it before, under the rules of its field.
    package static func findings(
        in lesson: JSONValue,
        by scanner: TextScanner = TextScanner(),
        isClear: (String) -> Bool = { _ in false }
    ) -> [Finding] {
        RecordFields.texts(of: lesson).flatMap { field -> [Finding] in
            guard let utf8 = field.value.utf8, !isClear(field.value.string ?? "") else {
                return []
            }
            let found = utf8.withUnsafeBufferPointer { scanner.findings($0, profile: field.profile) }
            if !found.isEmpty, field.pointer.tokens.last == "issuer", KnownBodies.has(field.value.string) { return [] }
            return found.map { Finding(pointer: field.pointer.description, text: $0) }
        }
    }

    /// Each finding with whether it was decided.
    static func judged(_ findings: [Finding], _ overrides: [GateOverride]) -> [(finding: Finding, isOverridden: Bool)] {
        findings.map { ($0, undecided([$0], overrides).isEmpty) }
    }

    /// The findings that nobody has decided.
    ///
    /// A warning takes one person, a block two of whom one is in the Caldicott role.
    package static func undecided(_ findings: [Finding], _ overrides: [GateOverride]) -> [Finding] {
        findings.filter { finding in
            guard finding.mayBeDecided else { return true }
            let roles = Set(overrides.filter { $0.covers(finding) }.map(\.role))
            guard finding.text.decision == .warn else {
                return roles.count < 2 || !roles.contains("caldicott-guardian")
            }
            return roles.isEmpty
        }
    }
}

/// A hint that keeps nobody from signing.
package struct LessonAdvice: Sendable {
    /// JSON Pointer of the member in the lesson.
    package let place: String
    /// Name of the rule, such as `wording.blame`.
    package let rule: String
    /// What to write or to think of; holds nothing of the lesson's text.
    package let suggestion: String
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
