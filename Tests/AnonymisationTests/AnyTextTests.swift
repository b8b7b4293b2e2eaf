import Anonymisation
import Foundation
import Testing

@Suite("Any text")
struct AnyTextTests {
    /// Scans twice: findings must be in order, inside the text, not overlapping, and the same again.
    private func check(_ bytes: [UInt8], scalars: Int, _ name: String) {
        let scanner = TextScanner()
        let findings = bytes.withUnsafeBufferPointer { scanner.findings($0) }
        for finding in findings {
            #expect(finding.start >= 0 && finding.end > finding.start && finding.end <= scalars, "\(name): \(finding)")
        }
        for (one, next) in zip(findings, findings.dropFirst()) {
            #expect(one.start <= next.start, "\(name): \(one) stands before \(next)")
            #expect(one.end <= next.start, "\(name): \(one) reaches into \(next)")
        }
        let again = bytes.withUnsafeBufferPointer { TextScanner().findings($0) }
        #expect(findings == again, "\(name): other findings the second time")
        let reference = bytes.withUnsafeBufferPointer { scanner.findings($0, profile: .publicReference) }
        #expect(reference.allSatisfy { findings.contains($0) }, "\(name): more than in prose")
    }

    private func check(_ text: String, _ name: String) {
        check(Array(text.utf8), scalars: text.unicodeScalars.count, name)
    }

    @Test("random bytes crash nothing", arguments: [1, 42, 20_260_101, UInt64.random(in: 0...UInt64.max)] as [UInt64])
    func randomBytes(seed: UInt64) {
        print("seed of the random bytes: \(seed)")
        var noise = Noise(seed: seed)
        for count in [1, 2, 3, 5, 8, 64, 500, 4000] {
            // A byte that is no UTF-8 counts as one character, so there are at most as many as bytes.
            check(noise.bytes(count), scalars: count, "seed \(seed), \(count) bytes")
        }
    }

    @Test("nor any characters", arguments: [1, 42, 20_260_101, UInt64.random(in: 0...UInt64.max)] as [UInt64])
    func randomCharacters(seed: UInt64) {
        print("seed of the random characters: \(seed)")
        var noise = Noise(seed: seed)
        for count in [1, 2, 3, 5, 8, 64, 500, 2000] { check(noise.characters(count), "seed \(seed), \(count)") }
    }

    @Test(
        "nor words that begin an identifier, in any order",
        arguments: [1, 42, UInt64.random(in: 0...UInt64.max)] as [UInt64]
    )
    func randomWords(seed: UInt64) {
        print("seed of the random words: \(seed)")
        var noise = Noise(seed: seed)
        for round in 0..<40 { check(noise.words(60), "seed \(seed), round \(round)") }
    }

    @Test("nor the beginning of a longer text, wherever it is cut")
    func beginnings() {
        let text =
            "Mr O'Tibbett-Ashgrove, NHS number 999 312 4575, born 3 March 1948, @heron, &#84; a@b.org, ///a.b.c 1:2::"
        let bytes = Array(text.utf8)
        for cut in bytes.indices {
            check(Array(bytes[..<cut]), scalars: cut, "to byte \(cut)")
            check(Array(bytes[cut...]), scalars: bytes.count - cut, "from byte \(cut)")
        }
    }

    /// Repeated, these make lines that are nothing but one thing.
    static let pieces = [
        "7", "a", ",", ".", "@", "/", "(", ")", "[", "{", "\"", "'", "-", "+", "&", "&#", "\n", "\r\n", " ", "\t", "é",
        "e\u{301}", "\u{200B}", "😀", "\u{FFFD}", "1 ", "1.", "1/", "1-", "1:", "a1", "aB3d", "A ", "A. ", "J o h n ",
        "Mr ", "son ", "John ", "John-", "NHS number ", "one ", "ward hospital ", "the Echo ", "retired a ", "www.",
        "www.nhs.uk:", "a@", "Flat 1, ", "GB82 1234 ", "+44 ", "May ", "aged ", "Sister ", "de ", "London ", "only ",
    ]

    @Test(
        "names that are widened do not reach into each other",
        arguments: ["RMrin.ti n.ti ", "ti n.ti", "Bo A. Bo A. Bo"]
    )
    func widened(text: String) { check(text, text) }

