import Signatures

/// The words of a lesson as numbers: lower case, without endings, without the words that every text has.
///
/// Two wordings of one matter share what is left.
struct LessonWords {
    /// The words in their order.
    let sequence: [UInt32]

    /// Longer texts tell no more about what a lesson is about.
    static let wordsMax = 1500

    init(_ text: String) {
        var sequence: [UInt32] = []
        var word: [UInt8] = []
        func finish() {
            defer { word.removeAll(keepingCapacity: true) }
            guard word.count > 1, word.count <= 40, sequence.count < Self.wordsMax else { return }
            guard !Self.common.contains(word) else { return }
            let stem = Self.stem(word)
            sequence.append(Self.hash(Self.sense[stem] ?? stem))
        }
        for byte in text.utf8 {
            switch byte {
            case 0x61...0x7A, 0x30...0x39: word.append(byte)
            case 0x41...0x5A: word.append(byte | 0x20)
            case 0x80...0xFF: word.append(byte)
            // An apostrophe parts a possessive from its word: ward's, patients'.
            default: finish()
            }
        }
        finish()
        self.sequence = sequence
    }

    /// FNV-1a, folded to 32 bits; quick, and the same on every machine.
    static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt32 {
        var hash = seed
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    /// A word without the endings of number, tense and kind; what is left need not be a word.
    static func stem(_ word: [UInt8]) -> [UInt8] {
        var stem = word
        func drop(_ ending: StaticString, keeping least: Int, adding: String = "") -> Bool {
            let bytes = UnsafeBufferPointer(start: ending.utf8Start, count: ending.utf8CodeUnitCount)
            guard stem.count >= bytes.count + least, stem.suffix(bytes.count).elementsEqual(bytes) else { return false }
            stem.removeLast(bytes.count)
            stem += adding.utf8
            return true
        }
        if !drop("sses", keeping: 1, adding: "ss"), !drop("ies", keeping: 2, adding: "y"), stem.last == 0x73,
            stem.count > 3, stem[stem.count - 2] != 0x73, stem[stem.count - 2] != 0x75
        {
            stem.removeLast()
        }
        for ending in endings where drop(ending.from, keeping: ending.least, adding: ending.to) { break }
        // stopp-ed, plann-ing
        if stem.count > 3, let last = stem.last, stem[stem.count - 2] == last, !"lsz".utf8.contains(last) {
            stem.removeLast()
        }
        if stem.count > 3, stem.last == 0x65 { stem.removeLast() }
        if stem.count > 3, stem.last == 0x79 { stem[stem.count - 1] = 0x69 }
        return stem
    }

    private static let endings: [(from: StaticString, least: Int, to: String)] = [
        ("ational", 3, "ate"), ("isations", 3, "ise"), ("isation", 3, "ise"), ("fulness", 3, "ful"),
        ("ousness", 3, "ous"), ("ements", 4, ""), ("ement", 4, ""), ("ments", 4, ""), ("ment", 4, ""),
        ("ations", 3, "ate"), ("ation", 3, "ate"), ("ators", 3, "ate"), ("ator", 3, "ate"), ("ingly", 3, ""),
        ("edly", 3, ""), ("ings", 3, ""), ("ing", 3, ""), ("ness", 3, ""), ("tion", 4, "t"), ("sion", 4, "s"),
        ("ally", 4, "al"), ("ely", 3, "e"), ("ly", 3, ""), ("ied", 2, "y"), ("ed", 3, ""), ("able", 3, ""),
        ("ible", 3, ""), ("ance", 3, ""), ("ence", 3, ""), ("er", 4, ""), ("or", 4, ""),
    ]

    /// Words of one sense in this field, each with the one that stands for all of them.
    private static let sense: [[UInt8]: [UInt8]] = {
        let groups = [
            "medicine medication drug meds", "patient user person people client", "staff team colleague worker",
            "ward unit", "carer family relative relation parent", "doctor medic clinician prescriber",
            "check review audit", "handover handoff", "round", "phone telephone call", "form paper document",
            "record note chart", "letter", "computer system digital electronic software screen",
            "train teach education induction", "leave absence", "discharge", "admission admit", "refer referral",
            "appointment clinic", "risk danger hazard", "delay late wait", "error mistake slip wrong",
            "alert alarm warning", "dose dosage", "blood", "food meal diet eat nutrition", "drink fluid hydrate",
            "interpreter translator", "language", "pharmacist pharmacy", "nurse", "gp surgery",
            "huddle meet brief", "template proforma", "leaflet booklet sheet", "cupboard cabinet",
            "missed omitted omit",
        ]
        var sense: [[UInt8]: [UInt8]] = [:]
        for group in groups {
            let words = group.split(separator: " ").map { stem(Array($0.utf8)) }
            for word in words.dropFirst() { sense[word] = words[0] }
        }
        return sense
    }()

    private static let common: Set<[UInt8]> = Set(
        """
        a about after all also an and any are as at be because been before being both but by can could did do does each \
        few for from had has have having he her here him his how i if in into is it its itself just made make may more \
        most much must my no nor not now of off on once one only or other our out over own per same she should so some \
        still such than that the their them then there these they this those through to too two under until up upon us \
        use used using very was we were what when where which while who whom whose why will with without would you your \
        lesson learned learning trust nhs service services care
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) }
    )
}
