package import Findings
package import Signatures

/// Keeps findings of external bodies, and what our people do about them.
package protocol FindingStore: Sendable {
    /// Takes in rows of one source, at most ``FindingIntake/rowsMax`` at once, in one transaction.
    ///
    /// A finding with the same content changes nothing; with another it is a new version, and one that was closed or not
    /// relevant is triaged again where something changed that people decided on.
    ///
    /// - Returns: what became of each, in order.
    func commitFindings(_ intake: FindingIntake) async throws(StoreError) -> [FindingOutcome]
    /// Keeps steps of people, all or none, each with its line of the trail.
    ///
    /// `states`: what they lead to. `expecting`: the number of steps of each finding that the caller has seen; `.moved` where
    /// there are more, or where the finding came into triage meanwhile.
    func commitCaseSteps(
        _ steps: [CaseStep],
        states: [Int64: CaseState],
        expecting: [Int64: Int]
    ) async throws(StoreError)
    /// Adds a subscription, or puts another in the place of the one of that name, and takes into triage what it matches and
    /// was searchable only; with `isEnd` ends it, which changes nothing that is in triage.
    ///
    /// - Returns: how many findings it took.
    @discardableResult
    func commitSubscription(
        _ subscription: Subscription,
        isEnd: Bool,
        audit: AuditRecord
    ) async throws(StoreError) -> Int
    func subscriptions() async throws(StoreError) -> [Subscription]
    func finding(_ number: Int64) async throws(StoreError) -> FindingRecord?
    /// The newest of a body's reference, in any spelling that ``LessonSketch/source(_:_:)`` takes for the same.
    func findings(issuer: String?, reference: String) async throws(StoreError) -> [FindingRecord]
    func findings(_ query: FindingQuery) async throws(StoreError) -> FindingPage
    /// Steps of a case, oldest first.
    func caseSteps(of number: Int64) async throws(StoreError) -> [CaseStep]
    /// Steps of all cases since a moment, oldest first, at most `max` after a row; `version` is the one that the finding had
    /// then.
    func caseSteps(
        since moment: Timestamp,
        after cursor: Int64,
        max: Int
    ) async throws(StoreError) -> [(cursor: Int64, step: CaseStep, issuer: String, reference: String, version: Int)]
    /// Findings that look like a lesson or a finding, best first.
    func similarFindings(to question: SimilarityQuestion, max: Int) async throws(StoreError) -> [SimilarFinding]
    /// Answers of partners to an external reference, newest first.
    func responses(toIssuer issuer: String, reference: String, max: Int) async throws(StoreError) -> [ResponseRow]
    /// Whether rows were taken from a file.
    func isSourceKnown(_ digest: Digest) async throws(StoreError) -> Bool
    /// Notes that the kept copy of a file goes; false where no such file is known.
    func commitSourceForgotten(_ digest: Digest, audit: AuditRecord) async throws(StoreError) -> Bool
    /// Sources that findings were taken from, newest first.
    func findingSources(max: Int) async throws(StoreError) -> [FindingSource]
}

/// Rows of one source, with where each goes.
package struct FindingIntake: Sendable {
    package struct Item: Sendable {
        package let finding: ExternalFinding
        package let duty: FindingDuty
        /// `.searchable` or `.triage`, where it is new.
        package let state: FindingState
        /// Why it is in triage: `recipient`, `class`, or names of subscriptions.
        package let because: [String]
        /// Whether it may name us in a way that nobody can read here: a spelling or class is not known, or no class is ours.
        package let isUnread: Bool

        package init(
            finding: ExternalFinding,
            duty: FindingDuty,
            state: FindingState,
            because: [String],
            isUnread: Bool = false
        ) {
            self.finding = finding
            self.duty = duty
            self.state = state
            self.because = because
            self.isUnread = isUnread
        }
    }

    package static let rowsMax = 500
    package let source: SourceFile
    package let items: [Item]
    package let audit: AuditRecord

    package init(source: SourceFile, items: [Item], audit: AuditRecord) {
        self.source = source
        self.items = items
        self.audit = audit
    }
}

/// What became of a row.
package enum FindingOutcome: Sendable, Equatable {
    /// `duty`, `state`: where it went. `twin`: another of the same body's reference, for whoever imports to look at.
    case imported(Int64, duty: FindingDuty, state: FindingState, twin: Int64?)
    case unchanged(Int64)
    /// `isReopened`: whether it was closed or not relevant, and is in triage again.
    case newVersion(Int64, version: Int, changed: [String], isReopened: Bool)
}

