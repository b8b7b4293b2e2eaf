import Findings
import LessonExchange
package import Pages
package import Signatures

extension Gateway {
    /// More than this many findings, steps or lessons a report does not read; it says so.
    private static let mostRead = 20_000
    /// Lessons that one search can reach.
    private static let mostLessons = LessonQuery.offsetMax
    /// So many answers, and so many open findings whose answers are asked for.
    private static let mostAnswers = 500
    private static let mostAsked = 200
    /// States of findings that concern us, or may.
    private static let told: [FindingState] = [.triage, .open, .closed]

    /// A report of what is here now.
    ///
    /// `since`: from when on, where the report is about a time; `isForOutside`: it leaves the trust.
    ///
    /// - Throws: ``LessonExchangeError`` with `finding.value-unknown` for a day that has not come.
    package func report(_ kind: ReportKind, since: Timestamp?, isForOutside: Bool) async throws -> ReportPage {
        if let since, since > clock() { throw FindingValues.unknown("that day has not come", at: "/since") }
        let frame = ReportFrame(
            organisation: identity.organisation,
            organisationName: identity.publisher.nameAtSigning,
            now: clock(),
            since: since,
            isForOutside: isForOutside
        )
        var material = ReportMaterial()
        switch kind {
        case .overdue:
            // Outside, an issue is known to be about a person by any of its reports.
            try await readFindings(isForOutside ? Self.told : [.triage, .open], into: &material)
            return OverdueReport.page(material, frame)
        case .gaps:
            try await readFindings(isForOutside ? Self.told : [.open, .closed], into: &material)
            return GapsReport.page(material, frame)
        case .themes:
            try await readFindings(Self.told, into: &material)
            try await readLessons(since: firstDay(of: frame), into: &material)
            return ThemesReport.page(material, frame)
        case .board:
            try await readFindings([.triage, .open, .closed, .notRelevant], into: &material)
            try await readSteps(since: frame.sinceMeeting, into: &material)
            try await readLessons(since: frame.sinceMeeting.day, into: &material)
            material.answers = try await store.responses(to: nil, from: identity.organisation, max: Self.mostRead)
            if material.answers.count == Self.mostRead { material.isCut = true }
            return BoardReport.page(material, frame)
        case .meeting:
            try await readFindings([.triage, .open, .closed, .notRelevant], into: &material)
            try await readSteps(since: frame.sinceMeeting, into: &material)
            try await readLessons(since: firstDay(of: frame), into: &material)
            try await readAnswers(since: frame.sinceMeeting.day, into: &material)
            return MeetingReport.page(material, frame)
        }
    }

    private func firstDay(of frame: ReportFrame) -> String {
        ThemeTrends(ReportMaterial(), frame).quarters.first?.firstDay ?? frame.day
    }

    private func readFindings(_ states: [FindingState], into material: inout ReportMaterial) async throws {
        var query = FindingQuery()
        query.states = states
        query.limit = FindingQuery.limitMax
        while true {
            let page = try await store.findings(query)
            material.findings += page.findings
            guard page.hasMore, !page.findings.isEmpty else { return }
            query.offset += page.findings.count
            if query.offset >= Self.mostRead {
                material.isCut = true
                return
            }
        }
    }

    private func readSteps(since moment: Timestamp, into material: inout ReportMaterial) async throws {
        let size = FindingIntake.rowsMax
        var cursor: Int64 = 0
        while true {
            let steps = try await store.caseSteps(since: moment, after: cursor, max: size)
            material.steps += steps.map(\.step)
            guard steps.count == size, let last = steps.last else { return }
            cursor = last.cursor
            if material.steps.count >= Self.mostRead {
                material.isCut = true
                return
            }
        }
    }

    private func readLessons(since day: String, into material: inout ReportMaterial) async throws {
        var query = LessonQuery()
        query.since = day
        query.limit = LessonQuery.limitMax
        while true {
            let page = try await store.search(query)
            material.lessons += page.lessons
            guard page.hasMore, !page.lessons.isEmpty else { return }
            query.offset += page.lessons.count
            if query.offset > Self.mostLessons {
                material.isCut = true
                return
            }
        }
    }

    /// Answers to lessons of ours, and to the references of what is open, issued since a day.
    private func readAnswers(since day: String, into material: inout ReportMaterial) async throws {
        var answers = try await store.responses(to: nil, from: nil, max: Self.mostAnswers)
        let open = material.findings.filter { $0.state.state == .open }
        if open.count > Self.mostAsked { material.isCut = true }
        for record in open.prefix(Self.mostAsked) {
            answers += try await store.responses(
                toIssuer: record.finding.issuer,
                reference: record.finding.reference,
                max: Self.mostAnswers
            )
        }
        var seen: Set<String> = []
        // One answer may be about a lesson and about the source that it was made from.
        let new = answers.filter { answer in
            !answer.issued.utf8.lexicographicallyPrecedes(day.utf8)
                && seen.insert("\(answer.digest) \(answer.subject)").inserted
        }
        material.answers = try await inFull(new).sorted { left, right in
            right.issued.utf8.lexicographicallyPrecedes(left.issued.utf8)
        }
    }
}
