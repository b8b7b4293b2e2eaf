import Dispatch

/// Rows that are judged side by side, on as many threads as the machine has processors: what is made of one depends on no other.
///
/// Bounded in rows and in bytes, so that a table of any size takes the same memory.
struct RowBatch {
    private static let rowsMax = 256
    private static let bytesMax = 1 << 20

    private var events: [TableEvent] = []
    private var bytes = 0

    var isFull: Bool { events.count >= Self.rowsMax || bytes >= Self.bytesMax }

    mutating func add(_ event: TableEvent) {
        if case .row(let row) = event { bytes += row.cells.bytes.count }
        events.append(event)
    }

    /// Judges the rows and hands over what came of them, in their order; the first one that could not be judged ends it.
    mutating func empty(
        _ judge: @Sendable (TableRow) throws -> FindingRow,
        each: (FindingRow) throws -> Void
    ) throws {
        let events = events
        self.events.removeAll(keepingCapacity: true)
        bytes = 0
        let rows = [Result<FindingRow, any Error>](unsafeUninitializedCapacity: events.count) { rows, count in
            // Each thread writes elements of its own, and all of them end before this goes on.
            nonisolated(unsafe) let rows = rows
            DispatchQueue.concurrentPerform(iterations: events.count) { position in
                rows.initializeElement(at: position, to: Result { try events[position].judged(judge) })
            }
            count = events.count
        }
        for row in rows { try each(row.get()) }
    }
}

extension TableEvent {
    /// What comes of a row; a fault of reading sets it aside.
    fileprivate func judged(_ judge: (TableRow) throws -> FindingRow) throws -> FindingRow {
        switch self {
        case .row(let row): try judge(row)
        case .fault(let fault): FindingRow(row: fault.row, reading: .quarantined([fault]), questions: [])
        }
    }
}
