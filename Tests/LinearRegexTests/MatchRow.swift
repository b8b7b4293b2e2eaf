import LinearRegex
import Testing

/// One line of a table: whether a pattern matches somewhere in a text.
struct MatchRow: Sendable, CustomTestStringConvertible {
    let pattern: String
    let text: String
    let expected: Bool

    var testDescription: String { "/\(pattern)/u on \"\(text)\"" }

    /// A pattern with texts it matches in and texts it does not.
    static func rows(_ pattern: String, matches: [String] = [], refuses: [String] = []) -> [MatchRow] {
        let accepted = matches.map { MatchRow(pattern: pattern, text: $0, expected: true) }
        return accepted + refuses.map { MatchRow(pattern: pattern, text: $0, expected: false) }
    }

    /// Checks with a roomy cache, and with one so small that every new state empties it.
    func check() throws {
        let regex = try LinearRegex(pattern)
        #expect(regex.matches(text) == expected)
        let tiny = LinearRegexCache(bytesMax: 0)
        for _ in 0..<5 {
            #expect(regex.matches(Array(text.utf8), cache: tiny) == expected)
        }
    }
}

extension LinearRegex {
    func matches(_ bytes: [UInt8], cache: LinearRegexCache) -> Bool {
        bytes.withUnsafeBufferPointer { matches($0, cache: cache) }
    }
}
