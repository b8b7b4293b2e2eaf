import Findings
import Foundation
import GRDB
package import Gateway
import Signatures

extension SQLiteStore {
    package func commitFindings(_ intake: FindingIntake) async throws(StoreError) -> [FindingOutcome] {
        guard intake.items.count <= FindingIntake.rowsMax else { throw .unavailable("rowsMax") }
        return try await write { [self] database in
            try Self.keep(intake, database)
            guard !intake.items.isEmpty else {
                try Self.keep(intake.audit, database)
                return []
            }
            var writer = try FindingWriter(
                database,
                intake,
                weights: weightsWithFindings(database),
                organisation: organisation
            )
            let outcomes = try intake.items.map { try writer.take($0) }
            if writer.hasChanged { try Self.keep(intake.audit, database) }
            return outcomes
        }
    }

    /// Keeps the source; what was told of it while it was read gives way to what is known at its end.
    private static func keep(_ intake: FindingIntake, _ database: Database) throws {
        let source = intake.source
        try database.execute(
            sql: """
                INSERT INTO finding_source (digest, bytes, format, encoding, row_count, at, person)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (digest) DO UPDATE SET forgotten = 0,
                bytes = CASE WHEN excluded.encoding = '' THEN bytes ELSE excluded.bytes END,
                format = CASE WHEN excluded.encoding = '' THEN format ELSE excluded.format END,
                encoding = CASE WHEN excluded.encoding = '' THEN encoding ELSE excluded.encoding END,
                row_count = CASE WHEN excluded.encoding = '' THEN max(row_count, excluded.row_count)
                  ELSE excluded.row_count END
                """,
            arguments: [
                StoredBytes(source.digest.bytes), source.bytes, source.format.rawValue, source.encoding, source.rows,
                intake.audit.at.unixSeconds, intake.audit.person,
            ]
        )
    }

    package func finding(_ number: Int64) async throws(StoreError) -> FindingRecord? {
        try await read { try StoredFinding.read(number, $0)?.record }
    }

    package func findings(issuer: String?, reference: String) async throws(StoreError) -> [FindingRecord] {
        try await read { database in
            let key = LessonSketch.sourceKey(issuer ?? "", reference)
            // Without an issuer the key begins with a blank: what follows is the reference in its one spelling.
            let condition =
                issuer == nil ? "substr(finding.source_key, -length(?1)) = ?1" : "finding.source_key = ?1"
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT \(FindingSearch.columns) FROM finding \(FindingSearch.joins)
                    WHERE \(condition) ORDER BY finding.number DESC LIMIT 100
                    """,
                arguments: [key]
            ).map { try StoredFinding($0, database).record }
        }
    }

    package func findings(_ query: FindingQuery) async throws(StoreError) -> FindingPage {
        let limit = min(max(1, query.limit), FindingQuery.limitMax)
        await searches.enter()
        defer { searches.leave() }
        return try await read { database in
            let rows = try FindingSearch(query).rows(limit: limit + 1, offset: max(0, query.offset), database)
            return FindingPage(
                findings: try rows.prefix(limit).map { try StoredFinding($0, database).record },
                hasMore: rows.count > limit
            )
        }
    }

    package func isStub(_ number: Int64) async throws(StoreError) -> Bool {
        try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT finding_version.document FROM finding JOIN finding_version
                    ON finding_version.finding = finding.number AND finding_version.version = finding.version
                    WHERE finding.number = ?
                    """,
                arguments: [number]
            )
            // Of what was erased somebody may give other words.
            guard let document = row?.bytes("document"), !document.isEmpty else { return row != nil }
            return FindingForm.finding(document, draft: [])?.needsReading ?? false
        }
    }

    package func similarFindings(
        to question: SimilarityQuestion,
        max: Int
    ) async throws(StoreError) -> [SimilarFinding] {
        try await read { [self] database in
            let weights = try weightsWithFindings(database)
            return try FindingIndex(database).similar(to: question, weights, max: max, .thorough).map(\.finding)
        }
    }

    package func responses(
        toIssuer issuer: String,
        reference: String,
        max: Int
    ) async throws(StoreError) -> [ResponseRow] {
        try await read { database in
            let find = try database.cachedStatement(
                sql: """
                    SELECT responder, subject, response.position, issued, statement.digest FROM response
                    JOIN statement ON statement.id = response.statement
                    WHERE response.source_key = ? AND statement.standing = 'stands'
                    ORDER BY response.statement DESC LIMIT ?
                    """
            )
            let key = LessonSketch.sourceKey(issuer, reference)
            return try Row.fetchAll(find, arguments: [key, max]).map { row in
                ResponseRow(
                    responder: row["responder"],
                    subject: row["subject"],
                    position: row["position"],
                    issued: row["issued"],
                    digest: try row.digest("digest")
                )
            }
        }
    }

    package func findingSources(max: Int) async throws(StoreError) -> [FindingSource] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM finding_source ORDER BY at DESC, digest LIMIT ?",
                arguments: [max]
            ).map { row in
                guard let format = FindingFormat(rawValue: row["format"]) else {
                    throw StoreError.damaged("finding_source")
                }
                let file = SourceFile(
                    digest: try row.digest("digest"),
                    bytes: row["bytes"],
                    format: format,
                    encoding: row["encoding"],
                    rows: row["row_count"]
                )
                return FindingSource(file: file, at: row.timestamp("at"), person: row["person"])
            }
        }
    }
}
