import CommandSupport
import Findings
import Gateway
import LessonExchange
import Signatures

/// Words that commands print about findings; what comes from elsewhere is made harmless for the terminal.
enum FindingWords {
    /// The number of a finding that somebody named by number or by the body's own reference.
    ///
    /// Digits alone are a number; `ref:` before them makes them a reference.
    static func number(_ name: String, _ gateway: Gateway) async throws -> Int64 {
        if !name.isEmpty, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let number = Int64(name) else { throw LessonExchangeError("finding.not-found") }
            return number
        }
        let reference = name.hasPrefix("ref:") ? String(name.dropFirst(4)) : name
        let found = try await gateway.store.findings(issuer: nil, reference: reference)
        guard let first = found.first else { throw LessonExchangeError("finding.not-found") }
        guard found.count == 1 else {
            let numbers = found.map { "\($0.number)" }.joined(separator: ", ")
            throw LessonExchangeError("usage.invalid", "findings \(numbers) have that reference: give the number")
        }
        return first.number
    }

    /// One finding in a list.
    static func entry(
        _ record: FindingRecord,
        _ coveredBy: [Coverage],
        _ positions: [ResponseRow],
        on day: String
    ) -> String {
        let due =
            (due(of: record, on: day).map { ", \($0)" } ?? "") + (reply(of: record).map { ", replied \($0)" } ?? "")
        let stub = record.finding.needsReading ? ", needs reading" : ""
        return """
            \(record.number)  \(name(of: record))  \(state(of: record)), \(clock(record))\(due)\(stub)
              \(TerminalOutput.line(record.finding.title))
            \(coverage(coveredBy, indent: "  "))\(self.positions(positions, beside: coveredBy, indent: "  "))
            """
    }

    /// Reference and body.
    static func name(of record: FindingRecord) -> String {
        TerminalOutput.line("\(record.finding.reference)  \(record.finding.issuer)")
    }

    /// Where it stands, and what it waits for.
    static func state(of record: FindingRecord) -> String {
        let state = record.state.state.rawValue
        return record.state.waitsAsNotRelevant ? "\(state), waits for approval as not relevant" : state
    }

    static func clock(_ record: FindingRecord) -> String {
        switch record.duty {
        case .duty: "a duty of yours"
        case .awareness: "for awareness"
        }
    }

    /// The date that counts for us, where it comes from, and how late it is; nil where no clock runs.
    static func due(of record: FindingRecord, on day: String) -> String? {
        guard let date = record.clock else { return nil }
        let late = record.daysLate(on: day).map { ", \($0) days late" } ?? ""
        return "due \(date) (\(record.dueBasis))\(late)"
    }

    /// When the real reply went, and how late that was.
    static func reply(of record: FindingRecord) -> String? {
        guard let day = record.state.repliedOn else { return nil }
        return day + (record.daysRepliedLate.map { ", \($0) day\($0 == 1 ? "" : "s") late" } ?? "")
    }

    /// A line for each lesson that covers a finding already; nothing for none.
    static func coverage(_ lessons: [Coverage], indent: String) -> String {
        lessons.map { lesson in
            let version = "\(lesson.lessonID) version \(lesson.version)"
            let what = lesson.draft == nil ? version : "a draft on its way"
            let whose = lesson.isOwn ? "yours" : "of \(lesson.publisher)"
            let responder = lesson.responder.map { " (\($0))" } ?? ""
            let position = lesson.position.map { ", position: \($0)\(responder)" } ?? ""
            let title = TerminalOutput.line(lesson.title)
            return "\(indent)already covered by: \(what), \(whose)"
                + " (\(lesson.kind.rawValue), \(lesson.score))\(position)\n\(indent)  \(title)\n"
        }.joined()
    }

    /// A line for each partner who said something to the source, where no lesson that covers it tells so already.
    static func positions(_ rows: [ResponseRow], beside lessons: [Coverage], indent: String) -> String {
        rows.filter { row in !lessons.contains { $0.responder == row.responder } }.map { row in
            "\(indent)position of \(row.responder): \(TerminalOutput.line(row.position))\n"
        }.joined()
    }

    /// What somebody said to the source, with a line for each recommendation.
    static func position(_ row: ResponseRow) -> String {
        var text = "position of \(row.responder): \(row.position), \(row.issued)\n"
        if let words = row.text { text += "    \(TerminalOutput.line(words))\n" }
        for item in row.recommendations {
            let names = [item.id, item.sourceRef].compactMap { $0 }.joined(separator: " ")
            let reason = item.reason.map { ", \($0)" } ?? ""
            text += "  \(TerminalOutput.line("\(names): \(item.position)\(reason)"))\n"
        }
        return text
    }

    /// A step that somebody took, in a line.
    static func step(_ step: CaseStep) -> String {
        "\(step.at)  \(TerminalOutput.line(step.person)), \(step.role): \(words(step.content))\n"
    }

    private static func words(_ content: CaseStep.Content) -> String {
        switch content {
        case .triage(let isRelevant, let group, let ownerRole, let due, let reason):
            let parts = [group, ownerRole, due.map { "due \($0)" }, reason].compactMap { $0 }
            let verdict = isRelevant ? "relevant" : "not relevant"
            return TerminalOutput.line(([verdict] + parts).joined(separator: ", "))
        case .assessment(let assessment):
            return TerminalOutput.line("\(assessment.recommendation): \(assessment.position)")
        case .action(let action): return TerminalOutput.line("action \(action.id): \(action.state)")
        case .dismissal(let reason):
            return TerminalOutput.line("not relevant, waits for approval: \(reason)")
        case .dismissalApproval: return "approved as not relevant"
        case .approval: return "approved"
        case .replied(let day): return "the reply was sent on \(day)"
        case .response(let digest): return "answered, payload \(digest)"
        case .closure: return "closed"
        case .newVersion(let version, let changed):
            return TerminalOutput.line("version \(version) came, changed: \(changed.joined(separator: ", "))")
        case .reopening(let reason): return TerminalOutput.line("reopened: \(reason)")
        case .reading: return "the report was read"
        case .classification(let themes, let serviceLines):
            return "about \((themes + serviceLines).joined(separator: ", "))"
        }
    }
}

