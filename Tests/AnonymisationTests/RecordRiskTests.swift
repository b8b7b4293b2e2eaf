import Anonymisation
import StrictJSON
import Testing

@Suite("What a record tells as a whole")
struct RecordRiskTests {
    private func risks(
        _ draft: JSONTree,
        _ marking: String = "nhs-and-partners",
        findings: [TextFinding] = []
    ) throws -> [RecordRisk] {
        #expect(try RecordDraft.violations(draft) == [])
        return DisclosureRisk.risks(
            lesson: try RecordDraft.read(draft),
            texts: [(JSONPointer(tokens: ["whatHappened"]), findings)],
            marking: marking,
            publisher: "ods:DEMO"
        )
    }

    private func rules(_ draft: JSONTree, _ marking: String = "nhs-and-partners") throws -> [String] {
        try risks(draft, marking).map(\.rule)
    }

    @Test("a record that says little has no risk", arguments: ["public", "nhs-and-partners", "named-recipients", ""])
    func nothing(marking: String) throws {
        #expect(try rules(RecordDraft.make(), marking) == [])
    }

    // MARK: A single death

    private func death(_ period: String, level: String = "1", band: JSONTree? = nil) -> JSONTree {
        RecordDraft.make([
            "eventPeriod": .string(period), "harm": RecordDraft.physical(level), "eventCountBand": band,
        ])
    }

    @Test("a single death is told with a year or wider", arguments: ["2024-05", "2024-Q2"])
    func singleDeath(period: String) throws {
        let risk = try #require(try risks(death(period)).first)
        #expect(risk.rule == "period.single-fatal")
        #expect(risk.decision == .generalise)
        #expect(risk.proposal?.replacement?.string == "2024")
        #expect(try rules(death(period, band: "1-7")).contains("period.single-fatal"))
    }

    @Test("a year, many events, or no harm: the period may stay")
    func noSingleDeath() throws {
        for draft in [death("2024"), death("2024-05", band: "8-12"), death("2024-05", level: "5")] {
            #expect(try !rules(draft).contains("period.single-fatal"))
        }
    }

    @Test("a death that only the text tells counts where the field leaves it open")
    func toldDeath() throws {
        let samples = [
            ("The patient died on leave.", true), ("The patient was found dead.", true),
            ("The patient could have died.", false), ("Nobody died.", false), ("The risk of death was known.", false),
        ]
        for (text, isDeath) in samples {
            let draft = RecordDraft.make(["eventPeriod": "2024-05", "whatHappened": .string(text)])
            #expect(try rules(draft).contains("period.single-fatal") == isDeath, "\(text)")
        }
    }

    // MARK: Combinations

    @Test("a public lesson tells no two kinds together, and any marking that is not known is public")
    func publicCombination() throws {
        let draft = RecordDraft.make([
            "serviceLine": ["picu"], "setting": RecordDraft.setting("10"),
            "patientGroup": .object(of: ["ageBand": "18-64"]),
        ])
        for marking in ["public", "internal"] {
            let found = try risks(draft, marking)
            #expect(found.map(\.rule) == Array(repeating: "combination.public", count: 3))
            #expect(found.map(\.pointer.description) == ["/serviceLine", "/setting", "/patientGroup"])
            #expect(found.allSatisfy { $0.decision == .generalise && $0.proposal != nil })
        }
        #expect(try rules(RecordDraft.make(["serviceLine": ["picu"]]), "public") == [])
    }

    @Test("families of few kinds, ways of harm and great ages count as well")
    func textKinds() throws {
        let samples = [
            ("His twin sister found him hanging; he was found hanging from a rail.", true),
            ("She swallowed batteries and is a mother of five.", true), ("He was aged 93.", true),
            ("The twin beds were too close.", false), ("She jumped from one form to the next.", false),
        ]
        for (text, isCombined) in samples {
            let draft = RecordDraft.make(["whatHappened": .string(text)])
            let found = try risks(draft, "nhs-and-partners", findings: TextScanner().findings(text))
            #expect(found.contains { $0.rule == "combination.restricted" } == isCombined, "\(text)")
        }
    }