    @Test(
        "a long text in parts has its findings where they stand",
        arguments: ["\n", " ", "", " é€😀 ", "\u{200B} ", "&eacute; "]
    )
    func parts(separator: String) {
        let piece = "Then Mr Tibbett fell down the stairs." + separator
        let text = Array(String(repeating: piece, count: 4_000).unicodeScalars)
        var bytes = String(String.UnicodeScalarView(text))
        let findings = bytes.withUTF8 { TextScanner().findings($0) }
        let name = Array("Tibbett".unicodeScalars)
        for finding in findings { #expect(Array(text[finding.start..<finding.end]) == name, "\(finding)") }
        // A cut inside a name may cost that one; there are few cuts.
        #expect(findings.count > 3_980)
    }

    @Test(
        "an identifier over the end of a part is found as if there were none",
        arguments: [
            "and the NHS number 943 476\n5919 was on it", " he left on 14 March 2025 by bus",
            "\nDate of birth:\n12/05/1958\n",
            " then Mr\nOakhurst rang", " NHS number 943 476 5919", "\nDOB 12/05/1958\n",
        ]
    )
    func overTheCut(text: String) throws {
        let alone = try #require(TextScanner().findings("The chart was read " + text + " again.").first)
        // The filling has lines or none; the identifier stands everywhere around the cut.
        for filling in ["the chart was read and kept ", "the chart was read and kept\n"] {
            let before = String(repeating: filling, count: 1_160)
            for place in stride(from: 32_650, through: 32_790, by: 3) {
                let padding = String(repeating: " ", count: place - before.utf8.count)
                let found = TextScanner().findings(before + padding + text + " again. " + filling)
                #expect(found.map(\.type) == [alone.type], "at \(place): \(found)")
                #expect(found.first?.decision == alone.decision, "at \(place)")
            }
        }
    }

    @Test("a byte that is no UTF-8 counts as a character, also in the parts of a long text")
    func brokenParts() {
        let piece = Array("Then Mr Tibbett fell.\n".utf8) + [0x80, 0xFF, 0xC3]
        let bytes = Array(repeatElement(piece, count: 4_000).joined())
        let findings = bytes.withUnsafeBufferPointer { TextScanner().findings($0) }
        #expect(findings.count == 4_000)
        for (position, finding) in findings.enumerated() {
            // What cannot be read before a name may be taken for a part of it; its end is sure.
            #expect(finding.end == position * piece.count + 15)
        }
    }

    @Test("nor a line of one thing, however long", arguments: pieces)
    func oneThing(piece: String) {
        for count in [1, 2, 3, 10, 700] {
            check(String(repeating: piece, count: count), "\(count) times \(piece.debugDescription)")
        }
        check(String(repeating: piece, count: 300) + "Mr Tibbett", "\(piece.debugDescription) and a name")
    }

    @Test("one very long line is read to its end")
    func longLine() {
        let text = String(repeating: "The door was open and the chart was blank, ", count: 2000) + "Mr Tibbett fell."
        let findings = TextScanner().findings(text)
        let count = text.unicodeScalars.count
        #expect(findings.map(\.range) == [count - 13..<count - 6])
        check(text, "a long line")
    }

    @Test(
        "10 MB of noise take time in step with their size (make soak)",
        .enabled(if: ProcessInfo.processInfo.environment["LESSON_SOAK"] == "1")
    )
    func tenMegabytes() {
        var noise = Noise(seed: 7)
        let word = Array("The door was open and the chart was blank at 03:15, ".utf8)
        let kinds: [(String, (Int) -> [UInt8])] = [
            ("bytes", { noise.bytes($0) }), ("characters", { Array(noise.characters($0 / 3).utf8) }),
            ("words", { Array(noise.words($0 / 6).utf8) }),
            (
                "no spaces",
                { count in
                    Array(String(repeating: "a1:g:aB3dE5", count: count / 11).utf8)
                }
            ),
            ("capitals", { count in Array(String(repeating: "A ", count: count / 2).utf8) }),
            ("pages", { count in Array(String(repeating: "www.nhs.uk:", count: count / 11).utf8) }),
            ("a line", { count in (0..<count).map { word[$0 % word.count] } }),
        ]
        for (name, make) in kinds {
            let times = [1 << 20, 10 << 20].map { count in
                let bytes = make(count)
                return ContinuousClock().measure {
                    _ = bytes.withUnsafeBufferPointer { TextScanner().findings($0) }
                }
            }
            // Ten times the text; a machine that is busy with other things gets some room.
            #expect(times[1] < times[0] * 25, "\(name): \(times[0]), then \(times[1])")
        }
    }
}

/// Texts that a seed fixes.
private struct Noise {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func next(_ bound: Int) -> Int {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(next(256)) } }

    private static let starts: [(UInt32, Int)] = [
        (0x20, 95), (0x20, 95), (0x20, 95), (0xA0, 96), (0x300, 112), (0x370, 400), (0x2000, 112), (0xFE00, 16),
        (0xFF00, 240), (0x1D400, 1024), (0x1F300, 700), (0xE0000, 128), (0x9, 5), (0x4E00, 500),
    ]

    mutating func characters(_ count: Int) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<count {
            let (start, size) = Self.starts[next(Self.starts.count)]
            if let scalar = Unicode.Scalar(start + UInt32(next(size))) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    private static let parts = [
        "NHS", "number", "Mr", "Mrs", "Dr", "son", "ward", "Ward", "Tibbett", "marlon", "J", "o", "x", "A", "1",
        "07700", "900417", "999", "312", "4575", "9993124575", "12/3/48", "March", "may", "2024", "born", "DOB", "aged",
        "72", "year", "old", "@", "@heron", "a@b.org", "(at)", "b.org", "www.a.b/c", "https://", "///", "a.b.c",
        "192.0.2.1", "::", "2001:db8::1", "CAD", "Datix", "PSII-2024-019", "XX12", "QQZ", "PE99", "4XB", "Flat", "4,",
        "Lane",
        "Quarry", "GB82", "WEST", "1234", "4111", "sort", "code", "00-11-22", "one", "two", "nine", "oh", "double", ".",
        ",", "-", "(", ")", "'s", "’s", "&#84;", "&nbsp;", "\u{200B}", "\u{AD}", "\u{301}", "\n", "\r\n", "the", "only",
        "Echo", "retired", "a", "French", "patient", "of", "de", "van", "der", "O'", "TWFybG9u", "=", "+44",
        "QQ123456C",
    ]

    mutating func words(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count {
            text += Self.parts[next(Self.parts.count)]
            if next(4) > 0 { text += " " }
        }
        return text
    }
}
