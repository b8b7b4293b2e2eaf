import Dispatch
import Synchronization

/// Rows that are judged side by side, on as many threads as the machine has processors: what is made of one depends on no other.
///
/// While a batch is judged, the one before it is handed over and the one behind it is read. Bounded in rows and in bytes, so
/// that a table of any size takes the same memory.
struct RowBatch {
    private static let rowsMax = 256
    private static let bytesMax = 1 << 20

    private let judge: @Sendable (TableRow) throws -> FindingRow
    private var events: [TableEvent] = []
    private var bytes = 0
    private var judging: Judging?

    init(_ judge: @escaping @Sendable (TableRow) throws -> FindingRow) { self.judge = judge }

    /// Takes a row in; hands over what came of earlier ones where that is ready.
    mutating func add(_ event: TableEvent, each: (FindingRow) throws -> Void) throws {
        if case .row(let row) = event { bytes += row.cells.bytes.count }
        events.append(event)
        if events.count >= Self.rowsMax || bytes >= Self.bytesMax { try next(each) }
    }

    /// Hands over the rest.
    mutating func finish(each: (FindingRow) throws -> Void) throws {
        try next(each)
        try next(each)
    }

    /// Begins to judge the rows that wait, and hands over what came of those before them, in their order; the first one that
    /// could not be judged ends it.
    private mutating func next(_ each: (FindingRow) throws -> Void) throws {
        let rows = judging?.rows() ?? []
        judging = events.isEmpty ? nil : Judging(events, judge)
        events.removeAll(keepingCapacity: true)
        bytes = 0
        for row in rows { try each(row.get()) }
    }
}

/// A batch on its way through other threads.
private final class Judging: Sendable {
    private typealias Judged = Result<FindingRow, any Error>

    private let group = DispatchGroup()
    private let judged = Mutex<[Judged]>([])

    init(_ events: [TableEvent], _ judge: @escaping @Sendable (TableRow) throws -> FindingRow) {
        DispatchQueue.global().async(group: group) {
            let rows = [Judged](unsafeUninitializedCapacity: events.count) { rows, count in
                // Each thread writes elements of its own, and all of them end before this goes on.
                nonisolated(unsafe) let rows = rows
                DispatchQueue.concurrentPerform(iterations: events.count) { position in
                    rows.initializeElement(at: position, to: Result { try events[position].judged(judge) })
                }
                count = events.count
            }
            self.judged.withLock { $0 = rows }
        }
    }

    /// What came of each row; waits until all are judged.
    func rows() -> [Result<FindingRow, any Error>] {
        group.wait()
        return judged.withLock { $0 }
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
