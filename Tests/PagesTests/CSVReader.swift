/// Reads RFC 4180 strictly: nil for anything else, and where rows differ in length.
enum CSVReader {
    static func rows(_ text: String) -> [[String]]? {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var wasQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if isQuoted {
                if scalar != "\"" {
                    cell.unicodeScalars.append(scalar)
                } else if scalars.first == "\"" {
                    cell += "\""
                    scalars.removeFirst()
                } else {
                    (isQuoted, wasQuoted) = (false, true)
                }
            } else if scalar == "\"" {
                guard cell.isEmpty, !wasQuoted else { return nil }
                isQuoted = true
            } else if scalar == "," || scalar == "\r" {
                row.append(cell)
                (cell, wasQuoted) = ("", false)
                guard scalar == "\r" else { continue }
                guard scalars.popFirst() == "\n" else { return nil }
                rows.append(row)
                row = []
            } else {
                guard !wasQuoted, scalar != "\n" else { return nil }
                cell.unicodeScalars.append(scalar)
            }
        }
        let isWhole = row.isEmpty && cell.isEmpty && !isQuoted && Set(rows.map(\.count)).count <= 1
        return isWhole ? rows : nil
    }
}
