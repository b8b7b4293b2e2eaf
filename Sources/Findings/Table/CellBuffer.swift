/// The cells of a row, one behind the other, trimmed and normalised.
struct CellBuffer {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []
    /// Position of the first cell with a control character, from 0.
    private(set) var controlAt: Int?

    var count: Int { ends.count }

    mutating func append(_ cell: UnsafeBufferPointer<UInt8>) {
        if CellText.appendNormalised(cell, to: &bytes), controlAt == nil { controlAt = ends.count }
        ends.append(bytes.count)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        controlAt = nil
    }

    func cell(_ position: Int) -> ArraySlice<UInt8> {
        bytes[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
    }

    /// Position of the first cell that is no UTF-8, from 0.
    var damageAt: Int? {
        ends.indices.first { position in
            cell(position).withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) == nil }
        }
    }

    /// The same for the same cells in one run of the program, and in no other.
    var fingerprint: UInt64 {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        ends.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

/// A row of a table, or an element or a line of JSON, with a name for each cell.
struct TableRow {
    /// From 1 after the header.
    let number: Int
    let names: [String]
    let cells: CellBuffer

    /// The bytes of a cell by the name of its column; nil when there is none.
    func bytes(_ name: String) -> ArraySlice<UInt8>? {
        names.firstIndex { $0.utf8.elementsEqual(name.utf8) }.map { cells.cell($0) }
    }

    /// The text of a cell; empty where there is none.
    func text(_ name: String) -> String { bytes(name).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}

/// What a reader of tables hands over: its rows, and places where it could not read one.
enum TableEvent {
    case row(TableRow)
    case fault(RowFault)
}
