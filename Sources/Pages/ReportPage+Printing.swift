package import LessonExchange

/// The forms that a report is printed in.
package enum ReportFormat: String, CaseIterable, Sendable {
    case csv
    case markdown
    case html
}

extension ReportPage {
    /// What the cell of a row that is late ends in: words, so that nobody needs the colour.
    package static let lateWords = "days late"

    /// The words for so many days late.
    package static func late(days: Int) -> String { days == 1 ? "1 day late" : "\(days) \(lateWords)" }

    /// The report as a file, UTF-8.
    package func printed(as format: ReportFormat) throws(LessonExchangeError) -> String {
        switch format {
        case .csv: table
        case .markdown: try PageTemplates.page("report.md", model)
        case .html: try PageTemplates.page("report.html", model)
        }
    }

    /// One table of everything, RFC 4180: the section first, then every column that a section has, and `note` last for
    /// what is no row of a table.
    private var table: String {
        var columns: [String] = []
        for column in sections.flatMap({ $0.table?.columns ?? [] }) where !columns.contains(column) {
            columns.append(column)
        }
        let blank = Array(repeating: "", count: columns.count)
        func note(_ section: String, _ text: String) -> String { CSVText.line([section] + blank + [text]) }
        var out = CSVText.line(["section"] + columns + ["note"])
        for text in [title, organisation, scope, "Made on \(made)."] { out += note("report", text) }
        for section in sections {
            for text in section.paragraphs { out += note(section.heading, text) }
            let rows = section.table?.rows ?? []
            if rows.isEmpty { out += note(section.heading, section.empty) }
            let places = (section.table?.columns ?? []).map { name in columns.firstIndex(of: name) ?? 0 }
            for row in rows {
                var cells = blank
                for (place, text) in zip(places, row) { cells[place] = text }
                out += CSVText.line([section.heading] + cells + [""])
            }
        }
        for text in notes { out += note("notes", text) }
        return out
    }

    private var model: [String: Any] {
        [
            "title": title, "organisation": organisation, "made": made, "scope": scope, "form": "report",
            "sections": sections.enumerated().map { number, section in Self.model(section, number: number + 1) },
            "hasNotes": !notes.isEmpty, "notes": notes,
        ]
    }

    private static func model(_ section: Section, number: Int) -> [String: Any] {
        let tables = [section.table].compactMap { $0 }.filter { !$0.rows.isEmpty && !$0.columns.isEmpty }
        return [
            "number": number, "heading": section.heading, "paragraphs": section.paragraphs, "empty": section.empty,
            "isEmpty": tables.isEmpty,
            "tables": tables.map { table -> [String: Any] in
                ["columns": table.columns, "rows": table.rows.map { model($0, columns: table.columns.count) }]
            },
        ]
    }

    private static func model(_ row: [String], columns: Int) -> [String: Any] {
        let cells = (row + Array(repeating: "", count: columns)).prefix(columns)
        return [
            "head": cells.first ?? "", "headKind": kind(of: cells.first ?? ""),
            "cells": cells.dropFirst().map { text -> [String: Any] in
                ["text": text, "kind": kind(of: text)]
            },
        ]
    }

    /// How a cell is shown: what is late in another colour, too, and what is as short as a date on one line.
    private static func kind(of text: String) -> String {
        if text.hasSuffix("late"), text.contains(" day") { return "late" }
        return text.utf8.count <= shortMost && !text.contains(" ") ? "short" : "long"
    }

    private static let shortMost = 12
}
