import LessonExchange

/// Reads a table in CSV with libcsv, strictly, in constant memory.
///
/// libcsv is fed line by line, so that it is known where each row begins: after a row with stray quotes reading goes on
/// behind it where its end can be told, else at the line behind the one in which it began; what is lost is one row.
final class CSVTable {
    private let source: SourceBytes
    private let columns: TableColumns
    private let parser = LineParser()
    /// From the first byte of the row that is under way.
    private var text: [UInt8] = []
    /// How much of it went to the parser.
    private var fed = 0
    private var rowStart = 0
    /// The rest of a line belongs to a fault that was told.
    private var isSkipping = false
    /// The end of a row that was told as a fault is still to be found.
    private var isWaiting = false
    /// There is no more text to come.
    private var isLast = false
    /// Looks for the ends of rows with stray quotes that are still allowed: they read on, and a hostile table has many.
    private var looks = 2_000
    private var names: [String]?
    private var number = 0

    init(_ source: SourceBytes, columns: TableColumns) {
        self.source = source
        self.columns = columns
    }

    /// Reads from the beginning to the end.
    ///
    /// - Returns: the number of rows.
    func read(_ take: (TableEvent) throws -> Void) throws -> Int {
        try source.text { piece in
            if isSkipping {
                guard let end = piece.firstIndex(where: LineEnds.isEnd) else { return }
                isSkipping = false
                text += piece[(end + 1)...]
            } else {
                text += piece
            }
            try feed(take)
        }
        isLast = true
        while true {
            try feed(take)
            let isWhole = parser.finish()
            try checkLimits()
            try deliver(take)
            if isWhole { break }
            // A quote was open to the end of the file.
            _ = try fault(take)
            if text.isEmpty { break }
        }
        guard names != nil else {
            throw LessonExchangeError("finding.table-malformed", "there is no header", at: source.name)
        }
        return number
    }

    /// Gives the parser what there is, line by line; a line ends with CR, LF or both.
    private func feed(_ take: (TableEvent) throws -> Void) throws {
        if isWaiting, !(try recover()) { return }
        while fed < text.count {
            let isRead = text.withUnsafeBufferPointer { all in
                let end = LineEnds.next(all, from: fed)
                defer { fed = end }
                return parser.feed(UnsafeBufferPointer(rebasing: all[fed..<end]))
            }
            try checkLimits()
            try deliver(take)
            if isRead {
                if parser.isBetweenRows { rowStart = fed }
            } else if !(try fault(take)) {
                break
            }
        }
        text.removeFirst(rowStart)
        fed -= rowStart
        rowStart = 0
    }

    /// Tells of a row whose quotes cannot be read, and goes behind it.
    ///
    /// - Returns: false where more of the text has to be there before its end can be looked for.
    private func fault(_ take: (TableEvent) throws -> Void) throws -> Bool {
        guard names != nil else {
            throw LessonExchangeError("finding.table-malformed", "quotes of the header", at: source.name)
        }
        let column = columns.shown(names, parser.cellsSoFar)
        try take(.fault(try next("finding.row-malformed", column, "quotes stand where they may not, or stay open")))
        parser.reset()
        return try recover()
    }

    /// Goes to the end of a row that was told as a fault.
    private func recover() throws -> Bool {
        let extent = text.withUnsafeBufferPointer { all in
            looks > 0 ? RowExtent.end(all, from: rowStart, cells: names?.count ?? 0, isLast: isLast) : .unclear
        }
        isWaiting = extent == .unfinished
        if isWaiting {
            fed = text.count
            return false
        }
        looks -= 1
        if case .end(let end) = extent {
            (rowStart, fed) = (end, end)
        } else if let end = text[rowStart...].firstIndex(where: LineEnds.isEnd) {
            (rowStart, fed) = (end + 1, end + 1)
        } else {
            text.removeAll(keepingCapacity: true)
            (rowStart, fed) = (0, 0)
            isSkipping = true
        }
        return true
    }

