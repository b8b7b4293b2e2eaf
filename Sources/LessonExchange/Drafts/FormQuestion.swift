/// One question of the plain-text form: what is asked, one line of help, and where the answer goes in the record.
package struct FormQuestion: Sendable {
    /// How an answer is read.
    package enum Answer: Sendable {
        /// One string; line breaks are kept.
        case text
        /// One code of a list.
        case code(list: String)
        /// Codes, separated by commas.
        case codes(list: String)
        /// One learning a line, with an optional level in front: `team: …`.
        case learnings
        /// One factor a line: `element | hindered or helped | text`.
        case factors
    }

    /// Path of member names from the lesson inwards; a number stands for the first element of an array.
    package let path: [String]
    package let title: String
    package let help: String
    package let answer: Answer
    /// What the form offers; nil where the person writes.
    package let offer: Offer?
    /// Whether it may stay blank.
    package let isOptional: Bool

    /// An answer that stands in the form already and may be changed.
    package enum Offer: Sendable {
        case text(String)
        /// The month twelve months ahead.
        case nextYear
        /// The kind that the form was made for.
        case kind
    }

    init(
        _ path: String,
        _ title: String,
        _ help: String,
        _ answer: Answer = .text,
        offer: Offer? = nil,
        isOptional: Bool = false
    ) {
        self.isOptional = isOptional
        self.path = path.split(separator: "/").map(String.init)
        self.title = title
        self.help = help
        self.answer = answer
        self.offer = offer
    }

    /// JSON Pointer of the answer in the record.
    package var pointer: String { "/" + path.joined(separator: "/") }
}

/// The forms by kind: the nine things that a person fills, and what the kind needs beside them; at most twelve.
package enum FormKind: String, CaseIterable, Sendable {
    case incident
    case risk
    case outcome
    case goodCare = "good-care"
    case thematic
    case psii
    case externalFinding = "external-finding"

    /// `recordKind` in the record: a PSII is an incident whose source is a PSII.
    package var recordKind: String { self == .psii ? "incident" : rawValue }

    private var offeredSource: String? {
        switch self {
        case .incident: "patient-safety-incident"
        case .risk: "risk-register"
        case .goodCare: "good-care"
        case .thematic: "thematic-review"
        case .psii: "psii"
        case .outcome, .externalFinding: nil
        }
    }

    /// The questions in order.
    package var questions: [FormQuestion] {
        var questions = [
            FormQuestion("title", "Title", "One line, at most 120 characters; no names of people or places."),
            FormQuestion(
                "recordKind",
                "Kind of record",
                "As the form was made; see: lesson codes record-kind.",
                .code(list: "record-kind"),
                offer: .kind
            ),
            FormQuestion(
                "sourceType",
                "Where the learning comes from",
                "One code; see: lesson codes source-type.",
                .code(list: "source-type"),
                offer: offeredSource.map { .text($0) }
            ),
            FormQuestion(
                "serviceLine",
                "Service lines",
                "Codes with commas between; see: lesson codes service-line.",
                .codes(list: "service-line")
            ),
        ]
        if self != .externalFinding {
            questions.append(
                FormQuestion(
                    "whatHappened",
                    "What happened",
                    "At most 1500 characters, without anything that could identify a person."
                )
            )
        }
        questions += [
            FormQuestion(
                "whatWeLearned",
                "What we learned",
                "One learning a line, at most 400 characters; a level may go first: team, service, organisation, system or national, as in «team: …».",
                .learnings
            ),
            FormQuestion(
                "contributoryThemes",
                "Contributory themes",
                "One to five codes with commas between; see: lesson codes contributory-themes.",
                .codes(list: "contributory-themes")
            ),
            FormQuestion(
                "audience",
                "Who should read it",
                "Codes with commas between: patients-carers, frontline, managers, board, partners, public.",
                .codes(list: "audience")
            ),
            FormQuestion(
                "reviewDue",
                "Review due",
                "The month in which you will look at it again, as YYYY-MM.",
                offer: .nextYear
            ),
        ]
        return questions + ownQuestions
    }

    private var ownQuestions: [FormQuestion] {
        switch self {
        case .goodCare:
            [
                FormQuestion("goodPractice/strengths", "What was done well", "What made it work."),
                FormQuestion(
                    "goodPractice/howToRecreate",
                    "How others can do the same",
                    "The steps that another team would take."
                ),
                FormQuestion(
                    "goodPractice/conditionsNeeded",
                    "What it needs",
                    "People, time, tools or agreements without which it would not work."
                ),
            ]
        case .thematic, .psii:
            [
                FormQuestion(
                    "seipsFactors",
                    "Factors of the work system (SEIPS)",
                    "One a line: element | hindered or helped | text; elements: persons, tasks, tools-technology, organisation, internal-environment, external-environment.",
                    .factors
                )
            ]
        case .externalFinding:
            [
                FormQuestion(
                    "sourceDocuments/0/issuer",
                    "Who published the finding",
                    "An organisation id, as ods:CODE or reg:name."
                ),
                FormQuestion("sourceDocuments/0/reference", "Its reference", "As the body prints it."),
                FormQuestion(
                    "sourceDocuments/0/publicUrl",
                    "Where it is published",
                    "A web address; leave blank when the address carries a person's name.",
                    isOptional: true
                ),
                FormQuestion(
                    "sourceDocuments/0/extraction",
                    "How you took it over",
                    "One of: verbatim, corrected, machine-cleaned, summary.",
                    .code(list: "extraction"),
                    offer: .text("summary")
                ),
            ]
        case .incident, .risk, .outcome: []
        }
    }
}