/// A finding as it is kept.
package struct FindingRecord: Sendable {
    package let number: Int64
    package let version: Int
    /// Findings of one issue have one number: same source, or probably the same words.
    package let issue: Int64
    package let finding: ExternalFinding
    package let duty: FindingDuty
    package let because: [String]
    package let firstSeen: Timestamp
    package let changed: Timestamp
    package let state: CaseState
    package let steps: Int

    package init(
        number: Int64,
        version: Int,
        issue: Int64,
        finding: ExternalFinding,
        duty: FindingDuty,
        because: [String],
        firstSeen: Timestamp,
        changed: Timestamp,
        state: CaseState,
        steps: Int
    ) {
        self.number = number
        self.version = version
        self.issue = issue
        self.finding = finding
        self.duty = duty
        self.because = because
        self.firstSeen = firstSeen
        self.changed = changed
        self.state = state
        self.steps = steps
    }

    /// By when we have to be done; nil where no clock runs and nobody here has set a date.
    package var clock: String? { Self.clock(of: finding, duty: duty, state: state) }

    /// The earlier of the source's date, while its clock runs for us, and our own.
    package static func clock(of finding: ExternalFinding, duty: FindingDuty, state: CaseState) -> String? {
        let dates = [state.due, sourceDue(of: finding, duty: duty, state: state)?.date].compactMap { $0 }
        return dates.min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The source's date while its clock runs for us.
    package var sourceDue: ExternalFinding.Due? { Self.sourceDue(of: finding, duty: duty, state: state) }

    /// It runs for what names us alone; where a reply is asked for, until that was sent.
    private static func sourceDue(
        of finding: ExternalFinding,
        duty: FindingDuty,
        state: CaseState
    ) -> ExternalFinding.Due? {
        guard duty == .duty, state.repliedOn == nil || !finding.asksForReply else { return nil }
        return finding.due
    }

    /// Whether it is late on a day (`YYYY-MM-DD`): only what names us can be, and only while nobody has ended it.
    package func isOverdue(on day: String) -> Bool {
        guard duty == .duty, [.triage, .open].contains(state.state), let clock else { return false }
        return clock.utf8.lexicographicallyPrecedes(day.utf8)
    }

    /// Ids of what we take a position on; of a finding without recommendations the whole is one.
    package var recommendationIDs: [String] {
        finding.recommendations.isEmpty ? [Self.whole] : finding.recommendations.map(\.id)
    }

    /// Stands for a finding that has no recommendations, such as a stub.
    package static let whole = "all"
}

/// What to list: every term that is given must match.
package struct FindingQuery: Sendable {
    package var states: [FindingState] = []
    package var duty: FindingDuty?
    package var group: String?
    package var theme: String?
    package var source: String?
    package var issuer: String?
    /// Words of title and text.
    package var words: String?
    /// First seen on or after this day.
    package var since: Timestamp?
    /// Overdue on this day, `YYYY-MM-DD`.
    package var overdueOn: String?
    /// Due first and then newest; or newest first.
    package var isByDue = false
    package var offset = 0
    package var limit = 50
    package static let limitMax = 500

    package init() {}
}

package struct FindingPage: Sendable {
    package let findings: [FindingRecord]
    package let hasMore: Bool

    package init(findings: [FindingRecord], hasMore: Bool) {
        self.findings = findings
        self.hasMore = hasMore
    }
}

/// A finding that looks like something.
package struct SimilarFinding: Sendable {
    package let number: Int64
    package let issuer: String
    package let reference: String
    package let title: String
    package let likeness: Likeness
    package let state: FindingState

    package init(
        number: Int64,
        issuer: String,
        reference: String,
        title: String,
        likeness: Likeness,
        state: FindingState
    ) {
        self.number = number
        self.issuer = issuer
        self.reference = reference
        self.title = title
        self.likeness = likeness
        self.state = state
    }
}

/// A source that findings were taken from.
package struct FindingSource: Sendable {
    package let file: SourceFile
    package let at: Timestamp
    package let person: String

    package init(file: SourceFile, at: Timestamp, person: String) {
        self.file = file
        self.at = at
        self.person = person
    }
}
