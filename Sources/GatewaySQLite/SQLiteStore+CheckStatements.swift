import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

/// A statement of the store, as its own bytes tell it.
struct CheckedStatement {
    let id: Int64
    let digest: Digest
    let kind: StatementKind
    let content: StatementContent
    /// Of the certificate.
    let signer: String
    let isOwn: Bool
    /// Whether it is for fewer than it says.
    let isNarrowed: Bool
    let root: JSONValue

    var place: String { digest.description }
}

/// Statements against their bytes, and everything that was taken in of them.
extension StoreCheck {
    /// Statements of others by digest and signature, and ours by whom they are for; and what was taken in of all.
    mutating func checkStatements() throws {
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT statement.*, log_entry.position,
                EXISTS (SELECT 1 FROM purge WHERE purge.statement = statement.id) AS erased,
                EXISTS (SELECT 1 FROM narrowed WHERE narrowed.statement = statement.id) AS narrowed,
                (SELECT group_concat(reader, ' ') FROM (SELECT reader FROM addressee
                  WHERE addressee.position = log_entry.position ORDER BY reader)) AS readers
                FROM statement LEFT JOIN log_entry ON log_entry.statement = statement.id
                """
        )
        while let row = try cursor.next() {
            let digest = try row.digest("digest")
            let bytes = row.bytes("envelope")
            if row["erased"] as Bool, bytes.isEmpty { continue }
            guard let envelope = try? JWSEnvelope(parsing: bytes), Digest(of: envelope.payload) == digest,
                let leaf = signer(of: envelope),
                let payload = try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload)
            else {
                rows.isComplete = false
                find(
                    "statement.damaged",
                    "\(digest)",
                    "its bytes are not those of its digest, or its signature does not fit"
                )
                continue
            }
            checkReaders(row, digest, payload.root)
            guard let statement = checked(row, digest, envelope, leaf, payload.root) else {
                rows.isComplete = false
                find("statement.kind", "\(digest)", "its bytes are of no kind that is known")
                continue
            }
            checkColumns(row, statement)
            try checkArrivals(row, statement, bytes)
            try checkContent(statement)
        }
        try checkSurplus()
    }

    private mutating func checkReaders(_ row: Row, _ digest: Digest, _ root: JSONValue) {
        guard (row["position"] as Int64?) != nil, !(row["narrowed"] as Bool) else { return }
        let named = (root["recipients"]?.elements ?? []).compactMap(\.string).sorted()
        let expected = named.isEmpty ? StatementWriter.everybody : named.joined(separator: " ")
        if (row["readers"] as String?) != expected {
            find("statement.readers", "\(digest)", "it is for others than it says")
        }
    }

    private func checked(
        _ row: Row,
        _ digest: Digest,
        _ envelope: JWSEnvelope,
        _ leaf: Certificate,
        _ root: JSONValue
    ) -> CheckedStatement? {
        guard let kind = StatementKind(contentType: envelope.signatures[0].contentType) else { return nil }
        let signer = leaf.organisationID ?? ""
        return CheckedStatement(
            id: row["id"],
            digest: digest,
            kind: kind,
            content: StatementContent(root, kind: kind),
            signer: signer,
            isOwn: signer.utf8.elementsEqual(organisation.utf8),
            isNarrowed: row["narrowed"],
            root: root
        )
    }

    private mutating func checkColumns(_ row: Row, _ statement: CheckedStatement) {
        if !Self.isSame(row["kind"], statement.kind.rawValue) {
            find("statement.kind", statement.place, "its bytes are of another kind")
        }
        if !Self.isSame(row["signer"], statement.signer) {
            find("statement.signer", statement.place, "its certificate names another organisation")
        }
        if !Self.fits(marking: row["marking"], statement) {
            find("statement.marking", statement.place, "it is for others than the publisher says")
        }
    }

    /// A withdrawal of ours is public where one of its lessons is; of others' nobody reads it.
    private static func fits(marking: String?, _ statement: CheckedStatement) -> Bool {
        let isPublic = isSame(marking, "public")
        switch statement.content {
        case .bundle(let bundle):
            let isPublicNoMore = marking == nil && statement.isNarrowed && isSame("public", bundle.marking)
            return isPublicNoMore || isSame(marking, bundle.marking)
        case .withdrawal: return statement.isOwn || !isPublic
        case .response, .receipt, .epoch, .other: return !isPublic
        }
    }

    /// The items of partners' logs by which a statement came.
    private mutating func checkArrivals(_ row: Row, _ statement: CheckedStatement, _ bytes: [UInt8]) throws {
        let lookUp = try database.cachedStatement(
            sql: "SELECT origin, position, body, kind, outcome, at FROM received WHERE statement = ?"
        )
        let firstSeen: Int64 = row["first_seen"]
        for item in try Row.fetchAll(lookUp, arguments: [statement.id]) {
            let place = "\(item["origin"] as String) \(item["position"] as Int64)"
            if let kind = item["kind"] as String?, !Self.isSame(kind, statement.kind.rawValue) {
                find("received.kind", place, "its statement is of another kind")
            }
            // One that waited, or came again, may have come in other bytes.
            let isSource = item["at"] as Int64 == firstSeen && item["outcome"] as String != Outcome.duplicate.rawValue
            guard isSource, !isFull, item.bytes("body") != Digest(of: bytes).bytes else { continue }
            if try item.bytes("body") != Self.withheld && isOnlyItem(of: statement.digest) {
                find("received.body", place, "it came in other bytes than are kept")
            }
        }
    }

    /// Of bytes that were withheld, and came later.
    private static let withheld = Digest(of: []).bytes

    /// Reads the whole table, and is asked about faults only.
    private func isOnlyItem(of digest: Digest) throws -> Bool {
        try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM received WHERE digest = ?",
            arguments: [StoredBytes(digest.bytes)]
        ) == 1
    }
}
