package import Findings
import Signatures
package import StrictJSON

/// What became of every row of a source.
package struct FindingImportReport: Sendable {
    /// What became of one row.
    package struct Row: Sendable {
        package let row: Int
        /// `imported`, `stub`, `unchanged`, `new-version`, `quarantined` or `repeated`.
        package let outcome: String
        package var number: Int64?
        package var changed: [String] = []
        /// Whether it was closed or not relevant, and is in triage again.
        package var isReopened = false
        /// Sentences that every report of the form has, and that were not taken.
        package var leftOut = 0
        /// Columns whose documents are in the folder of documents and cannot be read.
        package var unreadableDocuments: [String] = []
        /// Another finding of the same body's reference.
        package var sameReferenceAs: Int64?
    }

    package internal(set) var source: SourceFile
    /// New ones with their words.
    package internal(set) var imported = 0
    /// New ones whose words are in a document that somebody has to read.
    package internal(set) var stubs = 0
    package internal(set) var unchanged = 0
    package internal(set) var newVersions = 0
    /// Of these, those that were closed or not relevant and are in triage again.
    package internal(set) var reopened = 0
    /// Rows that stand in the source twice.
    package internal(set) var repeated = 0
    package internal(set) var quarantined = 0
    /// New ones that came into triage.
    package internal(set) var triage = 0
    /// Of these, those that name us.
    package internal(set) var duties = 0
    package internal(set) var rows: [Row] = []
    package internal(set) var faults: [RowFault] = []
    package internal(set) var questions: [RowQuestion] = []
    /// Rows that name classes of providers, where the configuration does not say which are ours.
    package internal(set) var unclassed = 0
    /// New ones in triage that lessons cover.
    package internal(set) var coveredBy: [(number: Int64, lessons: [Coverage])] = []
    /// New ones in triage to whose sources partners have said something.
    package internal(set) var answeredBy: [(number: Int64, positions: [ResponseRow])] = []
    /// Whether there was more than is listed; counts are whole.
    package internal(set) var isCut = false

    /// Of each list.
    private static let listed = 10_000

    init(source: SourceFile) { self.source = source }

    mutating func add(_ row: Row) {
        if rows.count < Self.listed { rows.append(row) } else { isCut = true }
    }

    mutating func add(_ faults: [RowFault], _ questions: [RowQuestion]) {
        let (faultsLeft, questionsLeft) = (Self.listed - self.faults.count, Self.listed - self.questions.count)
        isCut = isCut || faults.count > faultsLeft || questions.count > questionsLeft
        self.faults += faults.prefix(faultsLeft)
        self.questions += questions.prefix(questionsLeft)
    }

    mutating func add(_ number: Int64, coveredBy lessons: [Coverage]) {
        guard !lessons.isEmpty else { return }
        if coveredBy.count < Self.listed { coveredBy.append((number, lessons)) } else { isCut = true }
    }

    mutating func add(_ number: Int64, answeredBy positions: [ResponseRow]) {
        guard !positions.isEmpty else { return }
        if answeredBy.count < Self.listed { answeredBy.append((number, positions)) } else { isCut = true }
    }

    package var tree: JSONTree {
        .object(of: [
            "source": source.tree, "imported": .integer(imported), "stubs": .integer(stubs),
            "unchanged": .integer(unchanged), "newVersions": .integer(newVersions), "repeated": .integer(repeated),
            "quarantined": .integer(quarantined), "triage": .integer(triage), "duties": .integer(duties),
            "reopened": .integer(reopened),
            "rows": .array(rows.map(Self.tree)), "faults": .array(faults.map(\.tree)),
            "questions": .array(questions.map(\.tree)),
            "coveredBy": .array(
                coveredBy.map { item in
                    .object(of: [
                        "number": .integer(Int(item.number)), "lessons": .array(item.lessons.map(\.tree)),
                    ])
                }
            ),
            "answeredBy": .array(
                answeredBy.map { item in
                    .object(of: [
                        "number": .integer(Int(item.number)), "positions": .array(item.positions.map(\.tree)),
                    ])
                }
            ),
            "unclassed": unclassed > 0 ? .integer(unclassed) : nil, "isCut": isCut ? .boolean(true) : nil,
        ])
    }

    private static func texts(_ list: [String]) -> JSONTree? { list.isEmpty ? nil : .array(list.map { .string($0) }) }

    private static func tree(_ row: Row) -> JSONTree {
        .object(of: [
            "row": .integer(row.row), "outcome": .string(row.outcome), "number": row.number.map { .integer(Int($0)) },
            "changed": texts(row.changed), "isReopened": row.isReopened ? .boolean(true) : nil,
            "leftOut": row.leftOut > 0 ? .integer(row.leftOut) : nil,
            "unreadableDocuments": texts(row.unreadableDocuments),
            "sameReferenceAs": row.sameReferenceAs.map { .integer(Int($0)) },
        ])
    }
}

extension SourceFile {
    fileprivate var tree: JSONTree {
        .object(of: [
            "digest": .string(digest.description), "bytes": .integer(bytes), "format": .string(format.rawValue),
            "encoding": .string(encoding), "rows": .integer(rows),
        ])
    }
}

extension RowFault {
    fileprivate var tree: JSONTree {
        .object(of: [
            "row": .integer(row), "column": column.map { .string($0) }, "code": .string(code),
            "reason": .string(reason), "remedy": .string(remedy),
        ])
    }
}

extension RowQuestion {
    fileprivate var tree: JSONTree {
        .object(of: [
            "row": .integer(row), "column": .string(column), "kind": .string(kind.rawValue),
            "spelling": .string(spelling),
        ])
    }
}
