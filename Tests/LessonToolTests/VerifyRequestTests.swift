import ExchangeTestKit
import LessonTool
import Testing

/// The plain words of `verify` are read by hand, for speed; the argument parser must read the same in them.
@Suite("Words of verify")
struct VerifyRequestTests {
    private static let known = [
        "a.json", "-", "folder", "", "--trust", "--trust", "--from", "--any-member", "--expect", "--need", "--at",
        "--status",
        "--withdrawal", "--crl", "--without-gate", "--json", "--jobs", "--payload-out", "--recipe", "--help", "--",
        "-h",
        "reg:demo-northmere", "ods:RXY", "reg:", "bundle", "receipt", "trust-list", "2026-01-15T09:00:00Z",
        "2026-02-30T09:00:00Z", "status=72h", "log", "4", "65", "+4", "-4", "four", "--trust=t.json", "--unknown",
        "t.json", "é",
        "help", "verify", "--version", "--json=true", "--no-json",
    ]

    @Test("mean the same to both readers")
    func agree() throws {
        var random = SeededGenerator.announced()
        var plain = 0
        for _ in 0..<3_000 {
            var words = ["a.json", "--trust", "t.json"]
            words += Bool.random(using: &random) ? ["--any-member"] : ["--from", "reg:demo-northmere"]
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let position = Int.random(in: 0...words.count, using: &random)
                words.insert(Self.known.randomElement(using: &random) ?? "", at: position)
                if Bool.random(using: &random) { words.remove(at: Int.random(in: 0..<words.count, using: &random)) }
            }
            guard let request = VerifyRequest(words: words) else { continue }
            plain += 1
            #expect(try VerifyRequest.parsed(words) == request, "\(words)")
        }
        #expect(plain > 300)
    }

    @Test("are read by hand whenever they are plain")
    func plain() throws {
        let lines = [
            "bundle.json --trust t.json --from reg:demo-northmere",
            "--json --any-member --trust t.json a.json b.json - --jobs 2 --at 2026-01-15T09:00:00Z --without-gate",
            "a.json --trust t --from ods:RXY --need log --need status=72h --status s --crl c --withdrawal w --withdrawal v",
            "a.json --trust t --from ods:RXY --expect status-list --payload-out p --recipe r",
        ]
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            let request = try #require(VerifyRequest(words: words), "\(line)")
            #expect(try VerifyRequest.parsed(words) == request)
        }
    }
}
