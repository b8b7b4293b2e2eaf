import Findings
import LessonExchange
package import Pages
import Signatures
import StrictJSON

/// A lesson as it goes on paper or on a page.
package struct PrintedPage: Sendable {
    package let text: String
    /// The lesson that it is.
    package let row: LessonRow
    /// What its words ask of a reader; nil for what staff read.
    package let readingAge: ReadingAge?
}

extension Gateway {
    /// Hexadecimal digits of a digest that a printed page carries.
    private static let printedDigits = 16

    /// Prints a lesson that is here and may still be used.
    ///
    /// `name`: its id, the digest of its bundle, or the digits of it that a printed page carries.
    /// One with a content note goes to a notice board where a person has decided so, see ``allowBoard(_:version:by:)``.
    package func printed(
        _ name: String,
        as form: LessonPrint,
        format: PageFormat
    ) async throws -> PrintedPage {
        let row = try await lesson(named: name)
        // What was taken back, or may yet be, goes on no wall.
        guard row.state != "withdrawn" else { throw LessonExchangeError("lesson.withdrawn", at: row.lessonID) }
        guard row.state != "held" else { throw LessonExchangeError("lesson.not-found", "it is held", at: row.lessonID) }
        // A notice board and a web page are open to everybody.
        guard row.isPublic || !form.isForPatients else {
            throw LessonExchangeError("page.not-public", at: row.lessonID)
        }
        guard let bytes = try await store.statement(row.digest)?.envelope else {
            throw LessonExchangeError("statement.erased")
        }
        guard let envelope = try? JWSEnvelope(parsing: bytes),
            let payload = try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload).root,
            let lesson = payload["lessons"]?.elements.first(where: {
                $0["lessonId"]?.isString(equalTo: row.lessonID) ?? false
            })
        else { throw LessonExchangeError("store.damaged", "a bundle cannot be read", at: row.digest.description) }
        let page = try PrintedLesson(
            lesson: lesson,
            digest: row.digest,
            publisherName: publisherName(of: row),
            contact: payload["publisher"]?["contact"]?.string ?? "",
            issued: row.issued,
            standing: row.state
        )
        let isAllowed = try await isBoardAllowed(row)
        let text = try page.printed(as: form, format: format, allowsBoard: isAllowed)
        // The words of the flyer may say what no note says: notes are codes that somebody has to think of.
        if form == .flyer, !isAllowed, Self.needsDecision(lesson["patientVersion"]?.string ?? "") {
            let why = "its words tell of suicide or self-harm"
            throw LessonExchangeError("page.board-undecided", why, at: row.lessonID)
        }
        return PrintedPage(
            text: text,
            row: row,
            readingAge: form.isForPatients ? page.readingAge : nil
        )
    }

    private static func needsDecision(_ text: String) -> Bool {
        !Set(ContentNotes.notes(in: [text])).isDisjoint(with: ["suicide", "self-harm"])
    }

    /// Keeps that a person has decided: a version of a lesson may hang on a notice board although it has a content note.
    ///
    /// `version`: nil for the newest, or the one that a digest names.
    package func allowBoard(_ name: String, version: Int? = nil, by actor: Actor) async throws -> LessonRow {
        var row = try await lesson(named: name)
        if let version, version != row.version {
            guard let other = try await store.versions(of: row.lessonID).first(where: { $0.version == version }) else {
                throw LessonExchangeError("lesson.not-found", "it has no such version", at: row.lessonID)
            }
            row = other
        }
        guard row.state != "withdrawn" else { throw LessonExchangeError("lesson.withdrawn", at: row.lessonID) }
        guard row.state != "held" else { throw LessonExchangeError("lesson.not-found", "it is held", at: row.lessonID) }
        try await store.commitDecision(
            DuplicateDecision(
                subject: row.lessonID,
                lessonID: row.lessonID,
                version: row.version,
                relation: DuplicateDecision.boardAllowed,
                person: actor.person,
                at: clock()
            ),
            audit: audit(actor, "page.board-decided", "\(row.lessonID) version \(row.version)")
        )
        return row
    }

    private func isBoardAllowed(_ row: LessonRow) async throws -> Bool {
        try await store.decisions(about: row.lessonID).contains {
            $0.relation == DuplicateDecision.boardAllowed && $0.version == row.version
                && $0.lessonID.utf8.elementsEqual(row.lessonID.utf8)
        }
    }

    /// The lessons whose bundle has a digest that begins with the digits of a printed page.
    ///
    /// Blanks and case do not count.
    package func lessons(printedDigits text: String) async throws -> [LessonRow] {
        let bare = text.lowercased().filter { $0 != " " && $0 != "-" }
        let digits = bare.hasPrefix("sha256:") ? String(bare.dropFirst(7)) : bare
        let isHexadecimal = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHexadecimal, (Self.printedDigits...64).contains(digits.utf8.count) else {
            throw LessonExchangeError("request.malformed", "a page carries \(Self.printedDigits) hexadecimal digits")
        }
        let rows = try await store.lessons(withDigestPrefix: digits)
        guard !rows.isEmpty else {
            throw LessonExchangeError(
                "lesson.not-found",
                "no bundle here has a digest that begins so",
                remedy: "Compare each digit; if they are right, ask whom the page names as its contact."
            )
        }
        return rows
    }

    private func lesson(named name: String) async throws -> LessonRow {
        if StatementIDs.isWellFormed(name) {
            guard let newest = try await store.versions(of: name).first else {
                throw LessonExchangeError("lesson.not-found", at: name)
            }
            return newest
        }
        var rows: [LessonRow] = []
        if let digest = Digest(name) {
            rows = try await store.lessons(in: digest)
        } else {
            rows = try await lessons(printedDigits: name)
        }
        guard let row = rows.first else { throw LessonExchangeError("lesson.not-found", at: name) }
        guard rows.count == 1 else {
            throw LessonExchangeError("request.malformed", "the bundle holds \(rows.count) lessons: name one by its id")
        }
        return row
    }

    /// Name of the publisher of a lesson as the federation has it.
    package func publisherName(of row: LessonRow) -> String {
        trust.current.member(row.publisher)?.name ?? row.publisher
    }

    /// Whether a lesson still counts, in words, with the day on which that was so.
    package func standing(of row: LessonRow) -> String {
        let day = clock().day
        return switch row.state {
        case "active": "It stands, as of \(day)."
        case "superseded": "A newer version has replaced it, as of \(day)."
        case "withdrawn": "Its publisher has taken it back: take the page down."
        default: "It is held and waits for a decision, as of \(day)."
        }
    }
}
