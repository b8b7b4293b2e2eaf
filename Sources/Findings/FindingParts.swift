import Anonymisation
import LessonExchange
import Signatures
import StrictJSON

/// What was read from a row, before it is made a finding: masked already.
struct FindingParts {
    struct Point {
        let id: String
        let sourceRef: String?
        let modality: String
        var addressee: String?
        let text: String
    }

    var issuer: String
    var reference: String
    var sourceType: String
    var title: String
    /// What was read: part of the key.
    var address: String
    var sourceTitle: String?
    var published: CivilDate?
    var link: String?
    var documentDigest: Digest?
    var replyTo: String?
    var recipients: [ExternalFinding.Recipient] = []
    var recipientClasses: [String] = []
    var due: ExternalFinding.Due?
    var themes: [String] = []
    var serviceLines: [String] = []
    var points: [Point] = []
    /// Learning points; of a report that nobody has read for us none.
    var statements: [String] = []
    var contentNotes: [String] = []
    /// Texts that the scanner has found nothing in.
    var clearTexts: Set<String> = []
    var extraction = "machine-cleaned"
    var licence: String?
    var needsReading: Bool { statements.isEmpty }

    /// The finding, with its draft.
    func finding(_ context: ReadingContext, _ cells: CellDigests) throws -> ExternalFinding {
        let draft = draftTree.sortedByName.compactBytes
        var found: [String: Int] = [:]
        let root = try JSONDocument(parsing: draft).root
        for finding in AnonymisationGate.findings(
            in: root,
            by: context.scanner,
            isClear: { clearTexts.contains($0) || context.clearTexts.contains($0) }
        ) {
            found[finding.text.type.rawValue, default: 0] += 1
        }
        return ExternalFinding(
            format: context.format,
            issuer: issuer,
            reference: reference,
            sourceType: sourceType,
            title: title,
            published: published?.description,
            link: link,
            documentDigest: documentDigest,
            replyTo: replyTo,
            recipients: recipients,
            recipientClasses: recipientClasses,
            due: due,
            themes: themes,
            serviceLines: serviceLines,
            recommendations: points.map {
                ExternalFinding.Recommendation(id: $0.id, sourceRef: $0.sourceRef, modality: $0.modality, text: $0.text)
            },
            needsReading: needsReading,
            key: Self.key(context.format, reference, address),
            content: cells.content,
            columns: cells.columns,
            draft: draft,
            gateFindings: found
        )
    }

    /// Which finding it is, whatever it says.
    private static func key(_ format: FindingFormat, _ reference: String, _ address: String) -> Digest {
        Digest(of: Array("\(format.rawValue)\n\(reference)\n\(address)".utf8))
    }

    private var draftTree: JSONTree {
        let statements = statements.prefix(FindingLimits.statementsMax).map {
            // How far a finding reaches only a person can tell; a body that writes to others means more than one team.
            JSONTree.object(of: ["statement": .string($0), "level": "system"])
        }
        return .object(of: [
            "title": .string(title), "recordKind": "external-finding", "sourceType": .string(sourceType),
            "serviceLine": codes(serviceLines, FindingLimits.serviceLinesMax) ?? ["unknown"],
            "whatWeLearned": statements.isEmpty ? nil : .array(statements),
            "contributoryThemes": codes(themes, FindingLimits.themesMax) ?? ["unknown"],
            "sourceDocuments": [sourceTree],
            "recommendations": points.isEmpty ? nil : .array(points.map(tree)),
            "audience": ["managers"], "contentNotes": codes(contentNotes, 5),
            // From the source's own date, so that the draft is the same whenever it is made.
            "reviewDue": published.map { .string($0.month(adding: 12)) },
        ])
    }

