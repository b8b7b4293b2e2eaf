package import Signatures

/// A finding of an external body, as one row of its table tells it: nothing in it was guessed.
///
/// Holds no name of a person: names stay in the source, which is kept by its digest.
package struct ExternalFinding: Sendable, Equatable {
    /// To whom the body sent it.
    package struct Recipient: Sendable, Equatable {
        /// Its organisation id; nil where the spelling is not known: then the report asks.
        package let organisation: String?
        /// Where it stands among the recipients of the source, from 0.
        package let place: Int

        package init(organisation: String?, place: Int) {
            self.organisation = organisation
            self.place = place
        }
    }

    /// One point of the finding on which a recipient takes a position.
    package struct Recommendation: Sendable, Equatable {
        /// Unique in the finding, such as `C1`; what a response refers to.
        package let id: String
        /// The source's own reference of it, such as `R/2024/025`.
        package let sourceRef: String?
        /// codes/modality.json.
        package let modality: String
        /// Its words, with what the gate found in them masked.
        package let text: String

        package init(id: String, sourceRef: String?, modality: String, text: String) {
            self.id = id
            self.sourceRef = sourceRef
            self.modality = modality
            self.text = text
        }
    }

    /// By when the source asks for an answer or for completion.
    package struct Due: Sendable, Equatable {
        /// codes/due-basis.json.
        package enum Basis: String, Sendable {
            case printed
            case computed
        }

        /// `YYYY-MM-DD`.
        package let date: String
        package let basis: Basis
        /// Days between the printed date and the statutory one, where they disagree; positive when printed is later.
        package let differsByDays: Int?

        package init(date: String, basis: Basis, differsByDays: Int? = nil) {
            self.date = date
            self.basis = basis
            self.differsByDays = differsByDays
        }

        /// Where the date comes from, in words, and how far it is from the statutory one.
        package var basisInWords: String {
            guard let days = differsByDays, days != 0 else { return basis.rawValue }
            let apart = "\(abs(days)) day\(abs(days) == 1 ? "" : "s") \(days > 0 ? "after" : "before")"
            return "\(basis.rawValue), \(apart) the statutory date"
        }
    }

    /// The format that it was read from.
    package let format: FindingFormat
    /// Organisation id of the body, such as `reg:coroner-kent-and-medway`.
    package let issuer: String
    /// The body's own reference.
    package let reference: String
    /// codes/source-type.json.
    package let sourceType: String
    /// At most 120 characters, without a name of a person.
    package let title: String
    /// `YYYY-MM-DD`, where the source tells it.
    package let published: String?
    /// Where the source can be read; its path is replaced by the reference where it carries a name.
    package let link: String?
    /// SHA-256 of the document, where it was at hand.
    package let documentDigest: Digest?
    /// Where the real reply goes, such as `the coroner` or `the Central Alerting System`; nil where none is asked for.
    package let replyTo: String?
    package let recipients: [Recipient]
    /// Classes of providers that an alert names, such as `nhs-trust`.
    package let recipientClasses: [String]
    package let due: Due?
    /// codes/contributory-themes.json; empty where the source tells none.
    package let themes: [String]
    /// codes/service-line.json; empty where the source tells none.
    package let serviceLines: [String]
    package let recommendations: [Recommendation]
    /// Whether the words are in a document that nobody has read for us yet: a stub.
    package let needsReading: Bool
    /// SHA-256 of format, reference and address of the source: which finding it is, whatever it says.
    package let key: Digest
    /// SHA-256 of all cells, read and trimmed: whether it says what it said.
    package let content: Digest
    /// SHA-256 of each cell by column, so that a new version says what changed; never the text.
    package let columns: [String: Digest]
    /// The draft of a lesson of kind `external-finding`, JSON; of a stub without what we learned.
    package let draft: [UInt8]
    /// What the gate found in the draft and is still to be decided, by kind and number, such as `SITE: 2`.
    package let gateFindings: [String: Int]

    package init(
        format: FindingFormat,
        issuer: String,
        reference: String,
        sourceType: String,
        title: String,
        published: String?,
        link: String?,
        documentDigest: Digest?,
        replyTo: String?,
        recipients: [Recipient],
        recipientClasses: [String],
        due: Due?,
        themes: [String],
        serviceLines: [String],
        recommendations: [Recommendation],
        needsReading: Bool,
        key: Digest,
        content: Digest,
        columns: [String: Digest],
        draft: [UInt8],
        gateFindings: [String: Int]
    ) {
        self.format = format
        self.issuer = issuer
        self.reference = reference
        self.sourceType = sourceType
        self.title = title
        self.published = published
        self.link = link
        self.documentDigest = documentDigest
        self.replyTo = replyTo
        self.recipients = recipients
        self.recipientClasses = recipientClasses
        self.due = due
        self.themes = themes
        self.serviceLines = serviceLines
        self.recommendations = recommendations
        self.needsReading = needsReading
        self.key = key
        self.content = content
        self.columns = columns
        self.draft = draft
        self.gateFindings = gateFindings
    }
}

