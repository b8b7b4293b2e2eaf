import Findings
import Foundation
import GRDB
import Gateway
import Signatures

/// Findings against what they say, their steps, and what they are found by.
extension StoreCheck {
    mutating func checkFindings() throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(FindingSearch.columns) FROM finding \(FindingSearch.joins) ORDER BY finding.number"
        )
        while let row = try rows.next(), !isFull { try checkFinding(row) }
        try checkVersions()
        try checkWords()
        try checkTrail()
        let stray = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM finding_text WHERE rowid NOT IN (SELECT number FROM finding WHERE erased = 0)"
        )
        if stray != 0 { find("finding.index", "finding_text", "it holds findings that are not here") }
    }

    private mutating func checkFinding(_ row: Row) throws {
        let number: Int64 = row["number"]
        let place = "finding \(number)"
        guard
            let finding = FindingForm.finding(row.bytes("document"), draft: row.bytes("draft"), isChecking: true),
            let entry = FindingState(rawValue: row["entry"]), let duty = FindingDuty(rawValue: row["duty"])
        else { return find("finding.differs", place, "what is kept of it does not have its form") }
        compare(row, finding, place)
        checkEntry(row, finding, entry, duty, place)
        guard let steps = try? StoredFinding.steps(of: number, database) else {
            return find("finding.steps", place, "a step of its case cannot be read")
        }
        compare(row, CaseState.folded(from: entry, steps), of: finding, duty, steps.count, place)
        try checkIndex(row, finding, place)
    }

    /// What a finding says against its columns.
    private mutating func compare(_ row: Row, _ finding: ExternalFinding, _ place: String) {
        let texts: [(column: String, said: String?)] = [
            ("issuer", finding.issuer), ("reference", finding.reference),
            ("source_key", LessonSketch.sourceKey(finding.issuer, finding.reference)),
            ("source_type", finding.sourceType), ("title", finding.title), ("published", finding.published),
            ("codes", FindingRowWriter.comparedCodes(of: finding)),
        ]
        var differing = texts.filter { !Self.isSame(row[$0.column] as String?, $0.said) }.map(\.column)
        if row.bytes("key") != finding.key.bytes { differing.append("key") }
        if row.bytes("content") != finding.content.bytes { differing.append("content") }
        let sketch = row["erased"] as Bool ? [] : FindingFacts(finding).sketch.bytes
        if row.bytes("sketch") != sketch { differing.append("sketch") }
        guard !differing.isEmpty else { return }
        find("finding.differs", place, "it says otherwise: \(differing.joined(separator: ", "))")
    }

    /// Why somebody is asked, against whom the source names.
    private mutating func checkEntry(
        _ row: Row,
        _ finding: ExternalFinding,
        _ entry: FindingState,
        _ duty: FindingDuty,
        _ place: String
    ) {
        let because = (row["because"] as String).split(separator: " ").map(String.init)
        let isHeld = because.contains(TriageRules.sameSource)
        let isOurs = because.contains { [TriageRules.recipient, TriageRules.providerClass].contains($0) }
        var differing: [String] = []
        if (duty == .duty) != isOurs { differing.append("duty") }
        if entry == .searchable, because.contains(where: { $0 != TriageRules.sameSource }) { differing.append("entry") }
        if !isHeld, because.contains(TriageRules.recipient) != finding.names(organisation) {
            differing.append("because")
        }
        guard !differing.isEmpty else { return }
        find("finding.entry", place, "its source says otherwise: \(differing.joined(separator: ", "))")
    }

    /// Every step with its line of the trail, and every line with its step.
    private mutating func checkTrail() throws {
        let lost = try Row.fetchAll(
            database,
            sql: """
                SELECT finding, place FROM case_step WHERE NOT EXISTS (SELECT 1 FROM audit
                WHERE audit.subject = 'finding ' || case_step.finding || ' step ' || case_step.place
                AND audit.person = case_step.person AND audit.role = case_step.role AND audit.at = case_step.at)
                ORDER BY case_step.id LIMIT 100
                """
        )
        for row in lost {
            let place = "finding \(row["finding"] as Int64) step \(row["place"] as Int)"
            find("finding.trail", place, "the trail tells nothing of it, or something else")
        }
    }

    /// The state that the steps lead to against its columns.
    private mutating func compare(
        _ row: Row,
        _ state: CaseState,
        of finding: ExternalFinding,
        _ duty: FindingDuty,
        _ steps: Int,
        _ place: String
    ) {
        let clock = FindingRecord.clock(of: finding, duty: duty, state: state) ?? FindingSearch.noClock
        let texts: [(column: String, said: String?)] = [
            ("state", state.state.rawValue), ("team", state.group), ("owner_role", state.ownerRole),
            ("due", state.due), ("clock", clock), ("approved_by", state.approvedBy),
        ]
        var differing = texts.filter { !Self.isSame(row[$0.column] as String?, $0.said) }.map(\.column)
        if row.bytes("response") != state.response?.bytes ?? [] { differing.append("response") }
        if row["steps"] as Int != steps { differing.append("steps") }
        guard !differing.isEmpty else { return }
        find("finding.state", place, "its steps lead elsewhere: \(differing.joined(separator: ", "))")
    }

    private mutating func checkIndex(_ row: Row, _ finding: ExternalFinding, _ place: String) throws {
        let number: Int64 = row["number"]
        let text = try Row.fetchOne(
            try database.cachedStatement(sql: "SELECT title, body FROM finding_text WHERE rowid = ?"),
            arguments: [number]
        )
        let mark = try Row.fetchOne(
            try database.cachedStatement(sql: "SELECT marks FROM finding_mark WHERE rowid = ?"),
            arguments: [number]
        )
        if row["erased"] as Bool {
            if text != nil || mark != nil {
                find("finding.index", place, "its words were erased, and it is found by them")
            }
        } else {
            let facts = FindingFacts(finding)
            let isSaid =
                Self.isSame(text?["title"], facts.title) && Self.isSame(text?["body"], facts.body)
                && Self.isSame(mark?["marks"], LessonIndex.marks(facts.sketch))
            if !isSaid { find("finding.index", place, "it is not found by its words") }
        }
        let kept = try Row.fetchAll(
            try database.cachedStatement(sql: "SELECT kind, code FROM finding_code WHERE finding = ?"),
            arguments: [number]
        ).map { "\($0["kind"] as String) \($0["code"] as String)" }
        let said = Set(FindingRowWriter.codes(of: finding).map { "\($0.kind) \($0.code)" })
        if said != Set(kept) { find("finding.codes", place, "it is found by other codes than it names") }
    }

    /// Every version with the draft that its digest names, and the newest as the one that counts.
    private mutating func checkVersions() throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT finding_version.*,
                EXISTS (SELECT 1 FROM finding_erasure e WHERE e.finding = finding_version.finding) AS erased
                FROM finding_version ORDER BY id
                """
        )
        while let row = try rows.next(), !isFull {
            let place = "finding \(row["finding"] as Int64) version \(row["version"] as Int)"
            let (document, draft) = (row.bytes("document"), row.bytes("draft"))
            if document.isEmpty, draft.isEmpty, row["erased"] as Bool { continue }
            let finding = FindingForm.finding(document, draft: draft, isChecking: true)
            if finding?.content.bytes != row.bytes("content") {
                find("finding.version", place, "what is kept of it is of another content")
            }
            if Digest(of: draft).bytes != row.bytes("draft_digest") {
                find("finding.draft", place, "its draft is not that of its digest")
            }
        }
        let broken = try Row.fetchAll(
            database,
            sql: """
                SELECT number FROM finding LEFT JOIN finding_version ON finding_version.finding = finding.number
                GROUP BY number HAVING count(id) <> finding.version OR max(finding_version.version) <> finding.version
                """
        )
        for row in broken {
            find("finding.version", "finding \(row["number"] as Int64)", "its versions are not all there")
        }
    }

    /// What people wrote into cases, against the digests of their steps.
    private mutating func checkWords() throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT case_step.finding, place, case_step.words, case_words.words AS said,
                EXISTS (SELECT 1 FROM finding_erasure e WHERE e.finding = case_step.finding) AS erased
                FROM case_step LEFT JOIN case_words ON case_words.step = case_step.id
                WHERE case_step.words IS NOT NULL OR case_words.words IS NOT NULL ORDER BY case_step.id
                """
        )
        while let row = try rows.next(), !isFull {
            let said = row.bytes("said")
            if said.isEmpty, row["erased"] as Bool { continue }
            guard Digest(of: said).bytes != row.bytes("words") else { continue }
            let place = "finding \(row["finding"] as Int64) step \(row["place"] as Int)"
            find("finding.words", place, "its words are not those of its digest")
        }
        let gaps = try Row.fetchAll(
            database,
            sql: "SELECT finding FROM case_step GROUP BY finding HAVING count(*) <> max(place)"
        )
        for row in gaps { find("finding.steps", "finding \(row["finding"] as Int64)", "its steps are not consecutive") }
    }
}