    private var sourceTree: JSONTree {
        .object(of: [
            "issuer": .string(issuer), "reference": .string(reference), "title": sourceTitle.map { .string($0) },
            "publicUrl": link.map { .string($0) }, "publicationDate": published.map { .string($0.description) },
            "sha256": documentDigest.map { .string($0.hex) }, "extraction": .string(extraction),
            "licence": licence.map { .string($0) },
        ])
    }

    private func tree(_ point: Point) -> JSONTree {
        .object(of: [
            "id": .string(point.id), "sourceRef": point.sourceRef.map { .string($0) },
            "modality": .string(point.modality),
            "addressee": point.addressee.map { .string($0) }, "text": .string(point.text),
            "dueDate": printedDue.map { .string($0) }, "dueBasis": printedDue.map { _ in "printed" },
        ])
    }

    /// The date for a draft: one that was worked out tells the day of the report, which the gate would have to widen; whoever
    /// imports has it beside the draft.
    private var printedDue: String? { due.flatMap { $0.basis == .printed ? $0.date : nil } }

    private func codes(_ list: [String], _ max: Int) -> JSONTree? {
        list.isEmpty ? nil : .array(list.prefix(max).map { .string($0) })
    }
}

/// Digests of a row's cells: whether it says what it said, and which column changed.
struct CellDigests {
    /// The name under which columns are digested together that the format does not have: their names may hold anything.
    static let others = "(other columns)"

    /// The name under which columns with names of people and with addresses are digested together.
    static let names = "(names and addresses)"

    let columns: [String: Digest]
    let content: Digest

    /// `named`: columns that hold names or addresses, digested together; `apart`: those of them that are told by themselves.
    init(
        _ row: TableRow,
        _ reference: String,
        known: Set<String>,
        named: Set<String>,
        apart: Set<String> = []
    ) {
        var columns: [String: Digest] = [:]
        let whole = RunningDigest()
        var joint = [Self.names: Joint(reference), Self.others: Joint(reference)]
        for position in row.names.indices.sorted(by: {
            row.names[$0].utf8.lexicographicallyPrecedes(row.names[$1].utf8)
        }) {
            let name = row.names[position]
            let cell = row.cells.cell(position)
            // An empty cell says nothing: a column that is added changes no row that does not use it.
            guard !cell.isEmpty else { continue }
            let framed = Array("\(name.utf8.count):\(name)\(cell.count):".utf8)
            whole.update(framed)
            whole.update(cell)
            if apart.contains(name) {
                joint[name, default: Joint(reference)].add(framed, cell)
            } else if named.contains(name) {
                joint[Self.names]?.add(framed, cell)
            } else if known.contains(name) {
                columns[name] = Digest(of: cell)
            } else {
                joint[Self.others]?.add(framed, cell)
            }
        }
        for (name, digest) in joint where digest.isUsed { columns[name] = digest.finish() }
        self.columns = columns
        content = whole.finish()
    }

    /// Cells that may hold names, together.
    ///
    /// A digest of a name can be tried out with a list of names. So the reference goes into it and one byte of it is kept:
    /// enough to see a change in all but one of 256, and shared by too many names to tell one. A change that it misses is
    /// seen by the digest of the whole row.
    private struct Joint {
        private let running = RunningDigest()
        private(set) var isUsed = false

        init(_ reference: String) { running.update(Array("\(reference.utf8.count):\(reference)".utf8)) }

        mutating func add(_ framed: [UInt8], _ cell: some Collection<UInt8>) {
            isUsed = true
            running.update(framed)
            running.update(Array(cell))
        }

        func finish() -> Digest { Digest(of: Array(running.finish().bytes.prefix(1))) }
    }
}

extension JSONTree {
    /// With the members of every object in the order of RFC 8785; their names are ASCII here, so bytes decide.
    fileprivate var sortedByName: JSONTree {
        switch self {
        case .object(let members):
            let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            return .object(sorted.map { Member($0.name, $0.value.sortedByName) })
        case .array(let elements): return .array(elements.map(\.sortedByName))
        default: return self
        }
    }
}
