import StrictJSON

/// A kind of thing that, with others, singles somebody out.
enum QuasiKind: String, CaseIterable {
    case period
    case serviceLine = "service line"
    case setting
    case age
    case death
    case people = "number of people"
    case site
    case place
    case occupation
    case origin
    case media = "press"
    case family = "family structure"
    case method = "how it happened"
    case greatAge = "an age of 90 or over"

    init?(_ type: IdentifierType) {
        switch type {
        case .date: self = .period
        case .age: self = .age
        case .site: self = .site
        case .place: self = .place
        case .occupation: self = .occupation
        case .ethnicity: self = .origin
        case .media: self = .media
        default: return nil
        }
    }
}

/// One thing that counts, and what could be done about it.
struct QuasiIdentifier {
    enum Remedy {
        /// A wider value of the field.
        case field(RecordProposal)
        /// The text is changed for a reason of its own.
        case text
        /// Somebody has to write it differently.
        case person
    }

    let kind: QuasiKind
    let pointer: JSONPointer
    let remedy: Remedy

    var proposal: RecordProposal? {
        guard case .field(let proposal) = remedy else { return nil }
        return proposal
    }

    /// Whether no change that is proposed takes it away.
    var isFixed: Bool {
        guard case .person = remedy else { return false }
        return true
    }
}

/// Applies the rules to the facts of a record.
struct RecordJudgement {
    private let facts: RecordFacts
    private let isPublic: Bool
    private let publisher: String
    private let quasi: [QuasiIdentifier]
    /// The kinds that are there, in the order of their list.
    private let kinds: [QuasiKind]

    init(_ facts: RecordFacts, isPublic: Bool, publisher: String) {
        self.facts = facts
        self.isPublic = isPublic
        self.publisher = publisher
        let quasi = Self.fields(facts) + facts.prose.flatMap { Self.texts(facts, $0) }
        self.quasi = quasi
        kinds = QuasiKind.allCases.filter { kind in quasi.contains { $0.kind == kind } }
    }

    private var isCombined: Bool { kinds.count >= 2 }
    private var isSingleDeath: Bool { facts.isSingle && facts.isFatal }
    private var needsYear: Bool { isSingleDeath || isPublic && isCombined }

    /// The period of the lesson after what is asked of it.
    private var target: EventPeriod? { needsYear ? facts.period?.widened(to: .year) : facts.period }

    // MARK: What counts

    private static func fields(_ facts: RecordFacts) -> [QuasiIdentifier] {
        var found: [QuasiIdentifier] = []
        func add(_ kind: QuasiKind, _ proposal: RecordProposal?) {
            guard let proposal else { return }
            found.append(QuasiIdentifier(kind: kind, pointer: proposal.pointer, remedy: .field(proposal)))
        }
        add(.period, GeneralisationLadder.yearAtLeast(facts.lesson))
        add(.serviceLine, GeneralisationLadder.wider(.serviceLine, of: facts.lesson))
        add(.setting, GeneralisationLadder.wider(.setting, of: facts.lesson))
        add(.age, GeneralisationLadder.wider(.ageBand, of: facts.lesson))
        if facts.harm == .fatal { add(.death, GeneralisationLadder.wider(.physicalHarm, of: facts.lesson)) }
        return found
    }

    private static func texts(_ facts: RecordFacts, _ prose: RecordFacts.Prose) -> [QuasiIdentifier] {
        var found: [QuasiIdentifier] = []
        func add(_ kind: QuasiKind, _ remedy: QuasiIdentifier.Remedy) {
            found.append(QuasiIdentifier(kind: kind, pointer: prose.pointer, remedy: remedy))
        }
        for finding in prose.findings {
            guard let kind = QuasiKind(finding.type) else { continue }
            add(kind, finding.decision != .warn || finding.proposal != nil ? .text : .person)
            // Few live so long: that alone is as much as two others.
            if finding.rule == "age.ninety-or-over" { add(.greatAge, .text) }
        }
        if prose.tellsFamily { add(.family, .person) }
        if prose.tellsMethod { add(.method, .person) }
        if !prose.counts.isEmpty { add(.people, .text) }
        let tellsPeriod = prose.periods.contains { mention in
            RecordFacts.wider(mention.period, than: facts.period, needsYear: true) != nil
        }
        if tellsPeriod { add(.period, .text) }
        if prose.tellsDeath, facts.harm == .absent || facts.harm == .severeOrFatal { add(.death, .person) }
        return found
    }

    // MARK: Fields

    /// What is asked of the fields, and of what nobody but a person can change.
    func fieldRisks() -> [RecordRisk] {
        var risks: [RecordRisk] = []
        if isSingleDeath, let proposal = GeneralisationLadder.yearAtLeast(facts.lesson) {
            risks.append(
                RecordRisk(
                    pointer: proposal.pointer,
                    decision: .generalise,
                    rule: "period.single-fatal",
                    proposal: proposal,
                    facts: "a single death with its month or quarter: a year is the finest that may be told"
                )
            )
        }
        guard isCombined else { return risks }
        guard isPublic else { return risks + restricted() }
        let hasOthers = Set(quasi.filter(\.isFixed).map(\.kind)).count >= 2
        for item in quasi where !risks.contains(where: { $0.pointer == item.pointer }) {
            switch item.remedy {
            case .field(let proposal): risks.append(combination(item.pointer, proposal))
            case .person where hasOthers: risks.append(combination(item.pointer, nil))
            case .person, .text: break
            }
        }
        return risks
    }

