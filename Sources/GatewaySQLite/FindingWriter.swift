import Findings
import GRDB
import Gateway
import Signatures

/// Takes rows of a source in, inside a transaction.
struct FindingWriter {
    let database: Database
    private let source: SourceFile
    private let audit: AuditRecord
    private let subscriptions: [Subscription]
    private var weights: WordWeights
    /// Ours.
    let organisation: String
    /// Whether anything is otherwise than before.
    private(set) var hasChanged = false

    init(_ database: Database, _ intake: FindingIntake, weights: WordWeights, organisation: String) throws {
        self.database = database
        source = intake.source
        audit = intake.audit
        subscriptions = try SQLiteStore.subscriptions(database)
        self.weights = weights
        self.organisation = organisation
    }

    mutating func take(_ item: FindingIntake.Item) throws -> FindingOutcome {
        let item = completed(item)
        let finding = item.finding
        let find = try database.cachedStatement(sql: "SELECT number, content FROM finding WHERE key = ?")
        guard let row = try Row.fetchOne(find, arguments: [StoredBytes(finding.key.bytes)]) else {
            hasChanged = true
            let twin = try twins(of: finding, but: 0).first
            let (number, placed) = try insert(item)
            try link(number)
            return .imported(number, duty: placed.duty, state: placed.state, twin: twin)
        }
        let number: Int64 = row["number"]
        try link(number)
        if row.bytes("content") == finding.content.bytes {
            guard let read = try readOtherwise(item, number) else { return .unchanged(number) }
            hasChanged = true
            return try replace(number, by: read.item, read.changed)
        }
        if try wasTaken(finding, from: number) { return .unchanged(number) }
        hasChanged = true
        return try replace(number, by: item)
    }

