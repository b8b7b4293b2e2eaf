import Foundation
import GRDB
package import Gateway
import LessonExchange
import Signatures

extension SQLiteStore {
    package func commitPairing(
        _ pairing: Pairing,
        partner: Partner?,
        audit: AuditRecord
    ) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO pairing (partner, revision, side, state, invite, accept, expires, wrong_tries, people,
                    approver, lesson, bundle, withdrawal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (partner) DO UPDATE SET revision = excluded.revision, side = excluded.side,
                    state = excluded.state, invite = excluded.invite, accept = excluded.accept,
                    expires = excluded.expires, wrong_tries = excluded.wrong_tries, people = excluded.people,
                    approver = excluded.approver, lesson = excluded.lesson, bundle = excluded.bundle,
                    withdrawal = excluded.withdrawal WHERE pairing.revision = excluded.revision - 1
                    """,
                arguments: [
                    pairing.partner, pairing.revision + 1, pairing.side.rawValue, pairing.state.rawValue,
                    StoredBytes(pairing.invite), pairing.accept.map { StoredBytes($0) },
                    pairing.expires.unixSeconds, pairing.wrongTries, Self.lines(pairing.people), pairing.approver,
                    pairing.rehearsal?.lessonID, pairing.rehearsal?.bundle.map { StoredBytes($0.bytes) },
                    pairing.rehearsal?.withdrawal.map { StoredBytes($0.bytes) },
                ]
            )
            // Another revision than the one that was read: nothing was changed.
            guard database.changesCount == 1 else { throw StoreError.moved }
            if let partner { try Self.keep(partner, database) }
            try Self.keep(audit, database)
        }
    }

    package func pairings() async throws(StoreError) -> [Pairing] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM pairing ORDER BY partner").map { try Self.pairing($0) }
        }
    }

    private static func pairing(_ row: Row) throws -> Pairing {
        guard let side = Pairing.Side(rawValue: row["side"]), let state = Pairing.State(rawValue: row["state"]) else {
            throw StoreError.damaged("pairing.state")
        }
        func digest(_ column: String) throws -> Digest? { row.hasNull(atColumn: column) ? nil : try row.digest(column) }
        let lesson: String? = row["lesson"]
        let bundle = try digest("bundle")
        let withdrawal = try digest("withdrawal")
        return Pairing(
            partner: row["partner"],
            side: side,
            state: state,
            invite: row.bytes("invite"),
            accept: row.hasNull(atColumn: "accept") ? nil : row.bytes("accept"),
            expires: row.timestamp("expires"),
            wrongTries: row["wrong_tries"],
            people: (row["people"] as String).split(separator: "\n").map(String.init),
            approver: row["approver"],
            rehearsal: lesson.map { Pairing.Rehearsal(lessonID: $0, bundle: bundle, withdrawal: withdrawal) },
            revision: row["revision"]
        )
    }

    /// A line for each; a name has none of its own.
    private static func lines(_ names: [String]) -> String {
        names.map { $0.split(separator: "\n").joined(separator: " ") }.joined(separator: "\n")
    }
}

extension SQLiteStore {
    /// When keys of partners end, by partner.
    static func keyEnds(_ database: Database) throws -> [String: [Digest: Timestamp]] {
        var ends: [String: [Digest: Timestamp]] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT partner, key, until FROM key_end") {
            ends[row["partner"], default: [:]][try row.digest("key")] = row.timestamp("until")
        }
        return ends
    }

    static func keepKeyEnds(of partner: Partner, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM key_end WHERE partner = ?", arguments: [partner.id])
        for (key, until) in partner.keyEnds {
            try database.execute(
                sql: "INSERT INTO key_end (partner, key, until) VALUES (?, ?, ?)",
                arguments: [partner.id, StoredBytes(key.bytes), until.unixSeconds]
            )
        }
    }
}

extension Row {
    fileprivate func hasNull(atColumn name: String) -> Bool { (self[name] as DatabaseValue).isNull }
}
