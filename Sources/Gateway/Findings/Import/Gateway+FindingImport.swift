import CommandSupport
package import Findings
import LessonExchange
package import Signatures

extension Gateway {
    /// Takes in a table of findings: keeps the file as it is, and then every row that can be read.
    ///
    /// Rows come in batches, each whole or not at all. An import that broke off is begun again: what is here already is
    /// unchanged.
    /// A file of which no row could be read is not kept. `name`: what errors call the file.
    package func importFindings(
        _ path: String,
        named name: String? = nil,
        reader: FindingReader,
        by actor: Actor
    ) async throws -> FindingImportReport {
        let folder = sources
        try FileAccess.makeFolder(folder, isPrivate: true)
        let kept = try await BlockingWork.run { Result { try SourceArchive.keep(path, in: folder) } }.get()
        // The copy is read: it cannot change meanwhile.
        let copy = "\(folder)/sha256-\(kept.hex)"
        do {
            return try await importRows(kept: kept, bytes: FileAccess.size(of: copy), by: actor) { each in
                try reader.read(copy, name: name ?? path, each: each)
            }
        } catch {
            if try await !store.isSourceKnown(kept) { try FileAccess.remove(copy) }
            throw error
        }
    }

    /// Takes in rows that `read` gives, one after the other, on a thread of its own.
    ///
    /// `kept`: the digest of the file, which `read` has to find again.
    package func importRows(
        kept: Digest,
        bytes: Int,
        by actor: Actor,
        _ read: @escaping @Sendable ((FindingRow) throws -> Void) throws -> SourceFile
    ) async throws -> FindingImportReport {
        let handover = BatchHandover<FindingRow>()
        async let reading = Self.giveRows(of: read, to: handover)
        // Until the last row was read nobody knows how many there are.
        let begun = SourceFile(digest: kept, bytes: bytes, format: .table, encoding: "", rows: 0)
        var report = FindingImportReport(source: begun)
        var count = 0
        do {
            while let rows = await handover.next() {
                count += rows.count
                try await take(rows, count, &report, by: actor)
            }
        } catch {
            handover.stop()
            _ = await reading
            throw error
        }
        let source = try await reading.get()
        guard source.digest == kept else {
            throw LessonExchangeError("input.unreadable", "the file changed while it was read")
        }
        report.source = source
        let end = FindingIntake(source: source, items: [], audit: importAudit(source.digest, by: actor))
        _ = try await store.commitFindings(end)
        return report
    }

    /// Takes in one finding that came as a document; its bytes are the caller's to keep.
    package func addFinding(
        _ finding: ExternalFinding,
        source: SourceFile,
        by actor: Actor
    ) async throws -> FindingOutcome {
        let item = try await rules().place(finding)
        let intake = FindingIntake(source: source, items: [item], audit: importAudit(source.digest, by: actor))
        guard let outcome = try await store.commitFindings(intake).first else { throw StoreError.damaged("finding") }
        return outcome
    }

    /// Takes in a report that exists only as a document, and keeps the document.
    package func importDocument(
        _ path: String,
        _ document: FindingDocument,
        by actor: Actor
    ) async throws -> (outcome: FindingOutcome, source: Digest) {
        let bytes = try FileAccess.read(path)
        let finding = try document.finding(
            document: bytes,
            publisher: identity.organisation,
            now: clock(),
            scanner: GateContext().scanner
        )
        let folder = sources
        try FileAccess.makeFolder(folder, isPrivate: true)
        let digest = try await BlockingWork.run { Result { try SourceArchive.keep(path, in: folder) } }.get()
        let source = SourceFile(digest: digest, bytes: bytes.count, format: .document, encoding: "none", rows: 1)
        return (try await addFinding(finding, source: source, by: actor), digest)
    }

    private func rules() async throws -> TriageRules {
        TriageRules(
            organisation: identity.organisation,
            classes: identity.providerClasses,
            subscriptions: try await store.subscriptions()
        )
    }

    private func importAudit(_ source: Digest, by actor: Actor) -> AuditRecord {
        audit(actor, "finding.import", source.description)
    }

