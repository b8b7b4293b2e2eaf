import CCSV

/// libcsv, fed by lines: holds the cells of the row that is under way and the rows that ended.
final class LineParser {
    private let parser: UnsafeMutablePointer<csv_parser>
    private var cells = CellBuffer()
    /// Rows that ended and were not taken yet.
    private var rows: [CellBuffer] = []
    /// A limit that a cell passed, and the position of that cell.
    private(set) var passed: (limit: String, position: Int)?

    init() {
        parser = .allocate(capacity: 1)
        start()
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
    }

    private func start() {
        let options = CSV_STRICT | CSV_STRICT_FINI
        let isReady = csv_init(parser, UInt8(options)) == 0
        precondition(isReady, "libcsv did not start")
    }

    /// Begins anew after a fault.
    func reset() {
        csv_free(parser)
        start()
        cells.removeAll()
        rows.removeAll()
        passed = nil
    }

    /// Whether the next byte begins a row.
    var isBetweenRows: Bool { parser.pointee.pstate == 0 && cells.count == 0 }

    /// Bytes of the cell that is under way.
    var cellBytes: Int { parser.pointee.entry_pos }

    /// Cells of the row that is under way.
    var cellsSoFar: Int { cells.count }

    /// Reads bytes; false where quotes stand where they may not.
    func feed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        csv_parse(parser, bytes.baseAddress, bytes.count, Self.cellEnded, Self.rowEnded, context) == bytes.count
    }

    /// Ends the text; false where a quote is still open.
    func finish() -> Bool { csv_fini(parser, Self.cellEnded, Self.rowEnded, context) == 0 }

    func takeRows() -> [CellBuffer] {
        guard !rows.isEmpty else { return [] }
        defer { rows.removeAll(keepingCapacity: true) }
        return rows
    }

    private func pass(_ limit: String) { if passed == nil { passed = (limit, cells.count) } }

    private var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    private static func of(_ context: UnsafeMutableRawPointer) -> LineParser {
        Unmanaged<LineParser>.fromOpaque(context).takeUnretainedValue()
    }

    private static let cellEnded: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
        cell,
        count,
        context in
        guard let context else { return }
        let owner = LineParser.of(context)
        guard owner.cells.count < FindingLimits.columnsMax else {
            owner.pass("columnsMax is \(FindingLimits.columnsMax)")
            return
        }
        guard count <= FindingLimits.cellBytesMax else {
            owner.pass("cellBytesMax is \(FindingLimits.cellBytesMax)")
            return
        }
        owner.cells.append(UnsafeRawBufferPointer(start: cell, count: count).assumingMemoryBound(to: UInt8.self))
    }

    private static let rowEnded: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
        guard let context else { return }
        let owner = LineParser.of(context)
        owner.rows.append(owner.cells)
        owner.cells = CellBuffer()
    }
}
