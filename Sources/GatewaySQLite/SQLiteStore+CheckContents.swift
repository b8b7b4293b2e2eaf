import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import StrictJSON

/// How many rows statements account for; whatever else is in the tables, nobody said.
struct AccountedRows {
    var lessons = 0
    var copies = 0
    var codes = 0
    var supersessions = 0
    var withdrawals = 0
    var responses = 0
    /// Whether every statement could be read.
    var isComplete = true
}

/// What was taken in of statements, against what they say.
extension StoreCheck {
    mutating func checkContent(_ statement: CheckedStatement) throws {
        switch statement.content {
        case .bundle(let bundle): try checkBundle(bundle, statement)
        case .withdrawal(let withdrawal): try checkWithdrawals([withdrawal], statement)
        case .response(let response): try checkResponse(response, statement)
        case .other where statement.kind == .statusList:
            let lines = statement.root["withdrawn"]?.elements ?? []
            try checkWithdrawals(lines.map { WithdrawalFacts(listed: $0) }, statement)
        case .receipt, .epoch, .other: break
        }
    }

    private mutating func checkBundle(_ bundle: BundleFacts, _ statement: CheckedStatement) throws {
        let lookUp = try database.cachedStatement(sql: "SELECT * FROM lesson WHERE lesson_id = ? AND version = ?")
        let copy = try database.cachedStatement(
            sql: "SELECT 1 FROM lesson_copy WHERE lesson_id = ? AND version = ? AND statement = ?"
        )
        var replaced: Set<[UInt8]> = []
        for lesson in bundle.lessons {
            let row = try Row.fetchOne(lookUp, arguments: [lesson.lessonID, lesson.version])
            if let row, row["statement"] as Int64 == statement.id {
                rows.lessons += 1
                compare(row, lesson, bundle, statement)
                try checkCodes(of: lesson, row["id"])
                try checkReplaced(by: lesson, statement, &replaced)
            } else if try Row.fetchOne(copy, arguments: [lesson.lessonID, lesson.version, statement.id]) != nil {
                rows.copies += 1
            } else {
                find("lesson.missing", statement.place, "a lesson of it is not kept")
            }
        }
    }

    private mutating func compare(
        _ row: Row,
        _ lesson: LessonFacts,
        _ bundle: BundleFacts,
        _ statement: CheckedStatement
    ) {
        let texts: [(column: String, said: String)] = [
            ("title", lesson.title), ("publisher", statement.signer), ("record_kind", lesson.recordKind),
            ("source_type", lesson.sourceType), ("themes", lesson.themes.joined(separator: " ")),
            ("service_lines", lesson.serviceLines.joined(separator: " ")), ("issued", bundle.issued),
        ]
        var differing = texts.filter { !Self.isSame(row[$0.column] as String?, $0.said) }.map(\.column)
        if row.bytes("form") != lesson.form.bytes { differing.append("form") }
        if row.bytes("sketch") != lesson.sketch.bytes { differing.append("sketch") }
        if row["is_own"] as Bool != statement.isOwn { differing.append("is_own") }
        let (isPublic, saysPublic): (Bool, Bool) = (row["is_public"], Self.isSame("public", bundle.marking))
        // A narrower version makes earlier ones less public than they say, never more.
        let isLess = saysPublic && !isPublic && statement.isNarrowed
        if isPublic != saysPublic, !isLess { differing.append("is_public") }
        guard !differing.isEmpty else { return }
        find(
            "lesson.differs",
            "\(lesson.lessonID) version \(lesson.version)",
            "its statement says otherwise: \(differing.joined(separator: ", "))"
        )
    }

    private mutating func checkCodes(of lesson: LessonFacts, _ id: Int64) throws {
        let lookUp = try database.cachedStatement(
            sql: "SELECT 1 FROM lesson_code WHERE kind = ? AND code = ? AND lesson = ?"
        )
        var seen: Set<[UInt8]> = []
        var isWhole = true
        for item in LessonIndex.codes(of: lesson) where seen.insert(Self.key(item.code, item.kind)).inserted {
            let isKept = try Row.fetchOne(lookUp, arguments: [item.kind, item.code, id]) != nil
            if isKept { rows.codes += 1 } else { isWhole = false }
        }
        if !isWhole {
            let place = "\(lesson.lessonID) version \(lesson.version)"
            find("lesson.codes", place, "it is not found by a theme, service line or source that it names")
        }
    }

    /// Two texts as one key, as the file tells them apart.
    private static func key(_ text: String, _ other: String) -> [UInt8] {
        Array(text.utf8.prefix { $0 != 0 }) + [0] + Array(other.utf8)
    }