    private static func giveRows(
        of read: @escaping @Sendable ((FindingRow) throws -> Void) throws -> SourceFile,
        to handover: BatchHandover<FindingRow>
    ) async -> Result<SourceFile, any Error> {
        await BlockingWork.run {
            defer { handover.end() }
            return Result {
                var batch: [FindingRow] = []
                let source = try read { row in
                    batch.append(row)
                    guard batch.count == FindingIntake.rowsMax else { return }
                    guard handover.give(batch) else { throw CancellationError() }
                    batch = []
                }
                if !batch.isEmpty { _ = handover.give(batch) }
                return source
            }
        }
    }

    /// `count`: rows of the source until now.
    private func take(
        _ rows: [FindingRow],
        _ count: Int,
        _ report: inout FindingImportReport,
        by actor: Actor
    ) async throws {
        let rules = try await rules()
        let known = report.rows.count
        var items: [(row: FindingRow, item: FindingIntake.Item)] = []
        for row in rows {
            report.add([], row.questions)
            switch row.reading {
            case .finding(let finding):
                let isUnread = row.questions.contains { $0.kind == .organisation }
                items.append((row, rules.place(finding, isUnread: isUnread)))
            case .repeated:
                report.repeated += 1
                report.add(.init(row: row.row, outcome: "repeated"))
            case .quarantined(let faults):
                report.quarantined += 1
                report.add(faults, [])
                report.add(.init(row: row.row, outcome: "quarantined"))
            }
        }
        guard let first = items.first?.item.finding else { return }
        let source = SourceFile(
            digest: report.source.digest,
            bytes: report.source.bytes,
            format: first.format,
            encoding: "",
            rows: count
        )
        let intake = FindingIntake(
            source: source,
            items: items.map(\.item),
            audit: importAudit(source.digest, by: actor)
        )
        let outcomes = try await store.commitFindings(intake)
        var triaged: [(number: Int64, finding: ExternalFinding)] = []
        for (place, outcome) in zip(items, outcomes) {
            if let number = report.add(outcome, of: place.item, row: place.row) {
                triaged.append((number, place.item.finding))
            }
        }
        report.rows[known...].sort { $0.row < $1.row }
        if identity.providerClasses.isEmpty {
            report.unclassed += items.count { !$0.item.finding.recipientClasses.isEmpty }
        }
        let covering = try await coverage(of: triaged.map(\.finding), .quick)
        for (item, lessons) in zip(triaged, covering) { report.add(item.number, coveredBy: lessons) }
        let positions = try await positions(on: triaged.map(\.finding))
        for (item, rows) in zip(triaged, positions) { report.add(item.number, answeredBy: rows) }
    }
}

extension FindingImportReport {
    /// Counts what became of a row.
    ///
    /// - Returns: its number, where it is new and in triage.
    fileprivate mutating func add(_ outcome: FindingOutcome, of item: FindingIntake.Item, row: FindingRow) -> Int64? {
        func entry(_ outcome: String, _ number: Int64, changed: [String] = []) -> Row {
            Row(
                row: row.row,
                outcome: outcome,
                number: number,
                changed: changed,
                leftOut: row.leftOut,
                unreadableDocuments: row.unreadableDocuments
            )
        }
        switch outcome {
        case .unchanged(let number):
            unchanged += 1
            add(entry("unchanged", number))
        case .newVersion(let number, _, let changed, let isReopened):
            newVersions += 1
            reopened += isReopened ? 1 : 0
            var row = entry("new-version", number, changed: changed)
            row.isReopened = isReopened
            add(row)
        case .imported(let number, let duty, let state, let twin):
            let isStub = item.finding.needsReading
            if isStub { stubs += 1 } else { imported += 1 }
            var row = entry(isStub ? "stub" : "imported", number)
            row.sameReferenceAs = twin
            add(row)
            guard state == .triage else { return nil }
            triage += 1
            duties += duty == .duty ? 1 : 0
            return number
        }
        return nil
    }
}
