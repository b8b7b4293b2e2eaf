import Anonymisation
import Foundation

/// The gazetteer and the names for training text, from the named sources.
struct NameSources {
    /// First names with how usual they are, 1 to 3.
    private(set) var first: [(name: String, level: Int)] = []
    private(set) var last: [(name: String, level: Int)] = []
    /// Ordinary English words, 1 to 3.
    private(set) var words: [String: Int] = [:]

    /// `folder` holds `nomquamgender.json`, `dist.all.last`, `dist.female.first`, `dist.male.first` and `words.10` to
    /// `words.50` of SCOWL.
    init(_ folder: URL) throws {
        for (size, level) in [("50", 1), ("40", 1), ("35", 2), ("20", 3), ("10", 3)] {
            let data = try Data(contentsOf: folder.appendingPathComponent("words.\(size)"))
            for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where Self.isPlain(line) {
                words[line.lowercased()] = max(words[line.lowercased()] ?? 0, level)
            }
        }
        try readFirst(folder)
        try readLast(folder)
    }

    private static func isPlain(_ word: some StringProtocol) -> Bool {
        word.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    }

    private mutating func readFirst(_ folder: URL) throws {
        let data = try Data(contentsOf: folder.appendingPathComponent("nomquamgender.json"))
        guard let names = try JSONSerialization.jsonObject(with: data) as? [String: [Any]] else {
            throw ListError(line: "nomquamgender.json")
        }
        var levels: [String: Int] = [:]
        for (name, facts) in names where name.utf8.count > 1 && Self.isPlain(name) {
            // First figure: in how many sources the name occurs.
            let sources = (facts.first as? Int) ?? 0
            let level = sources >= 16 ? 3 : sources >= 9 ? 2 : sources >= 5 ? 1 : 0
            if level > 0 { levels[name.lowercased()] = level }
        }
        for file in ["dist.female.first", "dist.male.first"] {
            for (rank, name) in try Self.census(folder, file).enumerated() {
                levels[name] = max(levels[name] ?? 0, rank < 400 ? 3 : 2)
            }
        }
        first = levels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private mutating func readLast(_ folder: URL) throws {
        let ranked = try Self.census(folder, "dist.all.last")
        last = ranked.prefix(60_000).enumerated()
            .map { rank, name in (name, rank < 3_000 ? 3 : rank < 15_000 ? 2 : 1) }
            .sorted { $0.0 < $1.0 }
    }

    private static func census(_ folder: URL, _ file: String) throws -> [String] {
        let data = try Data(contentsOf: folder.appendingPathComponent(file))
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap {
            $0.split(separator: " ").first.map { $0.lowercased() }
        }
    }

    /// All words with what the table keeps of them.
    var lore: [String: NameLore] {
        var parts: [String: (first: Int, last: Int, word: Int)] = [:]
        for (name, level) in first { parts[name, default: (0, 0, 0)].first = level }
        for (name, level) in last { parts[name, default: (0, 0, 0)].last = level }
        for (word, level) in words { parts[word, default: (0, 0, 0)].word = level }
        return parts.mapValues { NameLore(first: $0.first, last: $0.last, word: $0.word) }
    }
}
