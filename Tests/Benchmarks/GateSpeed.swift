import Anonymisation
import ExchangeTestKit
import LessonExchange
import StrictJSON

/// Prints how much text the gate reads in a second, and whether that holds from small texts to large ones.
func benchmarkGate() throws {
    let texts = try gateTexts()
    print("\nanonymisation gate, one core, \(texts.name)")
    let scanner = TextScanner()
    var whole: [UInt8] = []
    var next = 0
    while whole.count < 10_000_000 {
        whole += texts.texts[next % texts.texts.count] + [0x0A]
        next += 1
    }
    // The same ten million bytes each time, in texts of one size: a short text read again and again would be known by heart.
    for size in [10_000, 100_000, 1_000_000, 10_000_000] {
        var best = Double.infinity
        var found = 0
        for _ in 0..<3 {
            found = 0
            let time = ContinuousClock().measure {
                for start in stride(from: 0, to: 10_000_000, by: size) {
                    whole[start..<start + size].withUnsafeBufferPointer { found += scanner.findings($0).count }
                }
            }
            best = min(best, Double(time.components.attoseconds) / 1e12 + Double(time.components.seconds) * 1e6)
        }
        print("  texts of \(size) bytes: \((1e8 / best).rounded() / 10) MB/s, \(found) findings")
    }
}

/// The development set, or the project's own examples where it is not at hand.
private func gateTexts() throws -> (name: String, texts: [[UInt8]]) {
    if SharedFolder.has("corpus/dev.jsonl") {
        let lines = try SharedFolder.bytes("corpus/dev.jsonl").split(separator: 0x0A)
        let texts = lines.compactMap { try? JSONDocument(parsing: Array($0)).root["text"]?.utf8.map { Array($0) } }
        return ("development set", texts.compactMap { $0 })
    }
    let lesson = try JSONDocument(parsing: try SharedFolder.packageBytes("schemas/examples/valid/lesson.json")).root
    let texts = RecordFields.texts(of: lesson).filter { $0.profile == .prose }.compactMap {
        $0.value.utf8.map { Array($0) }
    }
    return ("texts of the example lesson", texts)
}
