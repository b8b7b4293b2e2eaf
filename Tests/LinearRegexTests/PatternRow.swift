import LinearRegex
import Testing

/// One line of a table: a pattern, texts that it matches in, and texts that it does not.
struct PatternRow: Sendable, CustomTestStringConvertible {
    let pattern: String
    let matches: [String]
    let refuses: [String]

    var testDescription: String { "/\(pattern)/u" }

    init(_ pattern: String, matches: [String] = [], refuses: [String] = []) {
        self.pattern = pattern
        self.matches = matches
        self.refuses = refuses
    }

    /// Checks with a roomy cache, and with one so small that every new state empties it.
    func check() throws {
        let regex = try LinearRegex(pattern)
        let caches = [LinearRegexCache(), LinearRegexCache(bytesMax: 0)]
        // The second round finds the caches warm.
        for _ in 0..<2 {
            for cache in caches {
                for text in matches {
                    #expect(regex.matches(Array(text.utf8), cache: cache), "\(text.debugDescription)")
                }
                for text in refuses {
                    #expect(!regex.matches(Array(text.utf8), cache: cache), "\(text.debugDescription)")
                }
            }
        }
    }
}

extension LinearRegex {
    func matches(_ bytes: [UInt8], cache: LinearRegexCache) -> Bool {
        bytes.withUnsafeBufferPointer { matches($0, cache: cache) }
    }
}
