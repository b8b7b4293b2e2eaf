import Anonymisation
import Testing

@Suite("What a field is read for")
struct ProfileTests {
    private func types(_ text: String, _ profile: FieldProfile) -> [IdentifierType] {
        TextScanner().findings(text, profile: profile).map(\.type)
    }

    @Test(
        "published references may name organisations, offices, days and pages",
        arguments: [
            "Rowanby NHS Foundation Trust, 27 Thornbury Crescent, PE99 4XB",
            "Patient Safety Team, telephone 01632 960417", "https://rowanby.example/learning/2024-18",
            "Reviewed in March 2024; report 2023/18204", "Published 14 March 2024", "Due 2026-03-31", "R/2025/014",
            "Review of medicine names in ward systems", "Chief pharmacists of mental health trusts",
            "patientsafety@rowanby.example",
        ]
    )
    func references(text: String) {
        #expect(types(text, .publicReference) == [])
    }

    @Test("published references may not name people, nor give their numbers")
    func people() {
        let expected: [(String, [IdentifierType])] = [
            ("Report of the coroner, Dr Tibbett", [.person]),
            ("Review into the care of Marlon Tibbett", [.person]),
            ("https://www.example.gov.uk/notices/marlon-tibbett-report/", [.person]),
            ("NHS number 999 312 4575", [.nhsNumber]),
            ("The review of the care of a man, DOB 14/02/1971", [.dateOfBirth]),
        ]
        for (text, types) in expected { #expect(self.types(text, .publicReference) == types, "\(text)") }
    }

    @Test("a reference is never read for more than prose")
    func subset() {
        for section in StructuredTests.contactExamples.sections + StructuredTests.healthNumberExamples.sections {
            for example in section.examples {
                let text = MarkedText(example).text
                let prose = TextScanner().findings(text)
                let reference = TextScanner().findings(text, profile: .publicReference)
                #expect(reference.allSatisfy { prose.contains($0) }, "\(example)")
            }
        }
    }

    @Test("codes are not read at all")
    func codes() {
        for text in ["Mr Tibbett", "NHS number 999 312 4575", "marlon@example.org", "urn:lesson:reg:demo-northmere:1"] {
            #expect(types(text, .code) == [])
        }
    }
}