    @Test("two versions tell the same, or the later one less")
    func versions() throws {
        let before = RecordDraft.make(["serviceLine": ["picu"], "eventPeriod": "2024-05"])
        let samples: [(JSONTree, [String])] = [
            (before, []),
            (RecordDraft.make(["serviceLine": ["picu"], "eventPeriod": nil]), []),
            (RecordDraft.make(["serviceLine": ["picu"], "eventPeriod": "2024"]), ["/eventPeriod"]),
            (
                RecordDraft.make([
                    "serviceLine": ["pharmacy"], "eventPeriod": "2024-05", "setting": RecordDraft.setting("10"),
                ]), ["/serviceLine", "/setting"]
            ),
        ]
        for (draft, places) in samples {
            let lesson = try RecordDraft.read(draft)
            let found = DisclosureRisk.risks(
                lesson: lesson,
                texts: [],
                marking: "nhs-and-partners",
                publisher: "",
                previous: try RecordDraft.read(before)
            ).filter { $0.rule == "version.differs" }
            #expect(found.map(\.pointer.description) == places)
            for risk in found {
                let mended = GeneralisationLadder.apply(try #require(risk.proposal), to: draft)
                #expect(try RecordDraft.violations(mended).isEmpty)
            }
        }
    }

    @Test("a lesson that few published findings fit tells its period wider, or not at all")
    func knownFindings() throws {
        func known(_ period: String, death: Bool = true, count: Int = 1) throws -> [KnownFinding] {
            let line = JSONTree.object(of: ["period": .string(period), "death": .boolean(death)])
            return try (0..<count).map { _ in try #require(KnownFinding(try RecordDraft.read(line))) }
        }
        let samples: [(String, [KnownFinding], String?)] = [
            ("2024-05", try known("2024-05"), "2024"), ("2024-Q2", try known("2024-06"), "2024"),
            ("2024", try known("2024-05"), "left out"), ("2024", try known("2024-05", count: 8), nil),
            ("2024-05", try known("2023-05"), nil), ("2024-05", try known("2024-05", death: false), nil),
            ("2023/2025", try known("2024"), "left out"),
        ]
        for (period, findings, expected) in samples {
            let draft = RecordDraft.make([
                "eventPeriod": .string(period), "harm": RecordDraft.physical("1"),
            ])
            let risk = DisclosureRisk.risks(
                lesson: try RecordDraft.read(draft),
                texts: [],
                marking: "nhs-and-partners",
                publisher: "",
                known: findings
            ).first { $0.rule == "linkage.known-finding" }
            #expect(risk.map { $0.proposal?.replacement?.string ?? "left out" } == expected, "\(period)")
            guard let proposal = risk?.proposal else { continue }
            #expect(try RecordDraft.violations(GeneralisationLadder.apply(proposal, to: draft)).isEmpty)
        }
    }

    @Test("known readers may be told a combination by decision", arguments: ["nhs-and-partners", "named-recipients"])
    func restrictedCombination(marking: String) throws {
        let draft = RecordDraft.make(["serviceLine": ["picu"], "eventPeriod": "2024-05"])
        let found = try risks(draft, marking)
        #expect(found.map(\.rule) == ["combination.restricted"])
        #expect(found.first?.decision == .warn)
        #expect(found.first?.pointer.description == "/eventPeriod")
        #expect(try rules(RecordDraft.make(["eventPeriod": "2024-05"]), marking) == [])
    }

    @Test("what the scanner left to a person counts, and a public lesson has it widened")
    func findings() throws {
        let draft = RecordDraft.make(["serviceLine": ["picu"], "whatHappened": "It was on Elm, at night."])
        let ward = TextFinding(start: 10, end: 13, type: .site, decision: .warn, rule: "site.ward", proposal: "a ward")
        let found = try risks(draft, "public", findings: [ward])
        #expect(found.map(\.pointer.description) == ["/serviceLine", "/whatHappened"])
        #expect(found.last?.proposal?.replacement?.string == "It was on a ward, at night.")
        let name = TextFinding(start: 10, end: 13, type: .person, decision: .warn, rule: "person.tagged", proposal: nil)
        #expect(try risks(draft, "public", findings: [name]).isEmpty)
    }

    // MARK: Counts

    private func changed(_ text: String, period: JSONTree? = nil, rule: String) throws -> String? {
        let draft = RecordDraft.make(["whatHappened": .string(text), "eventPeriod": period])
        let risk = try risks(draft).first { $0.rule == rule }
        if let risk { #expect(risk.decision == .generalise) }
        return risk.map { $0.proposal?.replacement?.string ?? "no proposal" }
    }

    @Test(
        "small numbers of people",
        arguments: [
            ("Three patients died.", "Fewer than 8 patients died."),
            ("It concerned 2 older residents and 4 staff.", "It concerned fewer than 8 older residents and 4 staff."),
            ("Later three of seven patients were moved.", "Later fewer than 8 patients were moved."),
            ("We spoke with fewer than five families.", "We spoke with fewer than 8 families."),
            ("One patient was moved.", "A patient was moved."),
            ("There was one inpatient.", "There was an inpatient."),
            ("5-7 people were there.", "Fewer than 8 people were there."),
            ("At least two patients left.", "Several patients left."),
            ("On the ward 3 patients left.", "On the ward fewer than 8 patients left."),
            ("There were two in-patients.", "There were fewer than 8 in-patients."),
        ]
    )
    func counts(text: String, expected: String) throws {
        #expect(try changed(text, rule: "count.small") == expected)
    }

    @Test(
        "numbers that count nobody, or many",
        arguments: [
            "Section 3 patients were moved.", "Ward 2 patients were moved.", "It concerns one in seven patients.",
            "Up to three patients share a bay.", "There were 8 patients.", "It was 1.5 patients a day.",
            "There were seven staff.", "Four or more patients need a second nurse.", "No two patients are alike.",
            "Three wards took part.", "Two patients per bay is the rule.", "One of the forms was for patients.",
        ]
    )
    func noCounts(text: String) throws {
        #expect(try changed(text, rule: "count.small") == nil)
    }

    @Test("a text that would become too long has no proposal")
    func tooLong() throws {
        let title = "Two patients " + String(repeating: "x", count: 107)
        let found = try risks(RecordDraft.make(["title": .string(title)]))
        #expect(found.map(\.rule) == ["count.small"])
        #expect(found.allSatisfy { $0.proposal == nil })
    }

    // MARK: Text and field

    @Test(
        "a text is never finer than the field",
        arguments: [
            ("In May 2024 a form was missing.", "2024", "In 2024 a form was missing."),
            ("In the spring of 2024 a form was missing.", "2024", "In 2024 a form was missing."),
            ("By 03/2024 it was missing.", "2024", "By 2024 it was missing."),
            ("In Q2 2024 it was missing.", "2024", "In 2024 it was missing."),
            ("In May 2024 it was missing.", "2024-Q2", "In Q2 2024 it was missing."),
            ("In 2024 it was missing.", "2024/2025", "In 2024/2025 it was missing."),
        ]
    )
    func finerPeriods(text: String, period: String, expected: String) throws {
        #expect(try changed(text, period: .string(period), rule: "period.text-finer") == expected)
    }

    @Test(
        "other times, the same form, and days, which the scanner finds",
        arguments: [
            ("In May 2021 a form was missing.", "2024"), ("In May 2024 a form was missing.", "2024-05"),
            ("On 14 May 2024 a form was missing.", "2024"), ("In 2024 a form was missing.", "2024"),
            ("The rule of 2024/25 is known.", "2024/2025"),
        ]
    )
    func coarsePeriods(text: String, period: String) throws {
        #expect(try changed(text, period: .string(period), rule: "period.text-finer") == nil)
    }

    @Test("the month of a single death goes from the text too")
    func monthOfDeath() throws {
        let text = "The patient died in May 2024."
        #expect(try changed(text, rule: "period.text-finer") == "The patient died in 2024.")
        #expect(try changed("A form was missing in May 2024.", rule: "period.text-finer") == nil)
    }

    @Test("changes of one text are one change")
    func oneChange() throws {
        let draft = RecordDraft.make(["eventPeriod": "2024", "whatHappened": "In May 2024 two patients left."])
        let found = try risks(draft).filter { $0.decision == .generalise }
        #expect(found.map(\.rule) == ["count.small", "period.text-finer"])
        for risk in found { #expect(risk.proposal?.replacement?.string == "In 2024 fewer than 8 patients left.") }
    }

    @Test("a death, or a service, that the field no longer tells")
    func finerText() throws {
        func draft(_ text: String, _ line: String) -> JSONTree {
            RecordDraft.make([
                "harm": RecordDraft.severeOrFatal, "serviceLine": .array([.string(line)]),
                "whatHappened": .string(text),
            ])
        }
        #expect(try rules(draft("The patient died.", "inpatient")) == ["harm.text-finer"])
        #expect(try rules(draft("The patient moved to the PICU.", "inpatient")) == ["service-line.text-finer"])
        #expect(try rules(draft("The patient moved to the PICU.", "picu")) == [])
        #expect(try rules(draft("The patient recovered.", "inpatient")) == [])
    }

    // MARK: Public sources

    @Test("a finding that cites a public source about a death asks for its own attestation")
    func linkage() throws {
        let risk = try #require(try risks(RecordDraft.finding()).first { $0.rule == "linkage.public-source" })
        #expect(risk.decision == .warn)
        #expect(risk.pointer.description == "/sourceDocuments")
        #expect(try rules(RecordDraft.finding(["sourceType": "cqc"])) == [])
    }

    @Test("so does a lesson of one's own that cites another body")
    func ownLesson() throws {
        func draft(_ issuer: String) -> JSONTree {
            let document = JSONTree.object(of: ["issuer": .string(issuer), "reference": "1"])
            return RecordDraft.make(["harm": RecordDraft.physical("1"), "sourceDocuments": .array([document])])
        }
        #expect(try rules(draft("reg:demo-coroner")) == ["linkage.public-source"])
        #expect(try rules(draft("ods:DEMO")) == [])
    }

    // MARK: Proposals

    private static let telling: [JSONTree] = [
        RecordDraft.make([
            "eventPeriod": "2024-05", "serviceLine": ["picu", "acute-inpatient", "pharmacy"],
            "setting": RecordDraft.setting("1", "4", "10", "9"), "patientGroup": .object(of: ["ageBand": "18-64"]),
            "harm": .object(of: [
                "physical": RecordDraft.code("lfpse:physical-harm", "5", "1"),
                "psychological": RecordDraft.code("lfpse:psychological-harm", "5", "1"),
            ]),
            "whatHappened": "In May 2024 two patients died. One resident saw it.",
            "summary": "Three residents were there in spring 2024.",
        ]),
        RecordDraft.make(["eventPeriod": "2024-Q3", "harm": RecordDraft.physical("1"), "serviceLine": ["liaison"]]),
        RecordDraft.make(["title": "Two deaths in May 2024", "eventPeriod": "2024/2025", "serviceLine": ["corporate"]]),
        RecordDraft.finding(["eventPeriod": "2023-11", "serviceLine": ["prison-diversion"]]),
    ]

    @Test("every proposal keeps the schema, and when all are made nothing is left to widen", arguments: 0..<4)
    func proposals(number: Int) throws {
        var draft = Self.telling[number]
        for marking in ["named-recipients", "nhs-and-partners", "public"] {
            for _ in 0..<3 {
                var next = draft
                for risk in try risks(draft, marking) where risk.decision == .generalise {
                    let proposal = try #require(risk.proposal, "\(risk.rule) at \(risk.pointer)")
                    #expect(try RecordDraft.violations(GeneralisationLadder.apply(proposal, to: draft)) == [])
                    next = GeneralisationLadder.apply(proposal, to: next)
                }
                draft = next
            }
            #expect(try risks(draft, marking).allSatisfy { $0.decision != .generalise })
        }
    }
}