    private mutating func checkReplaced(
        by lesson: LessonFacts,
        _ statement: CheckedStatement,
        _ seen: inout Set<[UInt8]>
    ) throws {
        let lookUp = try database.cachedStatement(
            sql: "SELECT 1 FROM supersession WHERE lesson_id = ? AND up_to = ? AND statement = ?"
        )
        for other in StatementWriter.replaced(by: lesson, signer: statement.signer)
        where seen.insert(Self.key(other.lessonID, "\(other.version)")).inserted {
            if try Row.fetchOne(lookUp, arguments: [other.lessonID, other.version, statement.id]) != nil {
                rows.supersessions += 1
            } else {
                find("supersession.missing", statement.place, "a lesson that it replaces is not noted")
            }
        }
    }

    /// What a withdrawal names, with the reasons and dates that it gives.
    private struct Named {
        let lessonID: String
        let upTo: Int
        var words: [(reason: String, effective: String)] = []
    }

    private mutating func checkWithdrawals(_ facts: [WithdrawalFacts], _ statement: CheckedStatement) throws {
        var named: [[UInt8]: Named] = [:]
        for fact in facts {
            for lesson in fact.lessons {
                let first = Named(lessonID: lesson.lessonID, upTo: lesson.versionsUpTo)
                let key = Self.key(lesson.lessonID, "\(lesson.versionsUpTo)")
                named[key, default: first].words.append((reason: fact.reason, effective: fact.effective))
            }
        }
        let lookUp = try database.cachedStatement(
            sql: "SELECT reason, effective FROM withdrawal WHERE lesson_id = ? AND up_to = ? AND statement = ?"
        )
        var kept = 0
        for one in named.values {
            guard let row = try Row.fetchOne(lookUp, arguments: [one.lessonID, one.upTo, statement.id])
            else { continue }
            kept += 1
            let isSaid = one.words.contains { word in
                Self.isSame(row["reason"], word.reason) && Self.isSame(row["effective"], word.effective)
            }
            if !isSaid { find("withdrawal.differs", statement.place, "it says another reason or date") }
        }
        rows.withdrawals += kept
        // A list counts where nothing else has told so, and some of ours are for those outside alone.
        let mayLack = statement.kind == .statusList || (statement.isOwn && kept == 0)
        if kept < named.count, !mayLack {
            find("withdrawal.missing", statement.place, "a lesson that it takes back is not noted")
        }
    }

    private mutating func checkResponse(_ response: ResponseFacts, _ statement: CheckedStatement) throws {
        let lookUp = try database.cachedStatement(sql: "SELECT * FROM response WHERE statement = ?")
        guard let row = try Row.fetchOne(lookUp, arguments: [statement.id]) else {
            return find("response.missing", statement.place, "what it says is not kept")
        }
        rows.responses += 1
        let texts: [(column: String, said: String?)] = [
            ("responder", statement.signer), ("lesson_id", response.lessonID),
            ("subject", StatementWriter.subject(of: response)), ("position", response.position),
            ("issued", response.issued), ("source_key", StatementWriter.sourceKey(of: response)),
        ]
        let differing = texts.filter { !Self.isSame(row[$0.column] as String?, $0.said) }.map(\.column)
        if !differing.isEmpty {
            let names = differing.joined(separator: ", ")
            find("response.differs", statement.place, "its statement says otherwise: \(names)")
        }
    }

    /// Rows that no statement says; what is left of erased ones cannot be compared.
    mutating func checkSurplus() throws {
        // Of a damaged statement nobody knows what it said.
        guard rows.isComplete else { return }
        let direct: [(table: String, code: String, accounted: Int)] = [
            ("lesson", "lesson.stray", rows.lessons), ("lesson_copy", "lesson.stray", rows.copies),
            ("supersession", "supersession.stray", rows.supersessions),
            ("withdrawal", "withdrawal.stray", rows.withdrawals), ("response", "response.stray", rows.responses),
        ]
        for item in direct {
            let readable = "JOIN statement ON statement.id = \(item.table).statement WHERE envelope IS NOT NULL"
            try count("\(item.table) \(readable)", item.table, item.code, item.accounted)
        }
        let codes = """
            lesson_code JOIN lesson ON lesson.id = lesson_code.lesson JOIN statement ON statement.id = lesson.statement
            WHERE envelope IS NOT NULL
            """
        try count(codes, "lesson_code", "lesson.codes", rows.codes)
    }

    private mutating func count(_ source: String, _ table: String, _ code: String, _ accounted: Int) throws {
        let kept = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(source)") ?? 0
        if kept > accounted { find(code, table, "\(kept - accounted) rows that no statement says") }
    }
}
