import GRDB
import LessonExchange
import Signatures
import StrictJSON
import Synchronization

/// Bundles that were set aside, or wait, and that a disclosive withdrawal names.
///
/// What a bundle holds is read once: a running gateway looks every few seconds, and one may come after its withdrawal.
final class SetAsideBundles: Sendable {
    /// A row of `quarantine` whose bytes are to go.
    struct Named {
        let id: Int64
        let digest: Digest
        /// Whether a legal hold keeps it.
        let isKept: Bool
        /// Disclosive withdrawals that name it.
        let withdrawals: [(id: Int64, digest: Digest)]
    }

    private struct Content {
        var isBundle = false
        var lessons: [(lessonID: String, version: Int)] = []
    }

    /// Where it stood: other bytes of the same payload may say that they are of another kind.
    private struct Place: Hashable {
        let origin: String
        let position: Int64
        let digest: Digest
    }

    private let known = Mutex<[Place: Content]>([:])

    /// Those that are here now, in the order in which they came.
    func named(_ database: Database) throws -> [Named] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT q.id, q.origin, q.position, q.digest, q.signer,
                EXISTS (SELECT 1 FROM legal_hold h WHERE h.digest = q.digest) AS kept
                FROM quarantine q WHERE q.envelope IS NOT NULL
                AND EXISTS (SELECT 1 FROM withdrawal w JOIN statement s ON s.id = w.statement
                  WHERE w.reason = 'disclosive' AND s.standing = 'stands')
                ORDER BY q.id
                """
        )
        let before = known.withLock { $0 }
        var contents: [Place: Content] = [:]
        var named: [Named] = []
        for row in rows {
            let (id, digest): (Int64, Digest) = (row["id"], try row.digest("digest"))
            let place = Place(origin: row["origin"], position: row["position"], digest: digest)
            let content = try before[place] ?? Self.content(of: id, database)
            contents[place] = content
            guard content.isBundle else { continue }
            let withdrawals = try Self.withdrawals(of: content, digest, signer: row["signer"], database)
            guard !withdrawals.isEmpty else { continue }
            named.append(Named(id: id, digest: digest, isKept: row["kept"], withdrawals: withdrawals))
        }
        let now = contents
        known.withLock { $0 = now }
        return named
    }

    private static func content(of id: Int64, _ database: Database) throws -> Content {
        let find = try database.cachedStatement(sql: "SELECT envelope FROM quarantine WHERE id = ?")
        let bytes = try Row.fetchOne(find, arguments: [id])?.bytes("envelope") ?? []
        guard let envelope = try? JWSEnvelope(parsing: bytes),
            StatementKind(contentType: envelope.signatures[0].contentType) == .bundle
        else { return Content() }
        let root = (try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload))?.root
        let lessons = (root?["lessons"]?.elements ?? []).compactMap { lesson in
            lesson["lessonId"]?.string.map { (lessonID: $0, version: lesson["version"]?.integer ?? 1) }
        }
        return Content(isBundle: true, lessons: lessons)
    }

    private static func withdrawals(
        of content: Content,
        _ digest: Digest,
        signer: String,
        _ database: Database
    ) throws -> [(id: Int64, digest: Digest)] {
        // A digest is only believed of its own signer, or where nobody can read what the bundle holds.
        let byDigest = try database.cachedStatement(
            sql: """
                SELECT s.id, s.digest FROM withdrawal_digest d JOIN statement s ON s.id = d.statement
                WHERE d.digest = ?1 AND s.standing = 'stands' AND (?2 OR s.signer = ?3)
                AND EXISTS (SELECT 1 FROM withdrawal w WHERE w.statement = s.id AND w.reason = 'disclosive')
                """
        )
        let byLesson = try database.cachedStatement(
            sql: """
                SELECT s.id, s.digest FROM withdrawal w JOIN statement s ON s.id = w.statement
                WHERE w.lesson_id = ? AND w.up_to >= ? AND w.reason = 'disclosive' AND s.standing = 'stands'
                """
        )
        var rows = try Row.fetchAll(
            byDigest,
            arguments: [StoredBytes(digest.bytes), content.lessons.isEmpty, signer]
        )
        for lesson in content.lessons {
            rows += try Row.fetchAll(byLesson, arguments: [lesson.lessonID, lesson.version])
        }
        var found: [Int64: Digest] = [:]
        for row in rows {
            let id: Int64 = row["id"]
            found[id] = try row.digest("digest")
        }
        return found.sorted { $0.key < $1.key }.map { (id: $0.key, digest: $0.value) }
    }
}