extension FindingDetail {
    /// Everything about one finding, for people.
    func text(on day: String) -> String {
        let finding = record.finding
        var text = """
            finding \(record.number), version \(record.version), issue \(record.issue): \
            \(FindingWords.state(of: record)), \(FindingWords.clock(record))
            \(FindingWords.name(of: record))
            \(TerminalOutput.line(finding.title))

            """
        let facts: [(name: String, value: String?)] = [
            ("source", finding.sourceType), ("published", finding.published), ("link", finding.link),
            ("document", finding.documentDigest?.description),
            ("the real reply goes to", finding.replyTo.map { "\($0), not through this gateway" }),
            ("the reply was sent on", FindingWords.reply(of: record)),
            ("due", FindingWords.due(of: record, on: day)), ("group", record.state.group),
            ("themes", Self.list(finding.themes)), ("service lines", Self.list(finding.serviceLines)),
            ("owner", record.state.ownerRole), ("approved by", record.state.approvedBy),
            ("needs reading", finding.needsReading ? "yes: finding read takes the words" : nil),
        ]
        for (name, value) in facts { if let value { text += "\(name): \(TerminalOutput.line(value))\n" } }
        text += recommendations + actions
        text += FindingWords.coverage(coveredBy, indent: "")
        for other in similar {
            let name = TerminalOutput.line("\(other.reference)  \(other.issuer)")
            text += "looks like finding \(other.number)  \(name) (\(other.likeness.kind.rawValue))\n"
        }
        text += positions.map(FindingWords.position).joined()
        text += steps.map(FindingWords.step).joined()
        return text
    }

    private static func list(_ codes: [String]) -> String? { codes.isEmpty ? nil : codes.joined(separator: ", ") }

    private var recommendations: String {
        record.finding.recommendations.map { item in
            let position = record.state.assessments[item.id].map { ": \($0.position)" } ?? ""
            return TerminalOutput.line("\(item.id)  \(item.modality)\(position)") + "\n"
                + item.text.split(separator: "\n").map { "    \(TerminalOutput.line(String($0)))\n" }.joined()
        }.joined()
    }

    private var actions: String {
        record.state.actions.values.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }.map { action in
            TerminalOutput.line("action \(action.id): \(action.state), \(action.ownerRole), due \(action.due)")
                + "\n    \(TerminalOutput.line(action.text))\n"
        }.joined()
    }
}
