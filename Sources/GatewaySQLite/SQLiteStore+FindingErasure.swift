import Foundation
import GRDB
package import Gateway
package import Signatures

extension SQLiteStore {
    package func findingWords(of number: Int64, withCase: Bool) async throws(StoreError) -> [ErasureNote]? {
        try await read { try FindingErasure($0).notes(of: number, withCase: withCase) }
    }

    package func commitFindingErasure(
        _ number: Int64,
        withCase: Bool,
        reason: String,
        audit: AuditRecord
    ) async throws(StoreError) {
        try await write { database in
            try FindingErasure(database).blank(number, withCase: withCase)
            try database.execute(
                sql: "INSERT INTO finding_erasure (finding, with_case, reason, person, at) VALUES (?, ?, ?, ?, ?)",
                arguments: [number, withCase, reason, audit.person, audit.at.unixSeconds]
            )
            try Self.keep(audit, database)
            try StoreNote.erasureOpen.add(database)
        }
    }

    package func forgottenSources() async throws(StoreError) -> [Digest] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT digest FROM finding_source WHERE forgotten = 1").map {
                try $0.digest("digest")
            }
        }
    }

    package func isSourceKnown(_ digest: Digest) async throws(StoreError) -> Bool {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM finding_source WHERE digest = ?",
                arguments: [StoredBytes(digest.bytes)]
            ) != nil
        }
    }

    package func commitSourceForgotten(_ digest: Digest, audit: AuditRecord) async throws(StoreError) -> Bool {
        try await write { database in
            try database.execute(
                sql: "UPDATE finding_source SET forgotten = 1 WHERE digest = ?",
                arguments: [StoredBytes(digest.bytes)]
            )
            guard database.changesCount > 0 else { return false }
            try Self.keep(audit, database)
            return true
        }
    }
}
