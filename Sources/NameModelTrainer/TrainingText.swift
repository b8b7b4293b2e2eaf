import Foundation

/// A text made from a template, with the places of the people in it, as Unicode scalars.
struct TrainingText {
    var text: String
    var people: [Range<Int>]
    /// Number of the template: texts of one template are never in both halves of a test.
    let template: Int
}

/// Makes texts from templates: one sentence or block each, with slots in braces.
struct TemplateReader {
    let templates: [String]
    private let names: NameMaker
    private let fillers: [String: [String]]

    init(_ folder: URL, names: NameMaker, lists: URL) throws {
        var templates: [String] = []
        let files = ["narrative", "documents", "mixed-adversarial", "hard-negatives"]
        for file in files {
            templates += try Self.lines(folder.appendingPathComponent("\(file).txt"))
        }
        self.templates = templates
        self.names = names
        fillers = try Self.fillers(lists)
    }

    private static func lines(_ url: URL) throws -> [String] {
        try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    private static func fillers(_ lists: URL) throws -> [String: [String]] {
        func list(_ name: String) throws -> [String] { try lines(lists.appendingPathComponent("\(name).txt")) }
        func titled(_ words: [String]) -> [String] {
            words.map {
                $0.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
            }
        }
        let towns = titled(try list("places").filter { !$0.contains("-") })
        var fillers: [String: [String]] = [
            "drug": try list("drugs"), "role": try list("role-titles").filter { $0.count > 5 },
            "relation": try list("relations").filter { !$0.contains("'") && $0.count < 14 },
            "eponym": titled(try list("eponyms")), "town": towns,
            "county": ["Kent", "Essex", "Surrey", "Sussex", "Norfolk"],
            "org": titled(try list("national-bodies")),
            "abbr": try list("clinical-words").filter { $0.count <= 4 }.map { $0.uppercased() },
        ]
        fillers["month"] = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November",
            "December",
        ]
        fillers["weekday"] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        fillers["team"] = [
            "crisis team", "home treatment team", "Early Intervention Team", "liaison team", "CMHT", "falls team",
            "Recovery Team",
            "estates team", "pharmacy team", "the North Locality Team", "perinatal team", "IAPT",
        ]
        fillers["dose"] = ["5 mg", "20mg", "100 mg BD", "2 mg IM", "500mg TDS", "15 mg nocte", "75 micrograms", "1 g"]
        return fillers
    }

    /// One text of a template.
    func text(_ number: Int, _ random: inout SeededRandom) -> TrainingText {
        var out = ""
        var length = 0
        var people: [Range<Int>] = []
        var cast: [Int: NameMaker.Person] = [:]
        let nameCase = random.below(100)
        let isLower = random.chance(26)
        func append(_ text: String) {
            out += text
            length += text.unicodeScalars.count
        }
        let pieces = templates[number].replacingOccurrences(of: "\\n", with: "\n").components(separatedBy: "{")
        append(pieces[0])
        for piece in pieces.dropFirst() {
            let parts = piece.components(separatedBy: "}")
            let (slot, who) = Self.slot(parts[0])
            if cast[who] == nil { cast[who] = names.person(&random) }
            if let person = cast[who], var name = self.name(slot, person, &random) {
                if nameCase < 8 { name = name.lowercased() } else if nameCase < 12 { name = name.uppercased() }
                if slot != "init" { people.append(length..<length + name.unicodeScalars.count) }
                append(name)
            } else {
                append(filler(slot, &random))
            }
            append(parts.dropFirst().joined(separator: "}"))
        }
        return TrainingText(text: isLower ? out.lowercased() : out, people: people, template: number)
    }

    private static func slot(_ text: String) -> (name: String, who: Int) {
        var digits = ""
        var name = text
        while let last = name.last, last.isNumber {
            digits = String(last) + digits
            name.removeLast()
        }
        if name.hasSuffix("."), name.dropLast().last?.isNumber == true {
            digits = String(name.dropLast().last ?? "1")
            name = String(name.dropLast(2)) + "."
        }
        return (name, Int(digits) ?? 1)
    }

    private func name(_ slot: String, _ person: NameMaker.Person, _ random: inout SeededRandom) -> String? {
        let (first, last) = (person.first, person.last)
        switch slot {
        case "full": return "\(first) \(last)"
        case "first", "nick": return first
        case "last": return last
        case "mid": return "\(first) \(person.middle) \(last)"
        case "f.last": return "\(first.prefix(1)). \(last)"
        case "flast": return "\(first.prefix(1)) \(last)"
        case "firstl": return "\(first) \(last.prefix(1))"
        case "firstl.": return "\(first) \(last.prefix(1))."
        case "last,first": return "\(last), \(first)"
        case "LASTfirst": return "\(last.uppercased()) \(first)"
        case "init": return names.initials(person, &random)
        default: return nil
        }
    }

    private func filler(_ slot: String, _ random: inout SeededRandom) -> String {
        switch slot {
        case "date":
            return "\(1 + random.below(28)) \(random.pick(fillers["month"] ?? [""])) \(2015 + random.below(12))"
        case "time": return "\(random.below(24)):\(10 + random.below(50))"
        case "n": return "\(2 + random.below(60))"
        case "age": return "\(18 + random.below(75))"
        case "code": return "\(random.pick(["W", "INC", "Q", "WEB"]))\(10_000 + random.below(89_999))"
        case "ward": return siteName(["Ward", "Unit", "Suite", "House", "Lodge", "PICU", "Centre"], &random)
        case "hospital": return siteName(["Hospital", "Infirmary", "Centre", "Clinic", "Park Hospital"], &random)
        case "trust":
            return siteName(["NHS Foundation Trust", "Partnership NHS Trust", "Health and Care Trust"], &random)
        case "practice": return siteName(["Surgery", "Medical Centre", "Medical Practice", "Health Centre"], &random)
        case "school": return siteName(["Primary School", "Academy", "High School", "College"], &random)
        case "carehome": return siteName(["Care Home", "Nursing Home", "House", "Lodge", "Court"], &random)
        case "employer": return siteName(["Bakery", "Logistics", "Motors", "Ltd", "Foods", "Removals"], &random)
        default: return fillers[slot].map { random.pick($0) } ?? slot
        }
    }

    /// Sites are named after trees, birds, rivers and people: only the last word tells them from a person.
    private func siteName(_ kinds: [String], _ random: inout SeededRandom) -> String {
        let things = [
            "Willow", "Oak", "Heron", "Kingfisher", "Avon", "Severn", "Amber", "Jasmine", "Rowan", "Hazel", "Juniper",
            "Ashdown",
            "Beacon", "Orchard", "Meadow", "Lavender", "Maple", "Sycamore", "Poplar", "Larch", "Robin", "Wren",
            "Bluebell",
            "Cherry", "Cedar", "Elm", "Holly", "Ivy", "Laurel", "Magnolia", "Primrose", "Rosewood", "Sandpiper", "Teal",
        ]
        let named =
            random.chance(55)
            ? random.pick(things)
            : random.chance(40) ? random.pick(fillers["town"] ?? [""]) : names.person(&random).last
        return "\(named) \(random.pick(kinds))"
    }
}
