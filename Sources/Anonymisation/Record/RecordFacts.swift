import StrictJSON

/// What a record tells, in its fields and in its prose, that may single somebody out.
struct RecordFacts {
    /// One text of prose and what is in it.
    struct Prose {
        let pointer: JSONPointer
        let text: String
        let findings: [TextFinding]
        let counts: [TextEdit]
        let periods: [PeriodMention]
        /// Codes of service lines that it names.
        let services: [String]
        let tellsDeath: Bool
        /// Whether it says what few families are like.
        let tellsFamily: Bool
        /// Whether it says how somebody harmed themselves.
        let tellsMethod: Bool
    }

    /// How far the field of physical harm goes.
    enum Harm {
        case absent
        case fatal
        case severeOrFatal
        case other
    }

    let lesson: JSONValue
    let prose: [Prose]
    let period: EventPeriod?
    let harm: Harm
    /// A band that is absent counts as a single event.
    let isSingle: Bool

    init(_ lesson: JSONValue, _ texts: [(pointer: JSONPointer, findings: [TextFinding])]) {
        var findings: [JSONPointer: [TextFinding]] = [:]
        for text in texts { findings[text.pointer, default: []] += text.findings }
        self.lesson = lesson
        prose = RecordFields.texts(of: lesson).filter { $0.profile == .prose }.map { text in
            Self.read(text.pointer, text.value, findings[text.pointer] ?? [])
        }
        period = lesson["eventPeriod"]?.utf8.flatMap { EventPeriod($0) }
        harm = Self.harm(lesson["harm"]?["physical"])
        isSingle = lesson["eventCountBand"].map { $0.isString(equalTo: "1-7") } ?? true
    }

    private static func harm(_ code: JSONValue?) -> Harm {
        guard let code, let value = code["code"] else { return .absent }
        if code["system"]?.isString(equalTo: "lfpse:physical-harm") == true {
            return value.isString(equalTo: "1") ? .fatal : .other
        }
        return value.isString(equalTo: "severe-or-fatal") ? .severeOrFatal : .other
    }

    private static func read(_ pointer: JSONPointer, _ value: JSONValue, _ findings: [TextFinding]) -> Prose {
        let words = TextWords(value)
        let quasi = findings.filter { !$0.type.isDirect }
        // A day is the scanner's to widen; the month is what it leaves.
        let days = findings.filter { $0.type == .date || $0.type == .dateOfBirth }
        return Prose(
            pointer: pointer,
            text: value.string ?? "",
            findings: quasi,
            counts: SmallCounts.edits(in: words),
            periods: PeriodMentions.all(in: words).filter { mention in
                !days.contains { $0.start < mention.end && mention.start < $0.end }
            },
            services: Self.services.matches(in: words).map { $0.meaning },
            tellsDeath: tellsDeath(words),
            tellsFamily: !Self.families.matches(in: words).isEmpty,
            tellsMethod: !Self.methods.matches(in: words).isEmpty
        )
    }

    private static func tellsDeath(_ words: TextWords) -> Bool {
        Self.deaths.matches(in: words).contains { match in
            !words.precedes(doubts, match.words.lowerBound, within: 3)
        }
    }

    // MARK: Sayings

    private static let deaths = Sayings<Bool>([
        "died|was found dead|were found dead|found dead|deceased|was killed|fatal|fatally|fatality": true,
        "took his own life|took her own life|took their own life": true,
        "ended his life|ended her life|ended their life": true,
        "death of a|death of an|death of the|death of one|deaths of|suicide of": true,
        "his death|her death|their death|this death|these deaths|whose death|patient s death": true,
    ])
    private static let families = Sayings<Bool>([
        "twin brother|twin sister|his twin|her twin|their twin|a twin|twins|triplet|triplets|quadruplets|quintuplets":
            true,
        "mother of three|mother of four|mother of five|mother of six|father of three|father of four|father of five":
            true,
        "only child|eldest of|youngest of|adoptive parents|adopted son|adopted daughter|foster son|foster daughter":
            true,
        "married to his cousin|married to her cousin|surrogate mother|child bride|polygamous": true,
    ])
    private static let methods = Sayings<Bool>([
        "hanged himself|hanged herself|found hanging|by hanging|was hanging from|ligature around his|ligature around her":
            true,
        "set himself alight|set herself alight|set fire to himself|set fire to herself|self immolation": true,
        "jumped from|jumped in front|stepped in front of|fell from a bridge|fell from a car park|lay on the track":
            true,
        "stabbed himself|stabbed herself|cut his throat|cut her throat|shot himself|shot herself": true,
        "drowned himself|drowned herself|gassed himself|gassed herself|electrocuted himself|electrocuted herself": true,
        "swallowed a battery|swallowed batteries|swallowed a razor|drank bleach|drank antifreeze|inhaled helium": true,
        "suffocated himself|suffocated herself|plastic bag over his|plastic bag over her": true,
    ])
    private static let doubts = WordSet(
        "no nobody none could might would may can if not never nearly almost potentially non near preventing prevent"
    )

    private static let services = Sayings<String>([
        "picu|psychiatric intensive care": "picu", "rehabilitation ward|rehabilitation unit": "rehabilitation",
        "older adult ward|older adults ward|older people s ward|dementia ward": "older-adult-inpatient",
        "acute adult ward|adult acute ward|acute inpatient ward": "acute-inpatient",
        "mother and baby unit|mbu|perinatal": "perinatal-mbu",
        "medium secure|low secure|high secure|secure unit|forensic ward|forensic unit": "forensic-secure",
        "eating disorder unit|eating disorder ward|eating disorders unit|eating disorder service": "eating-disorder",
        "136 suite|place of safety": "place-of-safety-136",
        "home treatment team|crisis team|crisis resolution": "crisis-home-treatment",
        "liaison psychiatry|psychiatric liaison|liaison team": "liaison",
        "early intervention in psychosis|early intervention team": "early-intervention",
        "memory clinic|memory service": "memory-older-community", "camhs": "camhs-interface",
        "prison healthcare|liaison and diversion": "prison-diversion",
    ])

    // MARK: What follows

    /// Whether somebody died, by the field or, where the field leaves it open, by the text.
    var isFatal: Bool {
        switch harm {
        case .fatal: true
        case .other: false
        case .absent, .severeOrFatal: prose.contains(where: \.tellsDeath)
        }
    }

    /// Whether a period that a text tells is finer than one that the lesson may tell, and about the same time.
    ///
    /// - Parameters:
    ///   - mention: what the text tells.
    ///   - target: the period of the lesson after what is asked of it; nil where it tells none.
    ///   - needsYear: whether nothing finer than a year may be told at all.
    /// - Returns: what may stand in its place; nil where it may stay.
    static func wider(_ mention: EventPeriod, than target: EventPeriod?, needsYear: Bool) -> EventPeriod? {
        guard let target else { return needsYear && mention.form < .year ? mention.widened(to: .year) : nil }
        guard mention.form < target.form, mention.first >= target.first, mention.last <= target.last else { return nil }
        return target.form == .years ? target : mention.widened(to: target.form)
    }

    /// The service lines of the lesson.
    var serviceLines: [String] { lesson["serviceLine"]?.elements.compactMap(\.string) ?? [] }

    /// Whether a text names a service whose group is all that the lesson tells.
    func namesFinerService(_ prose: Prose) -> Bool {
        let lines = serviceLines
        return prose.services.contains { code in
            guard let group = GeneralisationLadder.serviceGroup(code) else { return false }
            return lines.contains(group) && !lines.contains(code)
        }
    }
}
