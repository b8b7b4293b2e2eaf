import Anonymisation
import Foundation

/// Reads the lists in `rules/` into phrases and their classes.
struct ListFiles {
    private(set) var classes: [UInt64: UInt64] = [:]
    private(set) var wordsMax = 1
    let folder: URL

    init(_ folder: URL) throws {
        self.folder = folder
        let files: [(String, WordClass)] = [
            ("eponyms", .eponym), ("role-titles", .role), ("relations", .relation), ("drugs", .drug),
            ("ethnicity", .ethnicity), ("occupations", .occupation), ("national-bodies", .nationalBody),
            ("clinical-words", .clinical), ("street-types", .streetType),
        ]
        for (name, kind) in files {
            for line in try lines(name) { add(line, kind, isWord: name == "clinical-words" || name == "role-titles") }
        }
        var kind = WordClass.place
        for line in try lines("places", keepsComments: true) {
            if line.hasPrefix("# countries") { kind = [.place, .country] }
            if !line.hasPrefix("#") { add(line, kind, isWord: false) }
        }
        kind = .mediaName
        for line in try lines("media", keepsComments: true) {
            if line.hasPrefix("# phrases") { kind = .mediaPhrase }
            if !line.hasPrefix("#") { add(line.lowercased(), kind, isWord: false) }
        }
        for line in try lines("helplines") {
            add(String(line.prefix { $0.isNumber }), .helpline, isWord: false)
        }
        for line in try lines("nicknames") {
            let parts = line.components(separatedBy: ": ")
            guard parts.count == 2 else { throw ListError(line: line) }
            for short in parts[1].components(separatedBy: ", ") {
                guard let hash = RuleBookHashes.hash(ofName: parts[0], short: short) else { continue }
                let words = [parts[0], short].compactMap { RuleBookHashes.hash(ofName: $0, short: "") }
                for key in [hash] + words { classes[key, default: 0] |= WordClass.nickname.rawValue }
            }
        }
        for line in try lines("site-words") + lines("context-words") { try addKinds(line) }
    }

    private func lines(_ name: String, keepsComments: Bool = false) throws -> [String] {
        try String(contentsOf: folder.appendingPathComponent("\(name).txt"), encoding: .utf8)
            .components(separatedBy: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && (keepsComments || !$0.hasPrefix("#")) }
    }

    /// `phrase: kind, kind`.
    private mutating func addKinds(_ line: String) throws {
        guard let colon = line.range(of: ": ", options: .backwards) else { throw ListError(line: line) }
        for name in line[colon.upperBound...].components(separatedBy: ", ") {
            guard let kind = WordClass.named(name) else { throw ListError(line: line) }
            add(String(line[..<colon.lowerBound]), kind, isWord: false)
        }
    }

    /// Adds an entry; capitals in it ask for capitals in the text.
    private mutating func add(_ entry: String, _ kind: WordClass, isWord: Bool) {
        var kind = kind
        let letters = entry.filter(\.isLetter)
        if letters.count > 1, letters.allSatisfy(\.isUppercase) {
            kind.insert(.needsCapitals)
        } else if entry.first?.isUppercase == true {
            kind.insert(.needsCapital)
        }
        let hashes = RuleBookHashes.hashes(of: entry)
        guard let own = hashes.last else { return }
        wordsMax = max(wordsMax, hashes.count)
        // An entry that asks for capitals must not bind the same word of another list.
        if let known = classes[own], known & ~WordClass.prefix.rawValue != 0 {
            kind.subtract([.needsCapital, .needsCapitals])
            classes[own] = known & ~WordClass([.needsCapital, .needsCapitals]).rawValue | kind.rawValue
        } else {
            classes[own, default: 0] |= kind.rawValue
        }
        for hash in hashes.dropLast() { classes[hash, default: 0] |= WordClass.prefix.rawValue }
    }
}

struct ListError: Error, CustomStringConvertible {
    let line: String
    var description: String { "a list holds a line that cannot be read: \(line)" }
}