    /// The file is one that the finding stands in, whether or not it brought anything new.
    private func link(_ number: Int64) throws {
        let insert = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO finding_row (finding, source) VALUES (?, ?)"
        )
        try insert.execute(arguments: [number, StoredBytes(source.digest.bytes)])
    }

    /// The same cells that are read otherwise now: a spelling is known since, or a class of providers is ours.
    ///
    /// Nil where nothing follows from it. What is not known any more takes nothing away.
    private func readOtherwise(
        _ item: FindingIntake.Item,
        _ number: Int64
    ) throws -> (item: FindingIntake.Item, changed: [String])? {
        let find = try database.cachedStatement(
            sql: """
                SELECT finding_version.document, duty, because, erased FROM finding JOIN finding_version
                ON finding_version.finding = finding.number AND finding_version.version = finding.version
                WHERE finding.number = ?
                """
        )
        guard let row = try Row.fetchOne(find, arguments: [number]), !(row["erased"] as Bool),
            let known = FindingForm.finding(row.bytes("document"), draft: [])
        else { return nil }
        let finding = item.finding.keepingRecipients(of: known)
        var changed: [String] = []
        if finding.recipients != known.recipients { changed.append("recipients") }
        if finding.themes != known.themes || finding.serviceLines != known.serviceLines { changed.append(Self.codes) }
        let isHeld = (row["because"] as String).split(separator: " ").contains { $0 == TriageRules.sameSource }
        if item.duty == .duty, !isHeld, (row["duty"] as String) != FindingDuty.duty.rawValue {
            changed.append(Self.namesUs)
        }
        guard !changed.isEmpty else { return nil }
        return (item.with(finding), changed)
    }

    /// Whether this very file gave the same before: an import that is repeated sets nothing back.
    private func wasTaken(_ finding: ExternalFinding, from number: Int64) throws -> Bool {
        let find = try database.cachedStatement(
            sql: "SELECT 1 FROM finding_version WHERE finding = ? AND content = ? AND source = ?"
        )
        return try Row.fetchOne(
            find,
            arguments: [number, StoredBytes(finding.content.bytes), StoredBytes(source.digest.bytes)]
        ) != nil
    }

    /// The item with subscriptions that somebody made since it was placed.
    private func completed(_ item: FindingIntake.Item) -> FindingIntake.Item {
        let more = subscriptions.filter { $0.matches(item.finding) && !item.because.contains($0.name) }.map(\.name)
        guard !more.isEmpty else { return item }
        return FindingIntake.Item(
            finding: item.finding,
            duty: item.duty,
            state: .triage,
            because: item.because + more,
            isUnread: item.isUnread
        )
    }

    /// One report in two tables has one clock: where the first names us, the second is for awareness.
    ///
    /// Two rows of tables of one form that have a reference in common and come from two addresses may be two reports.
    private func withOneClock(_ item: FindingIntake.Item, but number: Int64) throws -> FindingIntake.Item {
        guard item.duty == .duty else { return item }
        let find = try database.cachedStatement(
            sql: "SELECT document FROM finding WHERE source_key = ? AND duty = 'duty' AND number <> ?"
        )
        let rows = try Row.fetchAll(find, arguments: [Self.sourceKey(item.finding), number])
        let isHeld = rows.contains { row in
            FindingForm.finding(row.bytes("document"), draft: []).map { $0.format != item.finding.format } ?? true
        }
        guard isHeld else { return item }
        let others = item.because.filter { !TriageRules.ownWords.contains($0) }
        return FindingIntake.Item(
            finding: item.finding,
            duty: .awareness,
            state: others.isEmpty ? .searchable : .triage,
            because: [TriageRules.sameSource] + others
        )
    }

    private mutating func insert(
        _ given: FindingIntake.Item
    ) throws -> (number: Int64, placed: FindingIntake.Item) {
        let item = try withDate(withOneClock(given, but: 0), but: 0)
        let (finding, facts) = (item.finding, FindingFacts(item.finding))
        let number = (try Int64.fetchOne(database, sql: "SELECT max(number) FROM finding") ?? 0) + 1
        let issue = try issue(of: facts) ?? number
        let state = CaseState(state: item.state)
        let clock = FindingRecord.clock(of: finding, duty: item.duty, state: state)
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO finding (number, key, content, version, issue, issuer, reference, source_key, source_type, title,
                published, codes, document, sketch, duty, because, entry, state, clock, steps, first_seen, changed)
                VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?17, 0, ?18, ?18)
                """
        )
        try insert.execute(
            arguments: [
                number, StoredBytes(finding.key.bytes), StoredBytes(finding.content.bytes), issue, finding.issuer,
                finding.reference, Self.sourceKey(finding), finding.sourceType,
                finding.title, finding.published, FindingRowWriter.comparedCodes(of: finding),
                StoredBytes(FindingForm.bytes(of: finding)), StoredBytes(facts.sketch.bytes), item.duty.rawValue,
                item.because.joined(separator: " "), item.state.rawValue, clock ?? FindingSearch.noClock,
                audit.at.unixSeconds,
            ]
        )
        try FindingIndex(database).put(facts, FindingRowWriter.codes(of: finding), number: number)
        try addVersion(finding, 1, of: number)
        weights.add(facts.sketch)
        try tellDate(of: finding, number)
        return (number, item)
    }

    /// The issue of an older finding with the same source, or that is probably the same.
    private func issue(of facts: FindingFacts) throws -> Int64? {
        let similar = try FindingIndex(database).similar(to: facts.question, weights, max: 20, .thorough)
        let same = similar.first { $0.finding.likeness.kind == .sameSource }
        return (same ?? similar.first { $0.finding.likeness.isProbablySame })?.issue
    }

    private func addVersion(_ finding: ExternalFinding, _ version: Int, of number: Int64) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO finding_version (finding, version, source, content, document, draft, draft_digest, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try insert.execute(
            arguments: [
                number, version, StoredBytes(source.digest.bytes), StoredBytes(finding.content.bytes),
                StoredBytes(FindingForm.bytes(of: finding)), StoredBytes(finding.draft),
                StoredBytes(Digest(of: finding.draft).bytes), audit.at.unixSeconds,
            ]
        )
    }

    /// `read`: what is otherwise although the cells are the same.
    mutating func replace(
        _ number: Int64,
        by given: FindingIntake.Item,
        _ read: [String] = []
    ) throws -> FindingOutcome {
        guard let known = try StoredFinding.read(number, database) else { throw StoreError.damaged("finding") }
        let version = known.record.version + 1
        let kept = given.keepingDuty(of: known.record, organisation)
        let item = try withDate(withOneClock(kept, but: number), but: number)
        // What somebody read stays while the source is a stub; what changed is looked at, and approved again.
        let isRead = known.reading != nil && item.finding.needsReading && !known.isErased
        let said = isRead ? item.finding.reading(known.record.finding.draft) : item.finding
        let current = said.classified(by: known.record.state)
        let isLost = known.record.duty == .duty && item.duty == .awareness
        let changed = Self.told(known.record, item, current, read, isLost: isLost)
        try addVersion(item.finding, version, of: number)
        let step = CaseStep(
            finding: number,
            content: .newVersion(version, changed: changed),
            person: audit.person,
            role: audit.role,
            at: audit.at
        )
        let place = known.record.steps + 1
        try CaseWriter(database).insert(step, place)
        let isInTriage = known.entry == .triage || item.state == .triage
        try database.execute(
            sql: "UPDATE finding SET version = ?, content = ?, duty = ?, because = ?, entry = ? WHERE number = ?",
            arguments: [
                version, StoredBytes(item.finding.content.bytes), item.duty.rawValue,
                item.because.joined(separator: " "),
                (isInTriage ? FindingState.triage : .searchable).rawValue, number,
            ]
        )
        let writer = FindingRowWriter(database)
        try writer.putCurrent(current, of: number, reading: isRead ? known.reading : nil)
        guard let now = try StoredFinding.read(number, database) else { throw StoreError.damaged("finding") }
        let state = CaseState.folded(from: now.entry, try StoredFinding.steps(of: number, database))
        let clock = FindingRecord.clock(of: current, duty: item.duty, state: state)
        try writer.putState(state, of: number, clock: clock, steps: place, at: audit.at)
        try tellDate(of: item.finding, number)
        if isLost { try handOver(from: item.finding, number) }
        let isReopened = [.closed, .notRelevant].contains(known.record.state.state) && state.state == .triage
        return .newVersion(number, version: version, changed: changed, isReopened: isReopened)
    }

    /// What the step of a new version says: columns, and whether people here decided on any of it.
    ///
    /// `read`: what is otherwise although the cells are the same.
    private static func told(
        _ known: FindingRecord,
        _ item: FindingIntake.Item,
        _ current: ExternalFinding,
        _ read: [String],
        isLost: Bool
    ) -> [String] {
        let columns = changes(from: known.finding.columns, to: item.finding.columns)
        // A partner's column of that name keeps no case closed.
        var told = columns.filter { $0 != CaseStep.nothingOfCase } + read
        var matters = read.filter { $0 != codes }
        if isLost { matters.append(CaseStep.namesUsNoLonger) }
        if known.duty == .awareness, item.duty == .duty { matters.append(namesUs) }
        matters += CaseStep.changes(from: known.finding, to: current)
        // Nobody has told us yet what stands in another document under the same reference.
        if item.finding.needsReading, let old = known.finding.documentDigest, let new = item.finding.documentDigest,
            old != new
        {
            matters.append("document")
        }
        told += matters.filter { !read.contains($0) && !($0 == dueDate && read.contains { elsewhere.contains($0) }) }
        return matters.isEmpty ? told + [CaseStep.nothingOfCase] : told
    }

    /// What the step says of themes and service lines that are read otherwise, and of a clock that starts for us.
    private static let codes = "codes"
    static let namesUs = "names us"
    private static let dueDate = "due date"

    /// Columns that say something else, or that one of the two has not.
    private static func changes(from old: [String: Digest], to new: [String: Digest]) -> [String] {
        Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
    }
}

extension FindingIntake.Item {
    func with(_ finding: ExternalFinding) -> FindingIntake.Item {
        FindingIntake.Item(finding: finding, duty: duty, state: state, because: because, isUnread: isUnread)
    }

    /// The item with what was known of it: a spelling or class that nobody can read now ends no duty, and why somebody was
    /// asked stays.
    fileprivate func keepingDuty(of record: FindingRecord, _ organisation: String) -> FindingIntake.Item {
        var finding = finding.keepingRecipients(of: record.finding)
        if record.duty == .duty, record.finding.names(organisation) { finding = finding.stillNaming(organisation) }
        var still: [String] = []
        if record.duty == .duty, finding.names(organisation) { still.append(TriageRules.recipient) }
        if record.duty == .duty, record.because.contains(TriageRules.providerClass) {
            let (before, now) = (record.finding.recipientClasses, finding.recipientClasses)
            let isSame = Set(before).isSubset(of: now)
            if isSame || isUnread { still.append(TriageRules.providerClass) }
            // One of them may be what nobody can read now.
            if !isSame, isUnread { finding = finding.classed(now + before.filter { !now.contains($0) }) }
        }
        let isKept = !still.isEmpty
        let kept = record.because.filter { still.contains($0) || !TriageRules.ownWords.contains($0) }
        let because = kept + because.filter { !kept.contains($0) }
        return FindingIntake.Item(
            finding: finding,
            duty: isKept ? .duty : duty,
            state: because.isEmpty ? state : .triage,
            because: because
        )
    }
}

extension ExternalFinding {
    /// With an organisation that it named before in the place of the first that nobody can read: it may be that one.
    fileprivate func stillNaming(_ organisation: String) -> ExternalFinding {
        guard !names(organisation), let unread = recipients.firstIndex(where: { $0.organisation == nil }) else {
            return self
        }
        var named = recipients
        named[unread] = Recipient(organisation: organisation, place: named[unread].place)
        return naming(named)
    }

    /// With the organisations of another reading where this one knows none, if both tell of as many recipients and name
    /// nobody otherwise.
    fileprivate func keepingRecipients(of known: ExternalFinding) -> ExternalFinding {
        guard recipients.count == known.recipients.count, recipients.contains(where: { $0.organisation == nil }),
            zip(recipients, known.recipients).allSatisfy({ new, old in
                new.organisation == nil || old.organisation == nil || new == old
            })
        else { return self }
        return naming(
            zip(recipients, known.recipients).map { new, old in
                Recipient(organisation: new.organisation ?? old.organisation, place: new.place)
            }
        )
    }
}