/// The form that a source of findings has.
package enum FindingFormat: String, Sendable, CaseIterable {
    /// The public tracker of coroners' Prevention of Future Deaths reports: CSV, 17 columns.
    case pfdTracker = "pfd-tracker"
    /// The toolkit's table of the same reports: CSV, 9 columns.
    case pfdToolkit = "pfd-toolkit"
    /// National Patient Safety Alerts, as a table.
    case safetyAlert = "safety-alert"
    /// HSSIB safety recommendations and observations, as a table.
    case hssib
    /// Any table, read by a mapping file.
    case table
    /// One report that exists only as a document: a stub with its link and its digest.
    case document
}

/// What is wrong with a row, so that it is set aside: never the text of a cell.
package struct RowFault: Sendable, Equatable {
    /// Row of the table, from 1 after its header; line or element in JSON.
    package let row: Int
    package let column: String?
    /// An error code, such as `finding.reference-contradicted`.
    package let code: String
    package let reason: String
    package let remedy: String

    package init(row: Int, column: String?, code: String, reason: String, remedy: String) {
        self.row = row
        self.column = column
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }
}

/// Something that only a person can answer; the row came in nevertheless.
package struct RowQuestion: Sendable, Equatable {
    /// What is asked.
    package enum Kind: String, Sendable {
        case organisation
        case issuer
        case theme
        case deadline
        /// Which class of providers an alert names.
        case recipientClass = "class"
    }

    package let row: Int
    package let column: String
    package let kind: Kind
    /// The spelling, with what may be a name of a person masked.
    package let spelling: String

    package init(row: Int, column: String, kind: Kind, spelling: String) {
        self.row = row
        self.column = column
        self.kind = kind
        self.spelling = spelling
    }
}

/// What a row says and its draft does not, in words of our own.
package struct RowNote: Sendable, Equatable {
    package let column: String
    package let words: String

    package init(column: String, words: String) {
        self.column = column
        self.words = words
    }
}

/// A row that was read.
package struct FindingRow: Sendable, Equatable {
    package enum Reading: Sendable, Equatable {
        case finding(ExternalFinding)
        case quarantined([RowFault])
        /// The same row once more, in every cell.
        case repeated(of: Int)
    }

    package let row: Int
    package let reading: Reading
    package let questions: [RowQuestion]
    /// Sentences that every report of its kind has, and that were left out.
    package let leftOut: Int
    /// Columns that name a document which is at hand and cannot be read.
    package let unreadableDocuments: [String]
    /// What was masked in a title or is beyond a limit of a draft.
    package let notes: [RowNote]

    package init(
        row: Int,
        reading: Reading,
        questions: [RowQuestion],
        leftOut: Int = 0,
        unreadableDocuments: [String] = [],
        notes: [RowNote] = []
    ) {
        self.row = row
        self.reading = reading
        self.questions = questions
        self.leftOut = leftOut
        self.unreadableDocuments = unreadableDocuments
        self.notes = notes
    }
}

/// The file that findings were read from.
package struct SourceFile: Sendable, Equatable {
    /// SHA-256 of its exact bytes.
    package let digest: Digest
    package let bytes: Int
    package let format: FindingFormat
    /// `utf-8` or `windows-1252`.
    package let encoding: String
    package let rows: Int

    package init(digest: Digest, bytes: Int, format: FindingFormat, encoding: String, rows: Int) {
        self.digest = digest
        self.bytes = bytes
        self.format = format
        self.encoding = encoding
        self.rows = rows
    }
}
