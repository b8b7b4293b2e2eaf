import Anonymisation
import Signatures
package import StrictJSON

/// A draft that passed every check.
///
/// Only the checker makes one, and only such a draft can be signed.
package struct CheckedDraft: Sendable {
    /// The lesson as the person wrote it, without what the tool fills.
    package let lesson: JSONTree
    /// What signing writes about approval and anonymisation; nil while nobody has attested the draft.
    package let release: JSONTree?

    fileprivate init(lesson: JSONTree, release: JSONTree?) {
        self.lesson = lesson
        self.release = release
    }
}

/// Checks drafts: the form or the JSON, against the schema.
///
/// Prose is never shown in what it reports.
package enum DraftChecker {
    /// Checks one draft.
    ///
    /// - Parameters:
    ///   - bytes: a form or a JSON text.
    ///   - file: a name for the report.
    ///   - attestations: records of the organisation; the one of this draft decides its findings.
    ///   - context: who may see it, by which lists, and after which version.
    /// - Returns: the report, and the checked draft when nothing was found.
    package static func check(
        _ bytes: [UInt8],
        file: String,
        attestations: [Attestation] = [],
        context: GateContext = GateContext()
    ) -> (report: CheckReport, draft: CheckedDraft?) {
        let digest = Digest(of: bytes)
        let own = attestations.filter { $0.draftDigest == digest }
        // Of several the one that covers the marking and decides most.
        let covering = own.filter { $0.covers(marking: context.marking) }
        let attestation = covering.max { $0.overrides.count < $1.overrides.count } ?? own.first
        let examined = examine(bytes, attestation?.overrides ?? [], context)
        let findings =
            examined.faults + examined.open.map { finding($0, examined.form) }
            + attestationFaults(attestation, examined.lesson, context.marking)
        let report = CheckReport(
            file: file,
            target: examined.target,
            findings: findings,
            advice: examined.notes + examined.wording
        )
        guard findings.isEmpty, examined.target == .draft, let lesson = examined.lesson else { return (report, nil) }
        let release = attestation?.release(adviceCount: examined.wording.count)
        return (report, CheckedDraft(lesson: JSONTree(lesson), release: release))
    }

    /// What an attestation does not cover: another marking, or a link that it does not tell.
    private static func attestationFaults(
        _ attestation: Attestation?,
        _ lesson: JSONValue?,
        _ marking: String
    ) -> [CheckReport.Finding] {
        guard let attestation, let lesson else { return [] }
        guard attestation.covers(marking: marking) else {
            return [
                CheckReport.Finding(
                    code: ErrorCode("attestation.refused"),
                    place: "marking",
                    detail: "attested for \(attestation.marking), and \(marking) is wider",
                    remedy: "Attest it anew with --marking \(marking)."
                )
            ]
        }
        do throws(LessonExchangeError) {
            try attestation.checkLinkage(of: lesson)
            return []
        } catch {
            return [
                CheckReport.Finding(
                    code: error.code,
                    place: error.place ?? "",
                    detail: error.message,
                    remedy: error.remedy
                )
            ]
        }
    }

    /// The findings of the gate in a draft that keeps its schema: what an attestation has to decide.
    ///
    /// - Returns: a report of everything else, the findings, and the lesson where it can be read.
    package static func findingsToDecide(
        _ bytes: [UInt8],
        file: String,
        context: GateContext = GateContext()
    ) -> (report: CheckReport, findings: [AnonymisationGate.Finding], lesson: JSONValue?) {
        let examined = examine(bytes, [], context)
        guard examined.faults.isEmpty, examined.target == .draft else {
            return (CheckReport(file: file, target: examined.target, findings: examined.faults), [], nil)
        }
        let advice = examined.notes + examined.wording
        return (CheckReport(file: file, target: .draft, findings: [], advice: advice), examined.open, examined.lesson)
    }

    /// What one look at a draft brings.
    private struct Examination {
        var target = CheckTarget.draft
        var form: LessonForm?
        var lesson: JSONValue?
        /// What is wrong, whoever decides.
        var faults: [CheckReport.Finding] = []
        /// What the gate found, in the texts and in the record as a whole, and nobody has decided.
        var open: [AnonymisationGate.Finding] = []
        /// What to have in mind, about the record.
        var notes: [LessonAdvice] = []
        var wording: [LessonAdvice] = []
    }

    private static func examine(
        _ bytes: [UInt8],
        _ overrides: [GateOverride],
        _ context: GateContext
    ) -> Examination {
        var examined = Examination()
        do throws(LessonExchangeError) {
            let form = LessonForm.isForm(bytes) ? try LessonForm(parsing: bytes) : nil
            let document = try parse(form?.draft.compactBytes ?? bytes)
            examined.target = try CheckTarget(document.root)
            (examined.form, examined.lesson) = (form, document.root)
            examined.faults = try faults(document, examined.target, form)
            if examined.target == .draft { judge(document.root, overrides, context, &examined) }
        } catch {
            examined = Examination()
            let place = error.place ?? ""
            examined.faults = [
                CheckReport.Finding(code: error.code, place: place, detail: error.message, remedy: error.remedy)
            ]
        }
        return examined
    }

    /// What keeps a document from being what it should be, apart from the gate.
    private static func faults(
        _ document: JSONDocument,
        _ target: CheckTarget,
        _ form: LessonForm?
    ) throws(LessonExchangeError) -> [CheckReport.Finding] {
        var violations = try EmbeddedSchemas.violations(of: document.root, schema: target.schema)
        var faults: [CheckReport.Finding] = []
        if target == .draft,
            let release = document.root.members.first(where: { $0.name.isString(equalTo: "release") })?.name.place
        {
            // The schema tells of the same member as one that it does not have.
            violations.removeAll { $0.instance.isEmpty && ($0.line, $0.column) == release }
            faults.append(CheckReport.Finding(code: ErrorCode("draft.release-not-allowed"), place: "/release"))
        }
        faults = violations.map { finding($0, in: document, form) } + faults
        return form.map { complete(faults, $0) } ?? faults
    }

    /// What the gate says of the texts and of the record as a whole, and what to have in mind.
    private static func judge(
        _ lesson: JSONValue,
        _ overrides: [GateOverride],
        _ context: GateContext,
        _ examined: inout Examination
    ) {
        let open = AnonymisationGate.undecided(AnonymisationGate.findings(in: lesson, by: context.scanner), overrides)
        let record = AnonymisationGate.record(lesson, open, context)
        let form = examined.form
        func placed(_ hint: LessonAdvice) -> LessonAdvice {
            let place = form?.question(at: hint.place)?.place ?? hint.place
            return LessonAdvice(place: place, rule: hint.rule, suggestion: hint.suggestion)
        }
        examined.open = open + AnonymisationGate.undecided(record.findings, overrides)
        examined.notes = record.notes.map(placed)
        examined.wording = AnonymisationGate.wording(of: lesson).map(placed)
    }

    /// Every blank question is told, also where the schema stops before it asks for the answer; in the form's order.
    private static func complete(_ findings: [CheckReport.Finding], _ form: LessonForm) -> [CheckReport.Finding] {
        let blank = form.blankQuestions.map { question in
            CheckReport.Finding(code: ErrorCode("form.answer-missing"), place: question.place, remedy: question.help)
        }
        return blank + findings.filter { finding in !blank.contains { $0.place == finding.place } }
    }

    /// A finding of the gate: place, kind and rule; what was found is never shown here.
    private static func finding(_ found: AnonymisationGate.Finding, _ form: LessonForm?) -> CheckReport.Finding {
        let question = form?.question(at: found.pointer)
        let isRecord = found.text.type == .record
        // A page is nothing that a scan of prose looks into.
        let shows = isRecord || found.text.rule == "person.in-page" ? "" : " lesson scan shows it in its line."
        let instead = found.text.proposal.map { "In its place: \($0).\(shows)" }
        let place = question?.place ?? found.pointer
        return CheckReport.Finding(
            code: ErrorCode(isRecord ? "record.identifying" : "identifier.found"),
            place: isRecord ? place : "\(place), \(found.characters)",
            detail: "\(found.text.type.rawValue), \(found.text.decision.rawValue) (\(found.text.rule))"
                + (found.facts.map { ": \($0)" } ?? ""),
            remedy: instead
        )
    }

    static func parse(_ bytes: [UInt8]) throws(LessonExchangeError) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes, limits: EnvelopeLimits.payload)
        } catch {
            let detail = error.limit.map { "\($0.name) is \($0.maximum)" }
            throw LessonExchangeError(error.code.rawValue, detail, at: "line \(error.line), column \(error.column)")
        }
    }

    private static func finding(
        _ violation: EmbeddedSchemas.Violation,
        in document: JSONDocument,
        _ form: LessonForm?
    ) -> CheckReport.Finding {
        guard let form else {
            let place = violation.instance.isEmpty ? "the whole record" : violation.instance
            return CheckReport.Finding(
                code: ErrorCode("schema.violation"),
                place: "\(place) (line \(violation.line), column \(violation.column))",
                detail: violation.message
            )
        }
        // `required` is told at the object; the member that it names is the question.
        let missing = violation.keyword == "required" ? missingName(violation.expected) : nil
        let question = form.question(at: missing.map { "\(violation.instance)/\($0)" } ?? violation.instance)
        return CheckReport.Finding(
            code: ErrorCode(missing == nil ? "form.answer-invalid" : "form.answer-missing"),
            place: question?.place ?? violation.instance,
            detail: missing == nil ? "expected \(violation.expected), found \(violation.found)" : nil,
            remedy: question?.help
        )
    }

    /// The member name inside `the member "title"`.
    private static func missingName(_ expected: String) -> String? {
        let parts = expected.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.count >= 3 ? String(parts[1]) : nil
    }
}

