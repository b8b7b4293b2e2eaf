import Anonymisation
import ExchangeTestKit
import StrictJSON
import Testing

#if DEBUG
private let isDebug = true
#else
private let isDebug = false
#endif

@Suite("The development set")
struct CorpusTests {
    /// Every document with optimisation; every third without, which is enough to see a break.
    private func counted() throws -> DevelopmentScore {
        var score = DevelopmentScore()
        let scanner = TextScanner()
        let lines = try SharedFolder.bytes("corpus/dev.jsonl").split(separator: 0x0A)
        for line in lines.enumerated() where !isDebug || line.offset % 3 == 0 {
            score.add(try JSONDocument(parsing: Array(line.element)).root, scanner: scanner)
        }
        return score
    }

    private func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }

    @Test("is answered above the bars", .enabled(if: SharedFolder.has("corpus/dev.jsonl")))
    func bars() throws {
        let score = try counted()
        #expect(score.documents >= 300)
        print(
            "development set, \(score.documents) documents: leak \(percent(score.leaks.value)),",
            "silent \(percent(score.silences.value)), clean alarmed \(percent(score.cleanAlarmed.value)),",
            "alarms per 1,000 words \((score.alarmsPerThousandWords * 100).rounded() / 100)"
        )
        // A third of the documents gives shares that are too coarse for the bars themselves.
        let room = isDebug ? 0.05 : 0
        for (type, share) in score.types.sorted(by: { $0.key < $1.key }) {
            guard let bar = bar(type) else { continue }
            #expect(share.value >= bar - room, "\(type): \(percent(share.value)) of \(share.count)")
        }
        #expect(score.lowerCaseNames.value >= 0.85 - room, "\(percent(score.lowerCaseNames.value))")
        #expect(score.combinations.value >= 0.95 - room, "\(percent(score.combinations.value))")
        #expect(score.leaks.value <= 0.12 + room, "\(percent(score.leaks.value))")
        #expect(score.silences.value <= 0.005 + room, "\(percent(score.silences.value))")
        #expect(score.cleanAlarmed.value <= 0.25 + room, "\(percent(score.cleanAlarmed.value))")
        #expect(score.alarmsPerThousandWords <= 1.5 + 10 * room, "\(score.alarmsPerThousandWords)")
    }

    /// Findings of coroners are no lessons: names were taken out, and days, places and pages still single somebody out.
    @Test(
        "every row of the public findings of coroners is refused as prose",
        .enabled(if: SharedFolder.has("data/pfd_tracker_kent_names_removed.csv")),
        arguments: ["pfd_tracker_kent_names_removed.csv", "pfd_toolkit_kmpt_names_removed.csv"]
    )
    func publicFindings(file: String) throws {
        let rows = csvRows(try SharedFolder.bytes("data/" + file)).dropFirst()
        #expect(rows.count >= 8)
        for (number, row) in rows.enumerated() {
            let types = Set(TextScanner().findings(row.joined(separator: " ")).map(\.type))
            #expect(types.contains(.date), "row \(number)")
            #expect(!types.isDisjoint(with: [.place, .site, .age, .url, .media]), "row \(number)")
        }
    }

    /// Rows of a table in RFC 4180 form.
    private func csvRows(_ bytes: [UInt8]) -> [[String]] {
        var rows: [[String]] = [[]]
        var field: [UInt8] = []
        var isQuoted = false
        func finish() {
            rows[rows.count - 1].append(String(decoding: field, as: UTF8.self))
            field = []
        }
        for byte in bytes {
            switch byte {
            case 0x22: isQuoted.toggle()
            case 0x2C where !isQuoted: finish()
            case 0x0A where !isQuoted:
                finish()
                rows.append([])
            default: field.append(byte)
            }
        }
        if !field.isEmpty || !(rows.last ?? []).isEmpty { finish() } else { rows.removeLast() }
        return rows
    }

    /// The share that must be found; nil for what has no bar of its own.
    private func bar(_ name: String) -> Double? {
        guard let type = IdentifierType(rawValue: name), type.isDirect else { return nil }
        switch type {
        case .localID, .incidentReference, .address, .legalReference, .person: return 0.95
        case .initials: return 0.85
        default: return 0.98
        }
    }
}
