import Anonymisation
import JSONSchema
import Signatures
import StrictJSON

/// Validators of the embedded schemas by name, kept by one verifier.
final class ValidatorCache {
    private var validators: [String: SchemaValidator] = [:]

    func validator(_ name: String) throws(LessonExchangeError) -> SchemaValidator {
        if let known = validators[name] { return known }
        let made = try EmbeddedSchemas.validator(name)
        validators[name] = made
        return made
    }
}

extension Verification {
    /// The content against the schema of its kind.
    mutating func checkSchema(_ root: JSONValue, kind: StatementKind) {
        guard let name = kind.schemaName else {
            note(.schema, .notRun, "schema.version-unsupported", got: "no schema for \(kind.rawValue)")
            return
        }
        if let version = root["schema"]?["version"], !version.isString(equalTo: EmbeddedSchemas.version) {
            note(
                .schema,
                .fail,
                "schema.version-unsupported",
                expected: EmbeddedSchemas.version,
                got: "another version",
                at: "/schema/version"
            )
            return
        }
        do throws(LessonExchangeError) {
            let validator = try verifier.schemas.validator(name)
            guard !validator.isValid(root) else {
                note(.schema, .pass, got: isOtherDigest(root) ? "another schema digest; judged by this program's" : nil)
                return
            }
            let violations = try EmbeddedSchemas.violations(of: root, schema: name)
            let more = violations.count > 1 ? " (and \(violations.count - 1) more)" : ""
            note(
                .schema,
                .fail,
                "schema.violation",
                expected: violations.first?.expected,
                got: violations.first.map { $0.found + more },
                at: violations.first?.instance
            )
        } catch {
            note(.schema, .fail, error.code.name)
        }
    }

    /// Whether the statement was made with other schemas or code lists of the same version.
    private func isOtherDigest(_ root: JSONValue) -> Bool {
        root["schema"]?["digest"].map { !$0.isString(equalTo: EmbeddedSchemas.imageDigest.description) } ?? false
    }

    /// What each lesson's release says of the anonymisation gate, and what the gate of this program says.
    ///
    /// Only a block that nobody overrode counts; the sender is told place and type, never the text.
    mutating func checkGate(_ root: JSONValue, kind: StatementKind) {
        guard AnonymisationGate.reads(kind) else { return }
        guard !policy.withoutGate else {
            note(.gate, .notRun, got: "no gate was run; accepted because --without-gate was asked for")
            return
        }
        guard kind == .bundle else { return checkGate(ofTextsIn: root, kind: kind) }
        let lessons = (root["lessons"]?.elements ?? []).prefix(Self.lessonsComparedMax)
        let versions = lessons.map { $0["release"]?["anonymisation"]?["gateVersion"] }
        if let absent = versions.firstIndex(where: { $0.map { $0.isString(equalTo: AnonymisationGate.none) } ?? true })
        {
            note(.gate, .fail, "gate.absent", at: "/lessons/\(absent)/release/anonymisation/gateVersion")
            return
        }
        var open: [(lesson: Int, finding: VerificationReport.GateFinding)] = []
        var isOtherRules = false
        let rules = AnonymisationGate.rulesDigest.description
        for (position, lesson) in lessons.enumerated() {
            let sealed = lesson["release"]?["anonymisation"]
            isOtherRules = isOtherRules || !(sealed?["rulesDigest"]?.isString(equalTo: rules) ?? false)
            let overrides = (sealed?["overrides"]?.elements ?? []).compactMap { GateOverride($0) }
            for (finding, isOverridden) in AnonymisationGate.judged(AnonymisationGate.findings(in: lesson), overrides) {
                let told = VerificationReport.GateFinding(
                    place: "/lessons/\(position)\(finding.place)",
                    type: finding.text.type.rawValue,
                    decision: finding.text.decision.rawValue,
                    isOverridden: isOverridden
                )
                if report.gateFindings.count < VerificationReport.gateFindingsMax { report.gateFindings.append(told) }
                if finding.text.decision == .block, !isOverridden { open.append((position, told)) }
            }
        }
        for finding in AnonymisationGate.findings(inPublisherOf: root) where finding.text.decision == .block {
            let told = Self.told(finding)
            report.gateFindings.append(told)
            open.append((Self.publisherPlace, told))
        }
        noteGate(open, isOtherRules: isOtherRules)
    }

    /// The free text of an answer or a withdrawal: nobody decides about it, so a block counts as it is.
    private mutating func checkGate(ofTextsIn root: JSONValue, kind: StatementKind) {
        let found =
            AnonymisationGate.findings(inTextsOf: root, kind: kind) + AnonymisationGate.findings(inPublisherOf: root)
        for finding in found where report.gateFindings.count < VerificationReport.gateFindingsMax {
            report.gateFindings.append(Self.told(finding))
        }
        let open = found.filter { $0.text.decision == .block }.map { (Self.publisherPlace, Self.told($0)) }
        noteGate(open, isOtherRules: false)
    }

    private static func told(_ finding: AnonymisationGate.Finding) -> VerificationReport.GateFinding {
        VerificationReport.GateFinding(
            place: finding.place,
            type: finding.text.type.rawValue,
            decision: finding.text.decision.rawValue,
            isOverridden: false
        )
    }

    /// Only a block that nobody overrode counts, and only for the lesson it is in; the rest is listed.
    private mutating func noteGate(
        _ open: [(lesson: Int, finding: VerificationReport.GateFinding)],
        isOtherRules: Bool
    ) {
        let judged = "rules \(AnonymisationGate.version)\(isOtherRules ? ", newer rules than the sealed ones" : "")"
        guard let first = open.first else {
            let listed =
                report.gateFindings.isEmpty
                ? "" : "; \(report.gateFindings.count) warnings or decided findings, see --json"
            note(.gate, .pass, got: "no known identifier found by \(judged)\(listed)")
            return
        }
        let others = Set(open.map(\.lesson)).subtracting([first.lesson]).sorted().map {
            $0 == Self.publisherPlace ? "the publisher" : "lesson \($0)"
        }
        let lessons = others.isEmpty ? "" : ", also in \(others.joined(separator: ", "))"
        let more = open.count > 1 ? " and \(open.count - 1) more" : ""
        note(
            .gate,
            .fail,
            "identifier.found",
            got: "\(first.finding.type)\(more)\(lessons), by \(judged)",
            at: first.finding.place
        )
    }

    /// Stands for the publisher among the positions of lessons, behind all of them.
    private static let publisherPlace = Int.max

    /// A bundle that keeps its schema holds at most 50.
    private static let lessonsComparedMax = 50

    /// Rules that no schema can say.
    mutating func checkPolicy(_ root: JSONValue, kind: StatementKind) {
        guard kind == .bundle else {
            note(.policy, .pass)
            return
        }
        // A bundle holds few lessons; where there are more, the schema has spoken.
        let ids = (root["lessons"]?.elements ?? []).prefix(Self.lessonsComparedMax).map { $0["lessonId"]?.utf8 ?? [] }
        // Ids differ at their ends, so those are compared first.
        let ends = ids.map { $0.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        for position in ids.indices.dropFirst()
        where (0..<position).contains(where: { ends[$0] == ends[position] && ids[$0] == ids[position] }) {
            note(.policy, .fail, "policy.duplicate-lesson", at: "/lessons/\(position)/lessonId")
            return
        }
        note(.policy, .pass)
    }
}
