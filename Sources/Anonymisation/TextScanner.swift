/// Finds what could identify somebody in a text.
///
/// Deterministic: the same text and the same rules give the same findings. Linear in the length of the text.
package struct TextScanner: Sendable {
    private let rules: RuleBook
    private let own: OwnWords

    /// A scanner by the rules of the program and, where there are any, the lists of an organisation.
    package init(rules: RuleBook = .embedded, own: OwnWords = OwnWords()) {
        self.rules = rules
        self.own = own
    }

    /// The findings in a text, in its order, none inside another.
    ///
    /// - Parameters:
    ///   - text: UTF-8; bytes that are no UTF-8 count as unknown characters.
    ///   - profile: which rules the field is read under.
    /// - Returns: offsets in Unicode scalars of the text as given.
    package func findings(_ text: UnsafeBufferPointer<UInt8>, profile: FieldProfile = .prose) -> [TextFinding] {
        guard profile != .code, !text.isEmpty else { return [] }
        let found = findings(in: text, profile, own)
        guard !own.isEmpty else { return found }
        return Self.strongest(found, findings(in: text, profile, OwnWords()))
    }

    private func findings(
        in text: UnsafeBufferPointer<UInt8>,
        _ profile: FieldProfile,
        _ own: OwnWords
    ) -> [TextFinding] {
        var memory = NameMemory(known: own.names)
        guard text.count > TextParts.bytesMax else { return findings(text, profile, own, &memory, after: 0) }
        var all: [TextFinding] = []
        var scalars = 0
        for part in TextParts(text) {
            let shown = UnsafeBufferPointer(rebasing: text[part.shown])
            let before = UTF8Reading.count(
                UnsafeBufferPointer(rebasing: text[part.shown.lowerBound..<part.core.lowerBound])
            )
            let inside = UTF8Reading.count(UnsafeBufferPointer(rebasing: text[part.core]))
            let found = findings(shown, profile, own, &memory, after: scalars - before)
            // What begins in the core is this part's; what an earlier part took is taken.
            let taken = all.last?.end ?? 0
            all += found.filter { $0.start >= scalars && $0.start < scalars + inside && $0.start >= taken }
            scalars += inside
        }
        return all
    }

    /// What lists find, and every block that is found without them: a list must not make a finding weaker, and who receives
    /// the lesson has no lists.
    private static func strongest(_ own: [TextFinding], _ plain: [TextFinding]) -> [TextFinding] {
        let blocks = plain.filter { block in
            block.decision == .block
                && !own.contains { $0.decision == .block && $0.start <= block.start && block.end <= $0.end }
        }
        let kept = own.filter { finding in !blocks.contains { $0.start < finding.end && finding.start < $0.end } }
        return (kept + blocks).sorted { $0.start < $1.start }
    }

    /// The findings in one part; `start`: how many scalars stand before it.
    private func findings(
        _ text: UnsafeBufferPointer<UInt8>,
        _ profile: FieldProfile,
        _ own: OwnWords,
        _ memory: inout NameMemory,
        after start: Int
    ) -> [TextFinding] {
        let scan = ScannedText(NormalisedText(text), rules: rules)
        var pass = ScanPass(scan, memory.taken(), own)
        var found = pass.run().filter { profile == .prose || Self.countsInReferences($0, scan) }
        if profile == .publicReference, found.isEmpty { found = NetRecogniser.namesInPages(scan) }
        memory = pass.memory
        return found.map { candidate in
            TextFinding(
                start: start + scan.text.scalarOffset(Int(scan.tokens[candidate.tokens.lowerBound].start)),
                end: start + scan.text.scalarOffset(Int(scan.tokens[candidate.tokens.upperBound].end)),
                type: candidate.type,
                decision: candidate.decision,
                rule: candidate.rule.description,
                proposal: Proposals.text(candidate, scan)
            )
        }
    }

    /// What is looked for in published references: publisher, contact, sources.
    private static func countsInReferences(_ candidate: Candidate, _ scan: ScannedText) -> Bool {
        switch candidate.type {
        case .person, .nhsNumber, .dateOfBirth: true
        case .email:
            // An office has an address as well; that of a person begins with a name.
            candidate.tokens.prefix { scan.tokens[$0].symbol != 0x40 }.contains {
                scan.lore[$0].isName && scan.lore[$0].word == 0
            }
        default: false
        }
    }

    package func findings(_ text: String, profile: FieldProfile = .prose) -> [TextFinding] {
        var text = text
        return text.withUTF8 { findings($0, profile: profile) }
    }
}

/// One pass over a text: structured identifiers first, then names, then what only together singles somebody out.
private struct ScanPass {
    private let scan: ScannedText
    /// Which tokens belong to a finding.
    private var taken: [Bool]
    private var found: [Candidate] = []
    /// Where a site, a place, an occupation or an origin may begin.
    private var openings: [Int] = []
    private(set) var memory: NameMemory
    private let own: OwnWords

