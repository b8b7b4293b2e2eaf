import LinearRegex
import Testing

@Suite("The automaton agrees with plain backtracking")
struct OracleTests {
    @Test("on random patterns and texts", arguments: [1, UInt64.random(in: 2 ... .max)])
    func randomPatterns(seed: UInt64) throws {
        print("seed of the random patterns: \(seed)")
        var generator = SplitMix64(seed: seed)
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
}
