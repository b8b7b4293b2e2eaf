import ExchangeTestKit
import Findings
import Gateway
import GatewayHTTP
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON

/// Invented findings of a review body that is nobody's partner.
enum FindingSamples {
    static let issuer = "reg:demo-review-body"
    static let source = SourceFile(
        digest: Digest(of: Array("a table".utf8)),
        bytes: 7,
        format: .hssib,
        encoding: "utf-8",
        rows: 1
    )

    static func digest(_ text: String) -> Digest { Digest(of: Array(text.utf8)) }

    static func reference(_ number: Int) -> String { "DRB/2026/0\(number)" }

    /// The lesson that a finding would become.
    ///
    /// `story`: a text of its own by that seed; nil for words that every sample shares.
    static func draft(
        _ number: Int,
        issuer: String = issuer,
        isStub: Bool = false,
        story: UInt64? = nil,
        words: String? = nil
    ) -> JSONTree {
        var draft = SampleDrafts.draft(number)
        draft["recordKind"] = "external-finding"
        draft["sourceType"] = "hssib"
        draft["title"] = .string("Medicines round without delays, example \(number)")
        for name in ["whatHappened", "goodPractice", "whyItMattered"] { draft[name] = nil }
        draft["sourceDocuments"] = [
            .object(of: [
                "issuer": .string(issuer), "reference": .string(reference(number)), "extraction": "summary",
            ])
        ]
        if let story {
            var generator = LessonGenerator(seed: story)
            let told = generator.draft(sentences: 8)["whatHappened"]?.string ?? ""
            draft["summary"] = .string(String(told.prefix(590)))
            draft["title"] = .string("Report \(number): \(told.prefix(60))")
            draft["whatWeLearned"] = [
                .object(of: ["statement": .string(String(told.suffix(300))), "level": "team"])
            ]
            draft["recommendations"] = [
                .object(of: [
                    "id": "R1", "modality": "recommendation", "text": .string(String(told.suffix(200))),
                ])
            ]
        }
        if let words { draft["whyItMattered"] = .string("The word \(words) is only here.") }
        if isStub {
            for name in ["whatWeLearned", "recommendations", "summary"] { draft[name] = nil }
        }
        return draft
    }

    /// `text`: what the row says; another one is another version.
    static func finding(
        _ number: Int,
        text: String = "first",
        recipients: [String] = [],
        classes: [String] = [],
        sourceType: String = "hssib",
        due: String? = nil,
        themes: [String] = ["medication-monitoring"],
        lines: [String] = ["pharmacy"],
        published: String? = "2026-01-10",
        isStub: Bool = false,
        story: UInt64? = nil,
        words: String? = nil,
        format: FindingFormat = .hssib,
        address: String = "",
        issuer: String = issuer
    ) -> ExternalFinding {
        let draft = draft(number, issuer: issuer, isStub: isStub, story: story, words: words)
        return ExternalFinding(
            format: format,
            issuer: issuer,
            reference: reference(number),
            sourceType: sourceType,
            title: draft["title"]?.string ?? "",
            published: published,
            link: "https://review-body.example/reports/\(number)",
            documentDigest: nil,
            replyTo: "the review body",
            recipients: recipients.enumerated().map { .init(organisation: $1, place: $0) },
            recipientClasses: classes,
            due: due.map { .init(date: $0, basis: .printed) },
            themes: themes,
            serviceLines: lines,
            recommendations: (draft["recommendations"]?.elements ?? []).map { item in
                .init(
                    id: item["id"]?.string ?? "",
                    sourceRef: nil,
                    modality: item["modality"]?.string ?? "",
                    text: item["text"]?.string ?? ""
                )
            },
            needsReading: isStub,
            key: digest("\(format.rawValue) \(number) \(address)"),
            content: digest("\(number) \(text) \(recipients)"),
            columns: ["reference": digest(reference(number)), "text": digest(text), "sent": digest("\(recipients)")],
            draft: draft.prettyBytes,
            gateFindings: isStub ? [:] : ["SITE": 2]
        )
    }

    /// Another file than ``source``.
    static func source(_ name: String) -> SourceFile {
        SourceFile(digest: digest(name), bytes: 1, format: .hssib, encoding: "utf-8", rows: 1)
    }
}

/// People of a trust, each of whom takes one kind of step.
enum FindingPeople {
    static let triage = Gateway.Actor(person: "Ann Triage", role: "governance-lead")
    static let assess = Gateway.Actor(person: "Bob Assess", role: "chief-pharmacist")
    static let approve = Gateway.Actor(person: "Cat Approve", role: "group-chair")
    static let answer = Gateway.Actor(person: "Dan Answer", role: "publisher")
    static let close = Gateway.Actor(person: "Eve Close", role: "governance-lead")
}

extension Gateway {
    /// The code of what is refused; nil where nothing is.
    func refusal(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return Problem(of: error).error.code.name }
    }

    /// Takes findings in, as rows of one table; gives their numbers.
    @discardableResult
    func take(
        _ findings: [ExternalFinding],
        from source: SourceFile = FindingSamples.source
    ) async throws -> [Int64] {
        var numbers: [Int64] = []
        for finding in findings {
            switch try await addFinding(finding, source: source, by: FindingPeople.triage) {
            case .imported(let number, _, _, _), .unchanged(let number), .newVersion(let number, _, _, _):
                numbers.append(number)
            }
        }
        return numbers
    }

    /// What is not relevant; of a duty with a second person, who approves it.
    func makeNotRelevant(_ number: Int64) async throws {
        let decision = TriageDecision(isRelevant: false, reason: "We have no such service.")
        let waiting = try await triage([number], as: decision, by: FindingPeople.triage)
        if !waiting.isEmpty { try await approve(finding: number, by: FindingPeople.approve) }
    }

    /// Closes what was worked on, once the real reply was sent.
    func replyAndClose(_ number: Int64) async throws {
        try await replySent(finding: number, on: "2026-02-01", by: FindingPeople.triage)
        try await close(finding: number, by: FindingPeople.close)
    }

    func makeRelevant(_ numbers: [Int64], due: String? = "2026-05-01") async throws {
        let decision = TriageDecision(
            isRelevant: true,
            group: "pharmacy",
            ownerRole: "Chief pharmacist",
            due: due
        )
        try await triage(numbers, as: decision, by: FindingPeople.triage)
    }

    /// Takes a position on every recommendation.
    func assessAll(
        _ number: Int64,
        reason: String? = nil,
        by actor: Gateway.Actor = FindingPeople.assess
    ) async throws {
        let ids = try await finding(number).record.recommendationIDs
        try await assess(
            number,
            ids.map { GapAssessment(recommendation: $0, position: "partial", evidence: "An audit.", reason: reason) },
            by: actor
        )
    }

    /// Everything up to the approval, with an action that is done.
    func workOn(_ number: Int64, reason: String? = nil) async throws {
        try await makeRelevant([number], due: try await finding(number).record.clock ?? "2026-05-01")
        try await assessAll(number, reason: reason)
        let action = CaseAction(
            id: "A1",
            text: "Write the form anew.",
            ownerRole: "Chief pharmacist",
            due: "2026-04-30",
            state: "done",
            evidence: "An audit of March."
        )
        try await plan(number, [action], by: FindingPeople.assess)
        try await approve(finding: number, by: FindingPeople.approve)
    }
}
