import ExchangeTestKit
import LinearRegex
import Testing

@Suite("The automaton agrees with plain backtracking")
struct OracleTests {
    @Test("on random patterns and texts", arguments: [1, UInt64.random(in: 2 ... .max)])
    func randomPatterns(seed: UInt64) throws {
        print("seed of the random patterns: \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let pattern = OraclePattern.random(depth: 3, using: &generator)
            let source = pattern.source
            let regex = try LinearRegex(source)
            // The small caches are emptied again and again, and at last left aside.
            let caches = [LinearRegexCache(), LinearRegexCache(bytesMax: 0), LinearRegexCache(bytesMax: 600)]
            for _ in 0..<6 {
                let length = Int.random(in: 0...6, using: &generator)
                let text = (0..<length).map { _ in OraclePattern.randomScalar(using: &generator) }
                let expected = pattern.matches(text)
                var string = ""
                string.unicodeScalars.append(contentsOf: text)
                for cache in caches where regex.matches(Array(string.utf8), cache: cache) != expected {
                    Issue.record("seed \(seed): /\(source)/u on \(string.debugDescription) is not \(expected)")
                }
            }
        }
    }

    @Test(
        "on random anchored patterns, of which many need no automaton",
        arguments: [1, UInt64.random(in: 2 ... .max)]
    )
    func anchoredPatterns(seed: UInt64) throws {
        print("seed of the anchored patterns: \(seed)")
        var generator = SeededGenerator(seed: seed)
        var deterministic = 0
        for _ in 0..<4_000 {
            let inner = OraclePattern.random(depth: 3, using: &generator)
            let pattern = OraclePattern.sequence([.textStart, inner, .textEnd])
            let regex = try LinearRegex(pattern.source)
            guard regex.isDeterministic else { continue }
            deterministic += 1
            for _ in 0..<40 {
                let length = Int.random(in: 0...5, using: &generator)
                let text = (0..<length).map { _ in OraclePattern.randomScalar(using: &generator) }
                var string = ""
                string.unicodeScalars.append(contentsOf: text)
                let isMatch = regex.matches(string)
                if isMatch != pattern.matches(text) {
                    Issue.record("seed \(seed): /\(pattern.source)/u on \(string.debugDescription) is not \(isMatch)")
                }
            }
        }
        #expect(deterministic > 100)
    }

    @Test(
        "on the patterns of the schemas",
        arguments: [
            ("^(ods:[A-Z0-9]{3,10}|reg:[a-z0-9]+(-[a-z0-9]+)*)$", true), ("^sha256:[0-9a-f]{64}$", true),
            ("^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4]|/[0-9]{4})?$", false), ("^(/([^~/]|~[01])*)+$", false),
            ("^a*a$", false), ("^(a|b)?c$", true), ("a", false), ("^(?:ab|ac)$", false), ("^a{2}a$", true),
            (#"^[^\u0000-\u001f\u007f]+$"#, true), ("^[^a]*a$", true), ("^[^a]{1,3}$", false), ("^[^a]+[^b]$", false),
            ("^[^é]+$", false), ("^[^a]+é$", false),
        ]
    )
    func knownPatterns(_ row: (pattern: String, isDeterministic: Bool)) throws {
        #expect(try LinearRegex(row.pattern).isDeterministic == row.isDeterministic)
        #expect(try LinearRegex(known: row.pattern).isDeterministic == row.isDeterministic)
    }
}