    /// A fault of the next row, which counts as one.
    private func next(_ code: String, _ column: String?, _ reason: String) throws -> RowFault {
        try count()
        return RowFault(row: number, column: column, code, reason)
    }

    private func count() throws {
        number += 1
        guard number <= FindingLimits.rowsMax else {
            throw LessonExchangeError(
                "limit.exceeded",
                "rowsMax is \(FindingLimits.rowsMax)",
                at: "\(source.name), row \(number)"
            )
        }
    }

    /// Hands over the rows that ended.
    private func deliver(_ take: (TableEvent) throws -> Void) throws {
        for cells in parser.takeRows() {
            guard let names else {
                guard !source.isDamaged || cells.damageAt == nil else {
                    throw LessonExchangeError("finding.encoding", "the header is no UTF-8", at: source.name)
                }
                names = try columns.names(cells, source.name)
                continue
            }
            if cells.count != names.count {
                let reason = "it has \(cells.count) cells, and the header \(names.count)"
                try take(.fault(try next("finding.row-malformed", nil, reason)))
            } else if let position = cells.controlAt {
                let column = columns.shown(names, position)
                try take(.fault(try next("finding.row-malformed", column, "it holds a control character")))
            } else if source.isDamaged, let position = cells.damageAt {
                let column = columns.shown(names, position)
                try take(.fault(try next("finding.row-malformed", column, "it holds bytes that are no UTF-8")))
            } else {
                try count()
                try take(.row(TableRow(number: number, names: names, cells: cells)))
            }
        }
    }

    private func checkLimits() throws {
        let position = parser.passed?.position ?? parser.cellsSoFar
        var limit = parser.passed?.limit
        if parser.cellBytes > FindingLimits.cellBytesMax { limit = "cellBytesMax is \(FindingLimits.cellBytesMax)" }
        if fed - rowStart > FindingLimits.rowBytesMax { limit = "rowBytesMax is \(FindingLimits.rowBytesMax)" }
        guard let limit else { return }
        let row = names == nil ? "header" : "row \(number + 1)"
        let column = columns.shown(names, position) ?? "\(position + 1)"
        throw LessonExchangeError(
            "limit.exceeded",
            limit,
            at: "\(source.name), \(row), column \(column)",
            remedy: "Mend that row; a quote that stays open takes all that follows it for one cell."
        )
    }
}

/// The columns that a format has.
struct TableColumns {
    /// Without these the table is not of the format.
    let required: [String]
    /// Those that are told by their names; of others a report gives the number, for a header may hold anything.
    let known: Set<String>

    init(required: [String], optional: [String]) {
        self.required = required
        known = Set(required + optional)
    }

    /// The names of a header, those that are known as the format writes them.
    func names(_ header: CellBuffer, _ file: String) throws -> [String] {
        let names = (0..<header.count).map { String(decoding: header.cell($0), as: UTF8.self) }
        // Only the case of names that we know may differ: a mapping file says how others are written.
        let plain = names.map { name in
            if known.contains(name) { return name }
            let alike = known.filter { $0.lowercased() == name.lowercased() }
            return alike.count == 1 ? alike.first ?? name : name
        }
        for name in required where !plain.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            throw LessonExchangeError("finding.column-missing", "there is no column \(name)", at: file)
        }
        for name in known where plain.count(where: { $0.utf8.elementsEqual(name.utf8) }) > 1 {
            throw LessonExchangeError("finding.table-malformed", "two columns are named \(name)", at: file)
        }
        return plain
    }

    /// The name of a column that may be told, or its number.
    func shown(_ names: [String]?, _ position: Int) -> String? {
        guard let names, position < names.count else { return nil }
        return known.contains(names[position]) ? names[position] : "\(position + 1)"
    }
}

extension RowFault {
    /// A fault with the remedy of its code.
    init(row: Int, column: String?, _ code: String, _ reason: String? = nil) {
        let known = ErrorCode(named: code)
        self.init(
            row: row,
            column: column,
            code: code,
            reason: reason ?? known?.meaning ?? "",
            remedy: known?.remedy ?? ""
        )
    }
}
