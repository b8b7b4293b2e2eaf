/// Which references a table uses more than once, counted before a row is handed over: so the order of rows is no matter.
///
/// Keeps hashes alone, some tens of bytes for each row. References of two bodies in one table are two.
struct ReferenceCount {
    enum Verdict: Equatable {
        case single
        /// The same row, in every cell, stood there before.
        case repeated(of: Int)
        /// Other cells go by the same reference.
        case contradicted
    }

    private struct Seen {
        let fingerprint: UInt64
        let row: UInt32
        var isContradicted = false
    }

    private var seen: [UInt64: Seen] = [:]

    mutating func add(_ row: TableRow, reference column: String, issuer: String?) {
        guard let key = Self.key(row, column, issuer) else { return }
        let fingerprint = row.fingerprint
        guard let known = seen[key] else {
            seen[key] = Seen(fingerprint: fingerprint, row: UInt32(row.number))
            return
        }
        if known.fingerprint != fingerprint { seen[key]?.isContradicted = true }
    }

    func verdict(_ row: TableRow, reference column: String, issuer: String?) -> Verdict {
        guard let key = Self.key(row, column, issuer), let known = seen[key] else { return .single }
        if known.isContradicted { return .contradicted }
        return known.row == row.number ? .single : .repeated(of: Int(known.row))
    }

    private static func key(_ row: TableRow, _ column: String, _ issuer: String?) -> UInt64? {
        guard let cell = row.bytes(column), !cell.isEmpty else { return nil }
        var hasher = Hasher()
        hasher.combine(issuer)
        cell.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension TableRow {
    /// The same for the same cells in one run of the program, and in no other.
    var fingerprint: UInt64 {
        var hasher = Hasher()
        for name in names { hasher.combine(name) }
        hasher.combine(cells.fingerprint)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
