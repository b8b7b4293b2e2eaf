import Anonymisation
import ExchangeTestKit
import Foundation
import Testing

@Suite("Each rule finds its examples")
struct StructuredTests {
    static let sections =
        healthNumberExamples.sections + contactExamples.sections + quasiExamples.sections

    /// A heading names rule, type and decision.
    private func rule(_ section: ExampleTable.Section) throws -> (name: String, type: IdentifierType, GateDecision) {
        let words = section.heading.components(separatedBy: " ")
        try #require(words.count == 3, "\(section.heading)")
        let type = try #require(IdentifierType(rawValue: words[1]), "\(section.heading)")
        return (words[0], type, try #require(GateDecision(rawValue: words[2]), "\(section.heading)"))
    }

    @Test("with exact offsets, its type and its decision, and nothing else", arguments: sections)
    func examples(section: ExampleTable.Section) throws {
        let (name, type, decision) = try rule(section)
        #expect(!section.examples.isEmpty)
        for example in section.examples {
            let marked = MarkedText(example)
            var findings = TextScanner().findings(marked.text)
            let all = findings.description(in: marked.text)
            // These two follow from a name, which is found as well.
            if ["local-id.after-name", "initials.of-name"].contains(name) { findings.removeAll { $0.type == .person } }
            #expect(findings.map(\.range) == marked.ranges, "\(example): \(all)")
            for finding in findings {
                #expect(finding.type == type && finding.decision == decision, "\(example): \(all)")
                #expect(finding.rule == name, "\(example): \(all)")
                if decision == .block { #expect(finding.proposal?.isEmpty == false, "\(example): no proposal") }
            }
        }
    }

    @Test("no rule is without an example")
    func everyRule() throws {
        let shown = try Set(Self.sections.map { try rule($0).name })
        let families = Set(shown.map { String($0.prefix { $0 != "." }) })
        let name = try Regex(#""([a-z0-9-]+)\.[a-z0-9-]+""#)
        let sources = SharedFolder.package.appendingPathComponent("Sources/Anonymisation")
        let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        var count = 0
        for path in paths where path.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
            for match in text.matches(of: name) {
                // Host names look alike. The rules of names have a suite of their own: training moves the line between them.
                guard families.contains(String(match.output[1].substring ?? "")) else { continue }
                let rule = String((match.output[0].substring ?? "").dropFirst().dropLast())
                // Lists of an organisation have a suite of their own.
                if rule.hasSuffix(".com") || rule.hasSuffix(".own-list") { continue }
                #expect(shown.contains(rule), "\(path): no example of \(rule)")
                count += 1
            }
        }
        #expect(count > 40)
    }
}