/// What a file to be checked is.
package enum CheckTarget: Equatable, Sendable {
    case draft
    case statement(StatementKind)
    case attestationRecord
    case verificationReport
    case findingsMapping
    case organisationAliases

    package var schema: String {
        switch self {
        case .draft: "lesson-draft.schema.json"
        case .statement(let kind): kind.schemaName ?? ""
        case .attestationRecord: "attestation-record.schema.json"
        case .verificationReport: "verification-report.schema.json"
        case .findingsMapping: "findings-mapping.schema.json"
        case .organisationAliases: "organisation-aliases.schema.json"
        }
    }

    /// Tells by the `schema.id` of a statement, or by members that only one kind has.
    init(_ root: JSONValue) throws(LessonExchangeError) {
        guard root.isObject else { throw LessonExchangeError("schema.violation", "a record is a JSON object", at: "") }
        guard root["payload"] == nil || root["signatures"] == nil else {
            throw LessonExchangeError("usage.invalid", "this is a signed statement", remedy: "Use lesson verify.")
        }
        if let id = root["schema"]?["id"]?.string, id.utf8.starts(with: EmbeddedSchemas.baseURI.utf8) {
            let name = id.dropFirst(EmbeddedSchemas.baseURI.count)
            if let kind = StatementKind.allCases.first(where: {
                $0.schemaName.map { $0.utf8.elementsEqual(name.utf8) } ?? false
            }) {
                self = .statement(kind)
                return
            }
            if name == "attestation-record.schema.json" {
                self = .attestationRecord
                return
            }
        }
        if root["reportVersion"] != nil {
            self = .verificationReport
        } else if root["container"] != nil, root["columns"] != nil {
            self = .findingsMapping
        } else if root["aliases"] != nil {
            self = .organisationAliases
        } else if root["federationRoots"] != nil {
            self = .statement(.trustList)
        } else if root["bundleId"] != nil || root["lessons"] != nil && root["title"] == nil {
            self = .statement(.bundle)
        } else {
            self = .draft
        }
    }
}
