import Foundation
import GRDB
package import Gateway
import LessonExchange
import Signatures
import TransparencyLog

extension SQLiteStore {
    package func commitPublication(_ publication: Publication) async throws(StoreError) -> PublicationOutcome {
        try await write { [self] database in
            if !publication.isReturn { try Self.checkIsWhole(publication, database) }
            try Self.keepSteps(of: publication, database)
            var log = try LogWriter(database, sealer: sealer)
            var writer = StatementWriter(database, organisation: organisation, at: publication.audit.at)
            for statement in publication.statements {
                // Several partners give the same one back.
                if publication.isReturn, try StatementWriter.id(of: statement.digest, database) != nil { continue }
                if !publication.isReturn { try Self.checkIsNewer(statement, database) }
                try Self.add(statement, &log, &writer)
            }
            for bundle in publication.narrowed { try Self.narrow(bundle, database) }
            try Erasure.request(writer.touched, at: publication.audit.at, database)
            let head = try log.finish()
            try Self.keep(publication.audit, database)
            if let cases = publication.cases { try CaseWriter(database).keep(cases) }
            if let request = publication.request {
                try Self.keep(publication.answer(log.positions), to: request, database)
            }
            try keepWeights(writer.added, database)
            try LessonIndex.merge(writer.added.count, database)
            return PublicationOutcome(positions: log.positions, head: head)
        }
    }

    /// Keeps who published which draft, each once, and what they decided about lessons that it looks like.
    private static func keepSteps(of publication: Publication, _ database: Database) throws {
        for (duty, statement) in zip(publication.duties, publication.statements) {
            let isTaken = try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM duty WHERE draft = ? AND duty = 'publish'",
                arguments: [StoredBytes(duty.draft.bytes)]
            )
            // What became of the draft: an erasure finds it by this.
            let record = DutyRecord(
                draft: duty.draft,
                duty: duty.duty,
                person: duty.person,
                at: duty.at,
                document: statement.digest.bytes,
                form: duty.form
            )
            guard isTaken == nil, try keep(record, database) == .kept else { throw StoreError.moved }
        }
        for decision in publication.decisions {
            try keep(decision, database)
            let audit = AuditRecord(
                at: decision.at,
                person: decision.person,
                role: publication.audit.role,
                action: "decision.\(decision.relation)",
                subject: decision.lessonID
            )
            try keep(audit, database)
        }
    }

    /// Whoever could have a bundle until now still can; nobody else will.
    private static func narrow(_ bundle: NarrowedBundle, _ database: Database) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT log_entry.position, statement.id FROM log_entry JOIN statement ON statement.id = log_entry.statement
                WHERE statement.digest = ?
                """,
            arguments: [StoredBytes(bundle.digest.bytes)]
        )
        guard let row else { return }
        let (position, id): (Int64, Int64) = (row["position"], row["id"])
        if let readers = bundle.readers {
            try database.execute(sql: "DELETE FROM addressee WHERE position = ?", arguments: [position])
            for reader in readers {
                try database.execute(
                    sql: "INSERT INTO addressee (reader, position) VALUES (?, ?)",
                    arguments: [reader, position]
                )
            }
        }
        try database.execute(sql: "INSERT OR IGNORE INTO narrowed (statement) VALUES (?)", arguments: [id])
        guard bundle.isPublicNoMore else { return }
        try database.execute(sql: "UPDATE statement SET marking = NULL WHERE id = ?", arguments: [id])
        try database.execute(sql: "UPDATE lesson SET is_public = 0 WHERE statement = ?", arguments: [id])
    }

    /// Throws where a lesson of a bundle came meanwhile in that version, or in a later one.
    private static func checkIsNewer(_ statement: OutgoingStatement, _ database: Database) throws {
        guard case .bundle(let bundle) = statement.content else { return }
        let find = try database.cachedStatement(sql: "SELECT 1 FROM lesson WHERE lesson_id = ? AND version >= ?")
        for lesson in bundle.lessons
        where try Row.fetchOne(find, arguments: [lesson.lessonID, lesson.version]) != nil { throw StoreError.moved }
    }

    /// Adds a statement of ours: bytes, entry, readers, and what it says.
    static func add(
        _ statement: OutgoingStatement,
        _ log: inout LogWriter,
        _ writer: inout StatementWriter
    ) throws {
        let id = try writer.insert(
            statement.envelope,
            digest: statement.digest,
            kind: statement.kind,
            signer: writer.organisation,
            marking: statement.content.marking ?? (statement.isPublic ? "public" : nil)
        )
        // A nonce makes every payload its own: the same one again is the same request again, or a mistake.
        guard let id else { throw StoreError.damaged("statement.digest") }
        let position = try log.append(statement.entry, statement: id)
        try writer.address(statement.audience, position: position)
        guard !statement.actsElsewhere else { return }
        switch statement.content {
        case .bundle(let bundle): try writer.add(bundle, statement: id, signer: writer.organisation) { _ in true }
        case .withdrawal(let withdrawal): try writer.add(withdrawal, statement: id)
        case .response(let response): try writer.add(response, statement: id, signer: writer.organisation)
        case .receipt, .epoch, .other: break
        }
    }

    static func keep(_ audit: AuditRecord, _ database: Database) throws {
        let insert = try database.cachedStatement(
            sql: "INSERT INTO audit (at, person, role, action, subject) VALUES (?, ?, ?, ?, ?)"
        )
        try insert.execute(
            arguments: [audit.at.unixSeconds, audit.person, audit.role, audit.action, audit.subject]
        )
    }

    static func keep(_ answer: [UInt8], to request: IdempotencyKey, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM answer WHERE at < ?",
            arguments: [request.at.adding(seconds: -IdempotencyKey.keptSeconds).unixSeconds]
        )
        try database.execute(
            sql: "INSERT OR IGNORE INTO answer (caller, route, key, body, answer, at) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                request.caller, request.route, request.key, StoredBytes(request.body.bytes), StoredBytes(answer),
                request.at.unixSeconds,
            ]
        )
        // The same request is being answered on another connection: this one does nothing, and is told to ask again.
        guard database.changesCount == 1 else { throw StoreError.moved }
    }
}
