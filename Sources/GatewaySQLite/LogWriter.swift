import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import TransparencyLog

/// Adds entries to the log inside a transaction: entries, tiles, right edge, signed state.
struct LogWriter {
    private let database: Database
    private let sealer: LogSealer
    private(set) var frontier: TreeFrontier
    private var tiles: [Int64: [UInt8]] = [:]
    private(set) var positions: [UInt64] = []

    init(_ database: Database, sealer: LogSealer) throws {
        self.database = database
        self.sealer = sealer
        frontier = try Self.head(database).frontier
    }

    /// Begins the log where there is none; an existing one must be of the same origin.
    static func begin(_ database: Database, sealer: LogSealer) throws {
        let origin = try String.fetchOne(database, sql: "SELECT origin FROM log_head")
        guard origin == nil else {
            guard origin == sealer.origin.description else { throw StoreError.schema("the log of another origin") }
            return
        }
        let empty = Checkpoint(origin: sealer.origin.description, size: 0, root: MerkleTree.emptyRoot)
        try database.execute(
            sql: "INSERT INTO log_head (one, origin, size, frontier, checkpoint) VALUES (1, ?, 0, ?, ?)",
            arguments: [sealer.origin.description, StoredBytes([]), StoredBytes(try sealer.checkpoint(empty))]
        )
    }

    static func head(_ database: Database) throws -> LogHead {
        guard let row = try Row.fetchOne(database, sql: "SELECT origin, size, frontier, checkpoint FROM log_head"),
            let origin = LogOrigin(row["origin"] as String), let frontier = Self.frontier(row)
        else { throw StoreError.damaged("log_head") }
        return LogHead(origin: origin, frontier: frontier, checkpoint: row.bytes("checkpoint"))
    }

    private static func frontier(_ row: Row) -> TreeFrontier? {
        let bytes = row.bytes("frontier")
        let nodes = stride(from: 0, to: bytes.count - 31, by: 32).compactMap { Digest(bytes: bytes[$0..<$0 + 32]) }
        return TreeFrontier(size: UInt64(row["size"] as Int64), nodes: nodes)
    }

    static func tileID(level: Int, index: UInt64) -> Int64 { Int64(level) << 48 | Int64(index) }

    /// Adds an entry; its statement is stored already.
    mutating func append(_ entry: LogEntry, statement: Int64) throws -> UInt64 {
        try append(entry.bytes, statement: statement)
    }

    /// Adds an entry by its bytes.
    mutating func append(_ bytes: [UInt8], statement: Int64) throws -> UInt64 {
        let position = frontier.size
        let insert = try database.cachedStatement(
            sql: "INSERT INTO log_entry (position, entry, statement) VALUES (?, ?, ?)"
        )
        try insert.execute(arguments: [Int64(position), StoredBytes(bytes), statement])
        var completed: [(TreeNode, Digest)] = []
        frontier.append(MerkleTree.leaf(bytes)) { node, digest in
            if node.level % Tile.height == 0 { completed.append((node, digest)) }
        }
        for (node, digest) in completed { try add(digest, at: node) }
        positions.append(position)
        return position
    }

    private mutating func add(_ digest: Digest, at node: TreeNode) throws {
        let id = Self.tileID(level: node.level / Tile.height, index: node.index / UInt64(Tile.width))
        if tiles[id] == nil {
            tiles[id] =
                try Row.fetchOne(database, sql: "SELECT hashes FROM log_tile WHERE id = ?", arguments: [id])
                .map { $0.bytes("hashes") } ?? []
        }
        tiles[id]?.append(contentsOf: digest.bytes)
    }

    /// Writes tiles and the new head, signed.
    func finish() throws -> LogHead {
        let write = try database.cachedStatement(sql: "INSERT OR REPLACE INTO log_tile (id, hashes) VALUES (?, ?)")
        for (id, hashes) in tiles { try write.execute(arguments: [id, StoredBytes(hashes)]) }
        let state = Checkpoint(origin: sealer.origin.description, size: frontier.size, root: frontier.root)
        let note = try sealer.checkpoint(state)
        try database.execute(
            sql: "UPDATE log_head SET size = ?, frontier = ?, checkpoint = ? WHERE one = 1",
            arguments: [Int64(frontier.size), StoredBytes(frontier.nodes.flatMap(\.bytes)), StoredBytes(note)]
        )
        return LogHead(origin: sealer.origin, frontier: frontier, checkpoint: note)
    }
}

/// Bytes as a value of the database, bound as they lie.
struct StoredBytes: DatabaseValueConvertible, StatementBinding {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var databaseValue: DatabaseValue { Data(bytes).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> StoredBytes? {
        Data.fromDatabaseValue(value).map { StoredBytes(Array($0)) }
    }

    func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
        bytes.withUnsafeBytes { Data($0).bind(to: statement, at: index) }
    }
}

extension Row {
    /// The bytes of a column; none for NULL.
    func bytes(_ column: String) -> [UInt8] {
        (try? withUnsafeData(named: column) { $0.map { Array($0) } ?? [] }) ?? []
    }

    /// The same by place, where rows are read by the thousand.
    func bytes(at place: Int) throws -> [UInt8] { try withUnsafeData(atIndex: place) { $0.map { Array($0) } ?? [] } }

    /// A digest of a column that holds 32 bytes by the schema.
    func digest(_ column: String) throws -> Digest {
        guard let digest = Digest(bytes: bytes(column)) else { throw StoreError.damaged(column) }
        return digest
    }

    func timestamp(_ column: String) -> Timestamp { Timestamp(unixSeconds: self[column]) }
}
