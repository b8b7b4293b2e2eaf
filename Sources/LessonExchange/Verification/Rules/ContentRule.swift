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
        guard kind == .bundle else { return }
        guard !policy.withoutGate else {
            note(.gate, .notRun, got: "no gate was run; accepted because --without-gate was asked for")
            return
        }
        let lessons = (root["lessons"]?.elements ?? []).prefix(Self.lessonsComparedMax)
        let versions = lessons.map { $0["release"]?["anonymisation"]?["gateVersion"] }
        if let absent = versions.firstIndex(where: { $0.map { $0.isString(equalTo: AnonymisationGate.none) } ?? true })
        {
            note(.gate, .fail, "gate.absent", at: "/lessons/\(absent)/release/anonymisation/gateVersion")
            return
        }
        var places: [String] = []
        var types: [String] = []
        var isOtherRules = false
        let rules = AnonymisationGate.rulesDigest.description
        for (position, lesson) in lessons.enumerated() {
            let sealed = lesson["release"]?["anonymisation"]
            isOtherRules = isOtherRules || !(sealed?["rulesDigest"]?.isString(equalTo: rules) ?? false)
            let overrides = (sealed?["overrides"]?.elements ?? []).compactMap { GateOverride($0) }
            let blocks = AnonymisationGate.findings(in: lesson).filter { $0.text.decision == .block }
            for finding in AnonymisationGate.undecided(blocks, overrides) {
                places.append("/lessons/\(position)\(finding.place)")
                types.append(finding.text.type.rawValue)
            }
        }
        let judged = "rules \(AnonymisationGate.version)\(isOtherRules ? ", other than the sealed ones" : "")"
        guard let first = places.first else {
            note(.gate, .pass, got: "no known identifier found by \(judged)")
            return
        }
        let more = places.count > 1 ? " and \(places.count - 1) more" : ""
        note(.gate, .fail, "identifier.found", got: "\(types[0])\(more), by \(judged)", at: first)
    }

    /// A bundle that keeps its schema holds at most 50.
    private static let lessonsComparedMax = 50

    /// Rules that no schema can say.
    mutating func checkPolicy(_ root: JSONValue, kind: StatementKind) {
        guard kind == .bundle else {
            note(.policy, .pass)
            return
        }
        // A bundle holds few lessons, so each is compared with each; where there are more, the schema has spoken.
        let ids = (root["lessons"]?.elements ?? []).prefix(Self.lessonsComparedMax).map { $0["lessonId"]?.utf8 ?? [] }
        for position in ids.indices.dropFirst() where ids[..<position].contains(ids[position]) {
            note(.policy, .fail, "policy.duplicate-lesson", at: "/lessons/\(position)/lessonId")
            return
        }
        note(.policy, .pass)
    }
}
