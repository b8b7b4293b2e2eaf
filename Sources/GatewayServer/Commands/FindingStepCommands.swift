import ArgumentParser
import CommandSupport
import Gateway
import GatewayHTTP
import LessonExchange
import Signatures
import StrictJSON

extension FindingCommand {
    struct Triage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "triage",
            abstract: "Say whether findings concern you: who takes them and by when, or why they do not.",
            discussion: """
                Example: lesson-gateway finding triage 12 --relevant --group pharmacy --owner-role "Chief pharmacist"

                Several at once get the same decision, all or none. Without --due the date of the source counts. That a duty
                of yours is not relevant takes a second person: finding approve.
                """
        )

        @Argument(help: "Numbers or references.")
        var findings: [String]

        @Flag(name: .long, help: "They concern us.")
        var relevant = false

        @Flag(name: .long, help: "They do not; --reason says why.")
        var notRelevant = false

        @Option(name: .long, help: "Group that takes them (codes/group.json).")
        var group: String?

        @Option(name: .long, help: "Role that owns them, never a person.")
        var ownerRole: String?

        @Option(name: .long, help: "Due date, YYYY-MM-DD; not later than the source's.")
        var due: String?

        @Option(name: .long, help: "Why, without names.")
        var reason: String?

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            guard relevant != notRelevant else { throw ValidationError("Give --relevant or --not-relevant.") }
            guard relevant || reason != nil else { throw ValidationError("--not-relevant takes a --reason.") }
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            var numbers: [Int64] = []
            for name in findings { numbers.append(try await FindingWords.number(name, gateway)) }
            let waiting = try await gateway.triage(
                numbers,
                as: TriageDecision(
                    isRelevant: relevant,
                    group: group,
                    ownerRole: ownerRole,
                    due: due,
                    reason: reason
                ),
                by: person.actor(FindingCommand.role)
            )
            let names = numbers.map { "\($0)" }.joined(separator: ", ")
            options.show(
                .object(of: [
                    "findings": .array(numbers.map { .integer(Int($0)) }), "relevant": .boolean(relevant),
                    "waitForApproval": .array(waiting.map { .integer(Int($0)) }),
                ]),
                "finding \(names): \(relevant ? "relevant" : "not relevant")\n"
                    + waiting.map { "finding \($0): waits for approval as not relevant\n" }.joined()
            )
        }
    }

    struct Read: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "read",
            abstract: "Hand in the words of a report that somebody has read: they replace the draft of a stub.",
            discussion: """
                Example: lesson-gateway finding read 14 report.json --person "A. Reader"

                Take the stub's draft (finding show 14 --draft-out report.json), and add what the report recommends.
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @Argument(help: "Draft of a lesson: JSON, or a form.", completion: .file())
        var draft: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            try await FindingCommand.take(for: finding, options, person.actor(FindingCommand.role)) {
                var bytes = try FileAccess.read(draft, max: EnvelopeLimits.envelopeBytesMax)
                if LessonForm.isForm(bytes) { bytes = try LessonForm(parsing: bytes).draft.compactBytes }
                try await $0.read(finding: $1, draft: bytes, by: $2)
                return "the report was read"
            }
        }
    }

    struct Assess: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "assess",
            abstract: "Say where you stand on a recommendation: position, evidence, gap.",
            discussion: """
                Example: lesson-gateway finding assess 12 C1 --position partial --evidence-type audit \\
                  --evidence "Audit of charts" --gap "Two wards have no list" --reason "A list follows on two wards."

                A stub without recommendations has one, named all. Evidence and gap stay here; the reason goes to partners.
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @Argument(help: "Id of the recommendation, as finding show has it.")
        var recommendation: String?

        @Option(name: .long, help: "Position (codes/position.json), such as already-in-place, partial or gap.")
        var position: String?

        @Option(name: .long, help: "What kind of evidence it is (codes/evidence-type.json).")
        var evidenceType: String?

        @Option(name: .long, help: "What shows it; stays here.")
        var evidence: String?

        @Option(name: .long, help: "What is missing; stays here.")
        var gap: String?

        @Option(name: .long, help: "What partners are told of it, in a sentence without names.")
        var reason: String?

        @Option(
            name: .long,
            help: "JSON list of {\"recommendation\",\"position\",\"evidenceType\",\"evidence\",\"gap\",\"reason\"}.",
            completion: .file()
        )
        var file: String?

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            let words = [recommendation, position, evidenceType, evidence, gap, reason]
            guard file == nil || words.allSatisfy({ $0 == nil }) else {
                throw ValidationError("--file takes the place of everything else.")
            }
            guard file != nil || (recommendation != nil && position != nil) else {
                throw ValidationError("Name the recommendation and its --position, or give a --file.")
            }
        }

        private func assessments() throws -> [GapAssessment] {
            if let file {
                let bytes = try FileAccess.read(file, max: EnvelopeLimits.envelopeBytesMax)
                guard let root = try? JSONDocument(parsing: bytes).root else {
                    throw LessonExchangeError("input.malformed", "it is not JSON", at: file)
                }
                return try FindingBody.assessments(root)
            }
            return [
                GapAssessment(
                    recommendation: recommendation ?? "",
                    position: position ?? "",
                    evidenceType: evidenceType,
                    evidence: evidence,
                    gap: gap,
                    reason: reason
                )
            ]
        }

        func run() async throws {
            let assessments = try assessments()
            try await FindingCommand.take(for: finding, options, person.actor(FindingCommand.role)) {
                try await $0.assess($1, assessments, by: $2)
                return assessments.map { "\($0.recommendation) \($0.position)" }.joined(separator: ", ")
            }
        }
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "Add an action, or say how far it is.",
            discussion: """
                Example: lesson-gateway finding plan 12 A1 --text "Lists on both wards" --owner-role "Ward managers" \\
                  --due 2026-05-31

                Later only what changed: finding plan 12 A1 --state done --evidence-type audit --evidence "Audit in May"
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @Argument(help: "Id of the action, such as A1.")
        var action: String

        @Option(name: .long, help: "What is done, without names.")
        var text: String?

        @Option(name: .long, help: "Role that does it, never a person.")
        var ownerRole: String?

        @Option(name: .long, help: "Due date, YYYY-MM-DD.")
        var due: String?

        @Option(name: .long, help: "State (codes/action-state.json); done and abandoned take --evidence.")
        var state: String?

        @Option(name: .long, help: "What shows that it was done, or why it was abandoned.")
        var evidence: String?

        @Option(name: .long, help: "What kind of evidence it is (codes/evidence-type.json).")
        var evidenceType: String?

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            try await FindingCommand.take(for: finding, options, person.actor(FindingCommand.role)) {
                gateway,
                number,
                actor in
                let known = try await gateway.finding(number).record.state.actions[action]
                guard let text = text ?? known?.text, let ownerRole = ownerRole ?? known?.ownerRole,
                    let due = due ?? known?.due
                else {
                    throw LessonExchangeError("usage.invalid", "a new action takes --text, --owner-role and --due")
                }
                let planned = CaseAction(
                    id: action,
                    text: text,
                    ownerRole: ownerRole,
                    due: due,
                    state: state ?? known?.state ?? "planned",
                    evidence: evidence ?? known?.evidence,
                    evidenceType: evidenceType ?? known?.evidenceType
                )
                try await gateway.plan(number, [planned], by: actor)
                return "action \(planned.id) \(planned.state)"
            }
        }
    }
}
