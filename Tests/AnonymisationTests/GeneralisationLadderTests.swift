import Anonymisation
import LessonExchange
import StrictJSON
import Testing

@Suite("Wider codes in place of finer ones")
struct GeneralisationLadderTests {
    @Test(
        "a period, step by step",
        arguments: [
            ("2024-05", "2024-Q2"), ("2024-12", "2024-Q4"), ("2024-Q2", "2024"), ("2024", "2024/2025"),
            ("2025", "2024/2025"), ("2024/2025", nil),
        ] as [(String, String?)]
    )
    func periods(period: String, wider: String?) throws {
        let lesson = try RecordDraft.read(RecordDraft.make(["eventPeriod": .string(period)]))
        #expect(GeneralisationLadder.wider(.eventPeriod, of: lesson)?.replacement?.string == wider)
    }

    @Test("two finer codes with one wider one become one")
    func merging() throws {
        let lesson = try RecordDraft.read(
            RecordDraft.make([
                "serviceLine": ["picu", "pharmacy", "acute-inpatient", "unknown"],
                "setting": RecordDraft.setting("4", "10", "9"),
            ])
        )
        let lines = try #require(GeneralisationLadder.wider(.serviceLine, of: lesson)?.replacement)
        #expect(lines.elements.compactMap(\.string) == ["inpatient", "non-clinical", "unknown"])
        let settings = try #require(GeneralisationLadder.wider(.setting, of: lesson)?.replacement)
        #expect(settings.elements.compactMap { $0["code"]?.string } == ["hospital", "9"])
    }

    @Test("harm: the worst two become one, none stays")
    func harm() throws {
        let steps: [(String, String?)] = [
            ("1", "severe-or-fatal"), ("2", "severe-or-fatal"), ("3", "some-harm"), ("5", nil),
        ]
        for (level, wider) in steps {
            let lesson = try RecordDraft.read(RecordDraft.make(["harm": RecordDraft.physical(level)]))
            let proposal = GeneralisationLadder.wider(.physicalHarm, of: lesson)
            #expect(proposal?.replacement?["code"]?.string == wider, "\(level)")
        }
    }

    @Test("every step keeps the schema", arguments: GeneralisationLadder.Member.allCases)
    func validity(member: GeneralisationLadder.Member) throws {
        var draft = RecordDraft.make([
            "eventPeriod": "2024-05",
            "serviceLine": ["picu", "acute-inpatient"],
            "setting": RecordDraft.setting("4", "10"),
            "patientGroup": .object(of: ["ageBand": "18-64"]),
            "harm": .object(of: [
                "physical": RecordDraft.code("lfpse:physical-harm", "5", "1"),
                "psychological": RecordDraft.code("lfpse:psychological-harm", "5", "2"),
            ]),
        ])
        #expect(try RecordDraft.violations(draft) == [])
        var steps = 0
        while let proposal = GeneralisationLadder.wider(member, of: try RecordDraft.read(draft)), steps < 5 {
            draft = GeneralisationLadder.apply(proposal, to: draft)
            #expect(try RecordDraft.violations(draft) == [])
            steps += 1
        }
        #expect(steps == (member == .eventPeriod ? 3 : 1))
    }

    @Test("a change of a place that does not exist changes nothing, and nothing empty is left behind")
    func applying() {
        let draft = RecordDraft.make(["harm": RecordDraft.physical("1")])
        let nowhere = RecordProposal(pointer: JSONPointer(tokens: ["setting", "0"]), replacement: "x")
        #expect(GeneralisationLadder.apply(nowhere, to: draft).compactBytes == draft.compactBytes)
        let physical = RecordProposal(pointer: JSONPointer(tokens: ["harm", "physical"]), replacement: nil)
        let isGone = GeneralisationLadder.apply(physical, to: draft)["harm"] == nil
        #expect(isGone)
    }

    // MARK: The code lists

    private func codes(_ list: String) throws -> [(code: String, entry: JSONValue)] {
        let bytes = try #require(EmbeddedSchemas.bytes("codes/\(list).json"))
        let root = try JSONDocument(parsing: bytes).root
        return (root["codes"]?.elements ?? []).map { ($0["code"]?.string ?? "", $0) }
    }

    @Test("groups are those of the list of service lines")
    func groups() throws {
        let lines = try codes("service-line")
        #expect(lines.count > 20)
        for (code, entry) in lines {
            #expect(GeneralisationLadder.serviceGroup(code) == entry["group"]?.string, "\(code)")
        }
    }

    @Test(
        "wider codes are the mappings of the lists",
        arguments: [
            ("lfpse-incident-location", GeneralisationLadder.settings),
            ("lfpse-physical-harm", GeneralisationLadder.physicalHarms),
            ("lfpse-psychological-harm", GeneralisationLadder.psychologicalHarms),
        ]
    )
    func mappings(list: String, steps: [String: String]) throws {
        let entries = try codes(list)
        #expect(entries.count >= 4)
        for (code, entry) in entries {
            let mapping = entry["mappings"]?.elements.first {
                $0["system"]?.isString(equalTo: "lesson-exchange:generalised") ?? false
            }
            #expect(steps[code] == mapping?["code"]?.string, "\(code)")
        }
    }
}