    private func combination(_ pointer: JSONPointer, _ proposal: RecordProposal?) -> RecordRisk {
        RecordRisk(
            pointer: pointer,
            decision: .generalise,
            rule: "combination.public",
            proposal: proposal,
            facts: "\(together), which a public lesson may not tell together"
        )
    }

    /// Readers that are known may be told a combination, if somebody decides so.
    private func restricted() -> [RecordRisk] {
        guard let first = quasi.first else { return [] }
        return [
            RecordRisk(
                pointer: first.pointer,
                decision: .warn,
                rule: "combination.restricted",
                proposal: first.proposal,
                facts: "\(together): somebody has to decide whether these readers may be told them together"
            )
        ]
    }

    private var together: String { kinds.map(\.rawValue).joined(separator: " + ") }

    // MARK: Texts

    /// What is asked of the texts.
    func textRisks() -> [RecordRisk] { facts.prose.flatMap(risks) }

    private func risks(_ prose: RecordFacts.Prose) -> [RecordRisk] {
        let (target, needsYear) = (self.target, self.needsYear)
        let periods = prose.periods.compactMap { mention in
            RecordFacts.wider(mention.period, than: target, needsYear: needsYear).map {
                TextEdit(start: mention.start, end: mention.end, replacement: $0.words)
            }
        }
        let allowed = isPublic && isCombined ? prose.findings.filter { $0.decision == .warn } : []
        let others = allowed.compactMap { finding in
            finding.proposal.map { TextEdit(start: finding.start, end: finding.end, replacement: $0) }
        }
        let proposal = replacement(prose, prose.counts + periods + others)
        func risk(_ rule: String, _ facts: String) -> RecordRisk {
            RecordRisk(pointer: prose.pointer, decision: .generalise, rule: rule, proposal: proposal, facts: facts)
        }
        var risks: [RecordRisk] = []
        if !prose.counts.isEmpty { risks.append(risk("count.small", "a number of people from 1 to 7")) }
        if !periods.isEmpty { risks.append(risk("period.text-finer", "a period finer than the lesson may tell")) }
        if !others.isEmpty { risks.append(combination(prose.pointer, proposal)) }
        return risks + warnings(prose)
    }

    private func warnings(_ prose: RecordFacts.Prose) -> [RecordRisk] {
        var risks: [RecordRisk] = []
        func warn(_ rule: String, _ facts: String) {
            risks.append(
                RecordRisk(pointer: prose.pointer, decision: .warn, rule: rule, proposal: nil, facts: facts)
            )
        }
        if prose.tellsDeath, facts.harm == .severeOrFatal {
            warn("harm.text-finer", "the text tells of a death where the field says severe or fatal")
        }
        if facts.namesFinerService(prose) {
            warn("service-line.text-finer", "the text names a service where the field tells its group only")
        }
        return risks
    }

    /// The text with the edits made, as a change of the lesson; nil where it would become longer than it may be.
    private func replacement(_ prose: RecordFacts.Prose, _ edits: [TextEdit]) -> RecordProposal? {
        guard !edits.isEmpty else { return nil }
        let text = TextEdit.apply(edits, to: prose.text)
        if let room = RecordFields.room(at: prose.pointer), text.unicodeScalars.count > room { return nil }
        return RecordProposal(pointer: prose.pointer, replacement: .string(text))
    }

    // MARK: Public sources

    private static let deathSources = [
        "coroner-pfd", "inquest", "domestic-abuse-death-review", "mh-homicide-review", "leder",
    ]

    /// A death that somebody else has published about can be looked up, whatever the lesson leaves out.
    func linkageRisks() -> [RecordRisk] {
        let source = facts.lesson["sourceType"]?.string ?? ""
        guard facts.isFatal || Self.deathSources.contains(source) else { return [] }
        let isFinding = facts.lesson["recordKind"]?.isString(equalTo: "external-finding") ?? false
        let documents = facts.lesson["sourceDocuments"]?.elements ?? []
        let related = facts.lesson["sameIssueAs"]?.elements.compactMap { $0["external"] } ?? []
        let place: String
        if isFinding && !documents.isEmpty || documents.contains(where: isPublished) {
            place = "sourceDocuments"
        } else if related.contains(where: isPublished) {
            place = "sameIssueAs"
        } else {
            return []
        }
        return [
            RecordRisk(
                pointer: JSONPointer(tokens: [place]),
                decision: .warn,
                rule: "linkage.public-source",
                proposal: nil,
                facts: "a public source about a death is cited: attest linkage as public-source-cited"
            )
        ]
    }

    /// Whether anybody can read it: it has an address, or it is another body's.
    private func isPublished(_ document: JSONValue) -> Bool {
        document["publicUrl"] != nil || document["issuer"].map { !$0.isString(equalTo: publisher) } ?? false
    }
}