    init(_ scan: ScannedText, _ memory: NameMemory, _ own: OwnWords) {
        self.scan = scan
        self.memory = memory
        self.own = own
        taken = Array(repeating: false, count: scan.tokens.count)
    }

    mutating func run() -> [Candidate] {
        if !own.isEmpty { findOwn() }
        let reader = StructuredReader(scan: scan)
        var position = 0
        while position < scan.tokens.count {
            if let candidate = reader.candidate(position).flatMap({ clear($0) }) {
                take(candidate)
                position = candidate.tokens.upperBound + 1
            } else {
                position += 1
            }
        }
        findQuasi([.site, .media])
        findNames()
        findQuasi([.place, .occupation, .ethnicity])
        return found.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
    }

    /// What the lists of the organisation know comes first: it is certain.
    private mutating func findOwn() {
        for position in scan.tokens.indices where !taken[position] {
            guard let candidate = own.candidate(scan, at: position), !candidate.tokens.contains(where: { taken[$0] })
            else { continue }
            take(candidate)
        }
    }

    /// The part of a candidate that no finding before it has: an address of the net is known by a sign in its middle, and
    /// what stands before the sign may belong to something else.
    private func clear(_ candidate: Candidate) -> Candidate? {
        guard let last = candidate.tokens.last(where: { taken[$0] }) else { return candidate }
        guard last < candidate.tokens.upperBound else { return nil }
        var rest = candidate
        rest.tokens = last + 1...candidate.tokens.upperBound
        return rest
    }

    private mutating func take(_ candidate: Candidate) {
        if candidate.rule.utf8CodeUnitCount > 0 { found.append(candidate) }
        for position in candidate.tokens { taken[position] = true }
    }

    private mutating func findQuasi(_ types: Set<IdentifierType>) {
        if openings.isEmpty {
            openings = scan.tokens.indices.filter {
                scan.tokens[$0].kind == .word && SiteRecogniser.mayBegin(scan, $0)
            }
        }
        for position in openings where !taken[position] {
            var candidate: Candidate?
            if types.contains(.site) || types.contains(.place) {
                candidate = SiteRecogniser.candidate(scan, at: position)
            }
            if candidate == nil, types.contains(.occupation) {
                candidate = AttributeRecogniser.candidate(scan, at: position)
            }
            guard let candidate, types.contains(candidate.type), let rest = clear(candidate) else { continue }
            guard rest.type == .media || rest.tokens == candidate.tokens else { continue }
            take(rest)
        }
    }

    private mutating func findNames() {
        rememberAddresses()
        var names = NameRecogniser(scan, memory: memory.taken())
        let busy = taken
        for candidate in names.candidates(taken: { busy[$0] }) { take(candidate) }
        memory = names.takeMemory()
        if memory.initials.count <= NameMemory.namesMax { memory.initials.formUnion(initialsOfNames()) }
        let initials = memory.initials
        var position = 0
        while position < scan.tokens.count {
            let token = scan.tokens[position]
            if token.kind == .word, !taken[position] && token.length <= 3 || scan.classes[position].contains(.title),
                let candidate = InitialsRecogniser.candidate(scan, at: position, named: initials),
                !candidate.tokens.contains(where: { taken[$0] })
            {
                take(candidate)
                position = candidate.tokens.upperBound
            } else if !taken[position], scan.isSymbol(position - 1, 0x28), let run = CodeRun(scan, at: position),
                let candidate = LocalIDRecogniser.bracketed(scan, run, isName: { names.isName($0) }),
                !candidate.tokens.contains(where: { taken[$0] })
            {
                take(candidate)
            }
            position += 1
        }
    }

    /// `marlon.tibbett@…`: two words before the sign are a person's name, wherever else they stand.
    private mutating func rememberAddresses() {
        for candidate in found where candidate.type == .email {
            let local = candidate.tokens.prefix { scan.tokens[$0].symbol != 0x40 }.filter {
                scan.tokens[$0].kind == .word && scan.tokens[$0].length > 2 && scan.lore[$0].word == 0
                    && scan.classes[$0].isDisjoint(
                        with: WordClass.site.union([.role, .clinical, .place, .nationalBody])
                    )
            }
            guard local.count >= 2, local.contains(where: { scan.lore[$0].isName }) else { continue }
            for position in local { memory.known[scan.tokens[position].hash] = .warn }
        }
    }

    /// First letters of every name of two words that was found.
    private func initialsOfNames() -> Set<[UInt8]> {
        var initials: Set<[UInt8]> = []
        for candidate in found where candidate.type == .person {
            let words = candidate.tokens.filter { scan.tokens[$0].kind == .word && scan.tokens[$0].length > 1 }
            guard words.count >= 2, words.count <= 4 else { continue }
            let letters = words.map { scan.text.bytes[Int(scan.tokens[$0].start)] & 0xDF }
            initials.insert(letters)
            initials.insert([letters[0], letters[letters.count - 1]])
        }
        return initials
    }
}
