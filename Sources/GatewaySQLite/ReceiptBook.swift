import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import TransparencyLog

/// Logs receipts of ours inside a transaction.
struct ReceiptBook {
    private let database: Database
    private let sealer: LogSealer
    private let at: Timestamp
    private var log: LogWriter
    private var writer: StatementWriter

    var positions: [UInt64] { log.positions }

    init(_ database: Database, sealer: LogSealer, organisation: String, at: Timestamp) throws {
        self.database = database
        self.sealer = sealer
        self.at = at
        log = try LogWriter(database, sealer: sealer)
        writer = StatementWriter(database, organisation: organisation, at: at)
    }

    /// Signs the new state of the log.
    func finish() throws -> LogHead { try log.finish() }

    /// Logs a receipt, and keeps with each of its items that it tells them.
    mutating func log(
        _ items: [ReceiptItem],
        to reader: String,
        _ range: SiblingStatements.ReceiptRange,
        earlier: Digest? = nil
    ) throws {
        let draft = LogSealer.ReceiptDraft(range: range, reader: reader, items: items, earlier: earlier, at: at)
        let receipt = try sealer.receipt(draft)
        try SQLiteStore.add(receipt, &log, &writer)
        guard let id = try StatementWriter.id(of: receipt.digest, database) else {
            throw StoreError.damaged("statement.digest")
        }
        let keep = try database.cachedStatement(
            sql: "UPDATE received SET receipt = ? WHERE origin = ? AND position = ?"
        )
        for item in items { try keep.execute(arguments: [id, range.origin, Int64(item.position)]) }
    }

    /// Logs receipts for items whose outcome changed, each naming the receipt that told of them before.
    mutating func revise(_ items: [ReceiptItem], of origin: String, to reader: String) throws {
        guard !items.isEmpty else { return }
        let feed = try Row.fetchOne(database, sql: "SELECT size, root FROM feed WHERE origin = ?", arguments: [origin])
        let find = try database.cachedStatement(
            sql: """
                SELECT statement.digest FROM received JOIN statement ON statement.id = received.receipt
                WHERE received.origin = ? AND received.position = ?
                """
        )
        var groups: [(earlier: Digest?, items: [ReceiptItem])] = []
        for item in items {
            let row = try Row.fetchOne(find, arguments: [origin, Int64(item.position)])
            let earlier = try row.map { try $0.digest("digest") }
            if let last = groups.indices.last, groups[last].earlier == earlier, groups[last].items.count < Self.itemsMax
            {
                groups[last].items.append(item)
            } else {
                groups.append((earlier, [item]))
            }
        }
        for group in groups {
            try log(
                group.items,
                to: reader,
                .init(
                    origin: origin,
                    from: group.items.map(\.position).min() ?? 0,
                    to: (group.items.map(\.position).max() ?? 0) + 1,
                    treeSize: (feed?["size"] as Int64?).map { UInt64($0) } ?? 0,
                    rootHash: feed.flatMap { Digest(bytes: $0.bytes("root")) } ?? MerkleTree.emptyRoot
                ),
                earlier: group.earlier
            )
        }
    }

    /// As many as a list names at most.
    private static let itemsMax = AddressedList.itemsMax
}
