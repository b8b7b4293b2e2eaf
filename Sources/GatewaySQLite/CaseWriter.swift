import Findings
import GRDB
import Gateway
import Signatures

/// Keeps steps of cases and what follows from them, inside a transaction.
struct CaseWriter {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Keeps steps, if nothing has happened to their findings since they were decided.
    func keep(_ commit: CaseCommit) throws {
        for number in commit.expecting.keys.sorted() {
            guard let finding = try StoredFinding.read(number, database),
                finding.record.steps == commit.expecting[number]
            else { throw StoreError.moved }
            let steps = commit.steps.filter { $0.finding == number }
            var state = finding.record.state
            for step in steps { state.take(step) }
            // It came into triage meanwhile: whoever decided has not seen that.
            guard state == commit.states[number] else { throw StoreError.moved }
            try add(steps, to: finding, state)
        }
        guard Set(commit.steps.map(\.finding)).isSubset(of: commit.expecting.keys) else { throw StoreError.moved }
    }

    /// Adds steps to a finding, with the state that they lead to.
    private func add(_ steps: [CaseStep], to finding: StoredFinding, _ state: CaseState) throws {
        var place = finding.record.steps
        var current = finding.record.finding
        var reading = finding.reading
        for step in steps {
            place += 1
            let id = try insert(step, place)
            guard case .reading(let draft) = step.content else { continue }
            current = current.reading(draft)
            reading = id
        }
        let writer = FindingRowWriter(database)
        if reading != finding.reading {
            try writer.putCurrent(current.classified(by: state), of: finding.record.number, reading: reading)
        } else if steps.contains(where: \.content.isClassification) {
            try writer.putCodes(current.classified(by: state), of: finding.record.number)
        }
        try writer.putState(
            state,
            of: finding.record.number,
            clock: FindingRecord.clock(of: current, duty: finding.record.duty, state: state),
            steps: place,
            at: steps.last?.at
        )
    }

    /// Adds one step with its words and its line of the trail.
    ///
    /// - Returns: its row.
    @discardableResult
    func insert(_ step: CaseStep, _ place: Int) throws -> Int64 {
        let stored = StoredStep(step.content)
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO case_step (finding, place, kind, content, words, person, role, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try insert.execute(
            arguments: [
                step.finding, place, step.content.name, StoredBytes(stored.content),
                stored.words.map { StoredBytes(Digest(of: $0).bytes) }, step.person, step.role, step.at.unixSeconds,
            ]
        )
        let id = database.lastInsertedRowID
        if let words = stored.words {
            let keep = try database.cachedStatement(sql: "INSERT INTO case_words (step, words) VALUES (?, ?)")
            try keep.execute(arguments: [id, StoredBytes(words)])
        }
        let audit = AuditRecord(
            at: step.at,
            person: step.person,
            role: step.role,
            action: step.content.auditAction,
            subject: "finding \(step.finding) step \(place)"
        )
        try SQLiteStore.keep(audit, database)
        return id
    }
}
