import Foundation
import GRDB
package import Gateway
import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

extension SQLiteStore {
    package func check(_ keys: CheckKeys?) async throws(StoreError) -> [CheckFinding] {
        try await read { [organisation] database in
            var check = StoreCheck(database, organisation: organisation, keys: keys)
            try check.run()
            return check.findings
        }
    }
}

/// Computes everything again that follows from something else, and compares; reads only.
struct StoreCheck {
    let database: Database
    let organisation: String
    private let keys: CheckKeys?
    private let leaves = LeafCache()
    private(set) var findings: [CheckFinding] = []
    /// Rows that statements account for.
    var rows = AccountedRows()

    /// More faults of one store tell no more.
    private static let findingsMax = 100

    init(_ database: Database, organisation: String, keys: CheckKeys?) {
        self.database = database
        self.organisation = organisation
        self.keys = keys
    }

    /// Whether further findings would not be told.
    var isFull: Bool { findings.count >= Self.findingsMax }

    mutating func run() throws {
        for line in try String.fetchAll(database, sql: "PRAGMA integrity_check(10)") where line != "ok" {
            find("store.damaged", "file", "the file's own check fails")
        }
        for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check") {
            find("store.link", row["table"], "a row leads to one that is not there")
        }
        try checkLog()
        try checkStatements()
        try checkFeeds()
        try checkReceipts()
        try checkLessons()
        try checkFindings()
    }

    mutating func find(_ code: String, _ place: String, _ detail: String) {
        if !isFull { findings.append(CheckFinding(code: code, place: place, detail: detail)) }
    }

    /// Byte for byte; the file ends a text at its first NUL.
    static func isSame(_ kept: String?, _ said: String?) -> Bool {
        guard let kept, let said else { return kept == nil && said == nil }
        return kept.utf8.elementsEqual(said.utf8.prefix { $0 != 0 })
    }

    /// Every entry against its statement, every signature, every tile, the right edge and the signed state.
    private mutating func checkLog() throws {
        let head = try LogWriter.head(database)
        var frontier = TreeFrontier()
        var tiles: [Int64: [UInt8]] = [:]
        let seen = try shownStates(head.origin.description)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT log_entry.position, entry, statement.digest, statement.envelope,
                EXISTS (SELECT 1 FROM purge WHERE purge.statement = statement.id) AS erased FROM log_entry
                JOIN statement ON statement.id = log_entry.statement ORDER BY log_entry.position
                """
        )
        while let row = try rows.next() {
            let position = UInt64(row["position"] as Int64)
            if position != frontier.size { find("log.gap", "log \(position)", "positions are not consecutive") }
            let bytes = row.bytes("entry")
            frontier.append(MerkleTree.leaf(bytes)) { node, digest in
                guard node.level % Tile.height == 0 else { return }
                let id = LogWriter.tileID(
                    level: node.level / Tile.height,
                    index: node.index / UInt64(Tile.width)
                )
                tiles[id, default: []] += digest.bytes
            }
            checkEntry(bytes, row, position)
            if let roots = seen[frontier.size], roots.contains(where: { $0 != frontier.root }) {
                find("receipt.other-log", "log \(position)", "a partner's receipt is about another state of this log")
            }
        }
        checkHead(head, frontier)
        for row in try Row.fetchAll(database, sql: "SELECT id, hashes FROM log_tile") {
            let id: Int64 = row["id"]
            if tiles.removeValue(forKey: id) != row.bytes("hashes") { find("log.tile", "tile \(id)", "it differs") }
        }
        for id in tiles.keys.sorted() { find("log.tile", "tile \(id)", "it is missing") }
    }

    private mutating func checkHead(_ head: LogHead, _ frontier: TreeFrontier) {
        if frontier != head.frontier { find("log.head", "log", "the entries give another tree than the head says") }
        let note = try? SignedNote(parsing: head.checkpoint)
        let state = note.flatMap { try? Checkpoint(text: $0.text) }
        let isOfLog = Self.isSame(state?.origin, head.origin.description)
        if !isOfLog || state?.size != frontier.size || state?.root != frontier.root {
            find("log.checkpoint", "log", "the signed state is not that of the entries")
        }
        if let keys, let note, !keys.ownNote(note) {
            find("log.signature", "log", "the signed state is not signed by the key of this log")
        }
    }

    /// The states of our log that partners' receipts name, by size; of an earlier epoch there is no log to compare.
    private func shownStates(_ origin: String) throws -> [UInt64: [Digest]] {
        var seen: [UInt64: [Digest]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT envelope FROM statement WHERE kind = 'receipt' AND signer <> ?
                """,
            arguments: [organisation]
        )
        while let row = try rows.next() {
            guard let envelope = try? JWSEnvelope(parsing: row.bytes("envelope")),
                let root = (try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload))?.root,
                root["origin"]?.isString(equalTo: origin) ?? false,
                let size = root["checkpoint"]?["treeSize"]?.integer, size > 0,
                let text = root["checkpoint"]?["rootHash"]?.utf8,
                let hash = Base64.standard.decode(text).flatMap({ Digest(bytes: $0) })
            else { continue }
            seen[UInt64(size), default: []].append(hash)
        }
        return seen
    }

    private mutating func checkEntry(_ bytes: [UInt8], _ row: Row, _ position: UInt64) {
        let place = "log \(position)"
        guard let entry = LogEntry(parsing: bytes) else { return find("log.entry", place, "it is no entry") }
        guard entry.subject.bytes == row.bytes("digest") else {
            return find("log.entry", place, "it is about another statement")
        }
        // Of what was erased the entry is left.
        if row["erased"] as Bool, row.bytes("envelope").isEmpty { return }
        if !holds(row.bytes("envelope"), entry) {
            find("log.statement", place, "its bytes or its signature do not fit")
        }
    }

    /// Whether the entry is that of the bytes; their signature is verified with the statements.
    private func holds(_ bytes: [UInt8], _ entry: LogEntry) -> Bool {
        guard let envelope = try? JWSEnvelope(parsing: bytes), let leaf = leaves.leaf(of: envelope) else {
            return false
        }
        return LogEntry(envelope, signerKey: leaf.keyThumbprint) == entry
    }

    /// The certificate of the first signature; nil where it cannot be read, or its key did not sign.
    func signer(of envelope: JWSEnvelope) -> Certificate? {
        guard let first = envelope.signatures.first, let leaf = leaves.leaf(of: envelope),
            let algorithm = leaf.publicKey.kind.bundleAlgorithm,
            leaf.publicKey.verifies(first.signature, algorithm, over: envelope.signingInput(of: first))
        else { return nil }
        return leaf
    }

    /// Positions that were read against what was taken in from there.
    private mutating func checkFeeds() throws {
        for row in try Row.fetchAll(database, sql: "SELECT * FROM feed") {
            let feed = try SQLiteStore.feed(row)
            let place = feed.origin.description
            if let state = feed.checkpoint, state.size < feed.position {
                find("feed.position", place, "it lies behind the verified state")
            }
            if let state = feed.checkpoint, state.size == feed.position, state.root != feed.frontier.root {
                find("feed.root", place, "the right edge gives another root than the verified state")
            }
            checkNote(of: feed, isEnded: row["ended"])
        }
        let stray = try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM received LEFT JOIN feed ON feed.origin = received.origin
                WHERE feed.origin IS NULL OR received.position >= feed.position
                """
        )
        if stray != 0 { find("feed.received", "received", "\(stray ?? 0) items lie behind the position of their log") }
    }

    /// The signed state that was kept as proof against the state that the log is read by.
    ///
    /// The key of a log that has ended may have been replaced since.
    private mutating func checkNote(of feed: FeedState, isEnded: Bool) {
        // Nobody has read the log yet, or nobody who could verify a state.
        if feed.note.isEmpty, keys == nil || feed.checkpoint == nil { return }
        let place = feed.origin.description
        let note = try? SignedNote(parsing: feed.note)
        let state = note.flatMap { try? Checkpoint(text: $0.text) }
        let isOfLog = Self.isSame(state?.origin, place)
        if !isOfLog || state?.size != feed.checkpoint?.size || state?.root != feed.checkpoint?.root {
            find("feed.note", place, "the signed state is not the verified one")
        }
        guard !isEnded, let keys, let note else { return }
        if keys.partnerNote(feed.partner, feed.origin, note) == false {
            find("feed.signature", place, "the signed state is not signed by the key of the partner's log")
        }
    }

    /// Every item that was taken in stands in a receipt of ours, with its outcome, and nothing else does.
    private mutating func checkReceipts() throws {
        let open = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM received WHERE receipt IS NULL AND kind IS NOT 'receipt' AND kind IS NOT 'epoch'"
        )
        if open != 0 { find("receipt.missing", "received", "\(open ?? 0) items without a receipt") }
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT statement.id, statement.digest, log_entry.position, statement.envelope FROM statement
                LEFT JOIN log_entry ON log_entry.statement = statement.id
                WHERE statement.kind = 'receipt' AND statement.signer = ?
                """,
            arguments: [organisation]
        )
        // Receipts of an earlier epoch stand in that log, which is gone.
        let isFirstEpoch = try LogWriter.head(database).origin.epoch == 1
        while let row = try rows.next() {
            let position: Int64? = row["position"]
            let place = try position.map { "log \($0)" } ?? row.digest("digest").description
            if position == nil, isFirstEpoch { find("receipt.unlogged", place, "it does not stand in our log") }
            guard let envelope = try? JWSEnvelope(parsing: row.bytes("envelope")),
                let document = try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload)
            else { continue }
            try compare(ReceiptFacts(document.root), row["id"], place: place)
        }
    }

    /// What a receipt tells was taken in as it says, unless a later one tells otherwise.
    private mutating func compare(_ receipt: ReceiptFacts, _ id: Int64, place: String) throws {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT origin, position, digest, outcome FROM received WHERE receipt = ?",
            arguments: [id]
        )
        var open = Set(rows.map { "\($0["origin"] as String) \($0["position"] as Int64)" })
        for item in receipt.items {
            let kept = try Row.fetchOne(
                database,
                sql: "SELECT digest, outcome, receipt FROM received WHERE origin = ? AND position = ?",
                arguments: [receipt.origin, Int64(item.position)]
            )
            open.remove("\(receipt.origin) \(item.position)")
            let isLatest = (kept?["receipt"] as Int64?) == id
            let isLater = (kept?["receipt"] as Int64?).map { $0 > id } ?? false
            let isSame = kept.map { Digest(bytes: $0.bytes("digest"))?.description == item.digest } ?? false
            let isTold = isLatest ? kept?["outcome"] as String? == item.outcome : isLater
            if !isSame || !isTold { find("receipt.differs", place, "it tells another outcome than was kept") }
        }
        if !open.isEmpty { find("receipt.differs", place, "it does not tell all that it was kept for") }
    }

    private mutating func checkLessons() throws {
        let lessons = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM lesson JOIN statement ON statement.id = statement WHERE envelope IS NOT NULL"
        )
        let indexed = try Int.fetchOne(database, sql: "SELECT count(*) FROM lesson_text_docsize")
        if indexed != lessons { find("lesson.index", "lesson_text", "it holds another number of lessons") }
        let wrong = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM lesson WHERE state <> \(LessonState.expression)"
        )
        if wrong != 0 { find("lesson.state", "lesson", "\(wrong ?? 0) lessons have not the state that follows") }
    }
}

/// Certificates that were read: an organisation has few, and reading one takes as long as a signature.
private final class LeafCache {
    private var known: [[UInt8]: Certificate] = [:]

    private static let certificatesMax = 1024

    /// The certificate of the first signature; nil where it cannot be read.
    func leaf(of envelope: JWSEnvelope) -> Certificate? {
        guard let der = envelope.signatures.first?.x5c.first else { return nil }
        if let leaf = known[der] { return leaf }
        guard let leaf = try? Certificate(der: der) else { return nil }
        if known.count >= Self.certificatesMax { known.removeAll() }
        known[der] = leaf
        return leaf
    }
}
