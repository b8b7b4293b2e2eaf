package import LessonExchange
package import Signatures
package import StrictJSON

/// One lesson as it was published, ready to be printed for those who read it.
///
/// Every page carries a number that whoever holds it can ask about: the beginning of the digest of the signed bundle.
package struct PrintedLesson: Sendable {
    let lesson: JSONValue
    let digest: Digest
    let publisherName: String
    let contact: String
    let issued: String
    let standing: String
    /// How old readers have to be for the version for patients; nil where there is none.
    ///
    /// For whoever makes a flyer: it is not printed.
    package let readingAge: ReadingAge?

    /// Takes a lesson of a verified bundle with the digest of that bundle.
    ///
    /// `contact`: a role's mailbox or a team's telephone, empty where the publisher gave none; `issued`: a day or a
    /// moment; `standing`: `active`, or `superseded`, `withdrawn` or `held`. Throws `schema.violation` for what is no
    /// lesson.
    package init(
        lesson: JSONValue,
        digest: Digest,
        publisherName: String,
        contact: String,
        issued: String,
        standing: String
    ) throws(LessonExchangeError) {
        guard lesson["title"]?.string != nil, lesson["whatWeLearned"]?.isArray == true,
            lesson["reviewDue"]?.string != nil
        else { throw LessonExchangeError("schema.violation", "this is no lesson") }
        self.lesson = lesson
        self.digest = digest
        self.publisherName = PageText.line(publisherName)
        let role = PageText.line(contact)
        self.contact = role.isEmpty ? "no contact given" : role
        self.issued = issued
        self.standing = standing
        readingAge = lesson["patientVersion"]?.string.flatMap { ReadingAge(of: $0) }
    }

    /// The first 16 digits of the digest: what `lesson-gateway lesson` takes.
    package var shortDigest: String { String(digest.hex.prefix(16)) }

    /// The same in groups of four, to be read out.
    package var number: String {
        let digits = Array(shortDigest)
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: " ")
    }

    /// The page, UTF-8.
    ///
    /// `allowsBoard`: a person has decided that a lesson with a note on suicide or self-harm may go to a notice board.
    ///
    /// Throws `page.not-standing` and `page.no-patient-version` for flyer and web page, and `page.board-undecided` for
    /// a flyer.
    package func printed(
        as form: LessonPrint,
        format: PageFormat,
        allowsBoard: Bool
    ) throws(LessonExchangeError) -> String {
        let model: [String: Any]
        switch form {
        case .bulletin: model = staffModel("Learning bulletin", facts: facts, sections: bulletin, layout: "text")
        case .briefing:
            model = staffModel("7-minute briefing", facts: [briefingOrigin], sections: briefing, layout: "panels")
        case .flyer, .webPage: model = try patientModel(form, allowsBoard: allowsBoard)
        }
        let name = form.isForPatients ? "patient" : "lesson"
        return try PageTemplates.page(format == .html ? "\(name).html" : "\(name).md", model)
    }

    private func staffModel(_ form: String, facts: [String], sections: [PanelText], layout: String) -> [String: Any] {
        let own: [String: Any] = [
            "title": text("title"), "form": form, "layout": layout, "facts": facts, "banners": banners,
            "contentNotes": contentNotes,
            "sections": sections.map { section -> [String: Any] in
                [
                    "heading": section.heading, "paragraphs": section.paragraphs, "items": section.items,
                    "hasItems": !section.items.isEmpty,
                ]
            },
        ]
        return own.merging(checkModel) { value, _ in value }
    }

    /// The title of a lesson is written for staff, so the page has one of its own.
    private func patientModel(_ form: LessonPrint, allowsBoard: Bool) throws(LessonExchangeError) -> [String: Any] {
        guard isStanding else { throw LessonExchangeError("page.not-standing") }
        let paragraphs = PageText.paragraphs(text("patientVersion"))
        guard !paragraphs.isEmpty else { throw LessonExchangeError("page.no-patient-version") }
        let needsDecision = ["suicide", "self-harm"].contains { note in
            lesson["contentNotes"]?.elements.contains { $0.isString(equalTo: note) } == true
        }
        if form == .flyer, needsDecision, !allowsBoard { throw LessonExchangeError("page.board-undecided") }
        let own: [String: Any] = [
            "title": "What we have learned", "layout": form == .flyer ? "read flyer" : "read",
            "contentNotes": contentNotes, "paragraphs": paragraphs,
        ]
        return own.merging(checkModel) { value, _ in value }
    }

    private var checkModel: [String: Any] {
        [
            "organisation": publisherName, "contact": contact, "number": number, "short": shortDigest,
            "issued": Self.month(issued), "reviewDue": Self.month(text("reviewDue")),
        ]
    }

    private var isStanding: Bool { standing.utf8.elementsEqual("active".utf8) }

    private var banners: [String] {
        if isStanding { return [] }
        switch standing {
        case "withdrawn": return ["Withdrawn: the publisher has taken this lesson back. Do not use it."]
        case "superseded": return ["Replaced: there is a newer version of this lesson. Use that one."]
        default: return ["Held back: this lesson was not taken into use here."]
        }
    }

    private var contentNotes: [String] {
        let notes = (lesson["contentNotes"]?.elements ?? []).compactMap(\.string)
        guard !notes.isEmpty else { return [] }
        let names = notes.map { CodeNames.name($0, in: "content-notes").lowercased() }
        return ["Before you read on: this page speaks of \(names.joined(separator: ", "))."]
    }

    /// The text of a member; empty where there is none.
    func text(_ name: String) -> String { lesson[name]?.string ?? "" }

    /// Codes of a member by their names.
    func names(_ member: String, in list: String) -> String {
        let codes = (lesson[member]?.elements ?? []).compactMap(\.string)
        return codes.map { code in
            let name = CodeNames.name(code, in: list)
            return name == code ? CodeNames.name(code, in: "generalised") : name
        }.joined(separator: ", ")
    }

    /// `2026-01`, and what begins with it, in words.
    static func month(_ text: String) -> String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let parts = text.prefix(7).split(separator: "-")
        guard parts.count == 2, let month = Int(parts[1]), (1...12).contains(month) else { return text }
        return "\(months[month - 1]) \(parts[0])"
    }
}
