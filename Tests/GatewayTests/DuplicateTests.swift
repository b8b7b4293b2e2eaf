import ExchangeTestKit
import Gateway
import GatewayTestKit
import LessonExchange
import StrictJSON
import Testing

@Suite("Lessons that are the same")
struct DuplicateTests {
    @Test("are found among five thousand others, and others are not called the same")
    func recall() async throws {
        let folder = TemporaryFolder()
        let gateway = try VirtualNetwork(["reg:demo-northmere"]).gateway("reg:demo-northmere", in: folder["store"])
        let pairs = try DuplicatePairs.committed()
        #expect(pairs.pairs.count >= 120)
        let groups = Dictionary(
            grouping: try await pairs.answers(in: gateway, distractors: 5000),
            by: \.pair.category
        )
        func share(_ category: String, _ holds: (DuplicatePairs.Answer) -> Bool) -> Double {
            let group = groups[category] ?? []
            return group.isEmpty ? -1 : Double(group.count(where: holds)) / Double(group.count)
        }
        #expect(share("edited-copy") { $0.rank != nil } >= 0.95)
        #expect(share("same-source") { $0.rank != nil } == 1)
        #expect(share("other-words") { $0.rank != nil } >= 0.75)
        let unrelated = (groups["same-theme"] ?? []) + (groups["same-template"] ?? [])
        #expect(unrelated.count > 50)
        #expect(Double(unrelated.count(where: \.isCalledSame)) <= 0.05 * Double(unrelated.count))
    }

    @Test("every draft of the set keeps the schema")
    func schema() throws {
        for pair in try DuplicatePairs.committed().pairs {
            for draft in [pair.first, pair.second] {
                let root = try JSONDocument(parsing: draft.compactBytes).root
                let violations = try EmbeddedSchemas.violations(of: root, schema: "lesson-draft.schema.json")
                #expect(violations.isEmpty, "\(pair.id)")
            }
        }
    }

    @Test("a sketch reads back, and nothing else is one")
    func sketches() {
        let text = "The ward pharmacist and the nurse in charge meet before the medicines round every morning."
        let sketch = LessonSketch(text: text, sources: [("reg:demo-review-body", "DRB/2025/03")])
        #expect(LessonSketch(bytes: sketch.bytes) == sketch)
        for end in 0..<sketch.bytes.count { #expect(LessonSketch(bytes: Array(sketch.bytes.prefix(end))) == nil) }
        #expect(LessonSketch(bytes: sketch.bytes + [0]) == nil)
        let spellings = ["DRB/2025/03", "drb 2025 3", "DRB-2025-03", " drb/2025/003 "]
        let hashes = spellings.map { LessonSketch(text: "", sources: [("reg:demo-review-body", $0)]).sources }
        #expect(Set(hashes).count == 1)
        let other = LessonSketch(text: "", sources: [("reg:demo-review-body", "DRB/20/2503")]).sources
        #expect(!hashes.contains(other))
    }
}
