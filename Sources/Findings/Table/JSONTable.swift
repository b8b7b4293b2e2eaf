import LessonExchange
import StrictJSON

/// Reads findings from JSON: an array in a document, or one object on each line.
struct JSONTable {
    let source: SourceBytes
    let columns: TableColumns
    /// Where the array is in the document; nil for JSON Lines.
    let records: JSONPointer?

    /// Reads from the beginning to the end.
    ///
    /// - Returns: the number of rows.
    func read(_ take: (TableEvent) throws -> Void) throws -> Int {
        guard let records else { return try readLines(take) }
        let document: JSONDocument
        let text = try source.whole(max: FindingLimits.wholeBytesMax)
        do throws(JSONError) {
            document = try JSONDocument(parsing: text)
        } catch {
            let detail = error.limit.map { "\($0.name) is \($0.maximum)" }
            let record = JSONPlace.record(at: error.offset, in: text, records: records).map { place in
                ", row \(place.number)" + (shown(place.member).map { ", column \($0)" } ?? "")
            }
            let place = "\(source.name)\(record ?? ""), line \(error.line), character \(error.column)"
            throw LessonExchangeError(error.code.rawValue, detail, at: place)
        }
        guard let list = records.resolve(in: document.root), list.isArray else {
            throw LessonExchangeError("finding.table-malformed", "there is no array of records", at: source.name)
        }
        var number = 0
        for element in list.elements {
            number += 1
            try count(number)
            try take(event(element, number))
        }
        return number
    }

    private func readLines(_ take: (TableEvent) throws -> Void) throws -> Int {
        var line: [UInt8] = []
        var number = 0
        func end() throws {
            defer { line.removeAll(keepingCapacity: true) }
            guard line.contains(where: { $0 > 0x20 }) else { return }
            number += 1
            try count(number)
            let document: JSONDocument
            do throws(JSONError) {
                document = try JSONDocument(parsing: line)
            } catch {
                let member = shown(JSONPlace.record(at: error.offset, in: line, records: nil)?.member)
                let code = error.limit == nil ? "finding.row-malformed" : error.code.rawValue
                let told = error.limit.map { "\($0.name) is \($0.maximum)" } ?? error.code.rawValue
                let reason = "\(told), character \(error.column)"
                return try take(.fault(RowFault(row: number, column: member, code, reason)))
            }
            try take(event(document.root, number))
        }
        try source.text { piece in
            var rest = piece[...]
            while let stop = rest.firstIndex(of: 0x0A) {
                line += rest[rest.startIndex..<stop]
                try checkLine(line.count, number)
                try end()
                rest = rest[(stop + 1)...]
            }
            line += rest
            try checkLine(line.count, number)
        }
        try end()
        return number
    }

    /// The name of a member that may be told: those of others may hold anything.
    private func shown(_ member: String?) -> String? { member.flatMap { columns.known.contains($0) ? $0 : nil } }

    private func checkLine(_ count: Int, _ number: Int) throws {
        guard count > FindingLimits.rowBytesMax else { return }
        let limit = "rowBytesMax is \(FindingLimits.rowBytesMax)"
        throw LessonExchangeError("limit.exceeded", limit, at: "\(source.name), row \(number + 1)")
    }

    private func count(_ number: Int) throws {
        guard number > FindingLimits.rowsMax else { return }
        let limit = "rowsMax is \(FindingLimits.rowsMax)"
        throw LessonExchangeError("limit.exceeded", limit, at: "\(source.name), row \(number)")
    }

    /// The members of an object as cells, sorted by their names: order is no difference.
    private func event(_ value: JSONValue, _ number: Int) -> TableEvent {
        guard value.isObject else {
            return .fault(RowFault(row: number, column: nil, "finding.row-malformed", "it is no JSON object"))
        }
        var names: [String] = []
        var cells = CellBuffer()
        let members = value.members.map { (name: $0.name.string ?? "", value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        guard members.count <= FindingLimits.columnsMax else {
            let limit = "columnsMax is \(FindingLimits.columnsMax)"
            return .fault(RowFault(row: number, column: nil, "limit.exceeded", limit))
        }
        for member in members {
            let cell = Self.cell(member.value)
            guard cell.count <= FindingLimits.cellBytesMax else {
                let limit = "cellBytesMax is \(FindingLimits.cellBytesMax)"
                return .fault(RowFault(row: number, column: shown(member.name), "limit.exceeded", limit))
            }
            names.append(member.name)
            cell.withUnsafeBufferPointer { cells.append($0) }
        }
        for name in columns.required where !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            return .fault(RowFault(row: number, column: name, "finding.row-malformed", "it has no member \(name)"))
        }
        if let position = cells.controlAt {
            let column = columns.known.contains(names[position]) ? names[position] : nil
            return .fault(
                RowFault(row: number, column: column, "finding.row-malformed", "it holds a control character")
            )
        }
        return .row(TableRow(number: number, names: names, cells: cells))
    }

    /// A string by its value, everything else by its JSON text; null is an empty cell.
    private static func cell(_ value: JSONValue) -> [UInt8] {
        if let text = value.utf8 { return Array(text) }
        if value.kind == .null { return [] }
        return JSONTree(value).compactBytes
    }
}
