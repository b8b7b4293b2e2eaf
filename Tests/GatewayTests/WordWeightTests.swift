import ExchangeTestKit
import Gateway
import GatewayTestKit
import LessonExchange
import StrictJSON
import Testing

@Suite("Two processes compare lessons of one store")
struct WordWeightTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let serving: Gateway
    private let command: Gateway
    private static let id = "reg:demo-northmere"
    private static let words = """
        quillon xystus marmoset zeugma brindled fettler gamboge oubliette sphagnum tamarisk vellum yarrow
        """

    init() throws {
        network = try VirtualNetwork([Self.id])
        serving = try network.gateway(Self.id, in: folder["store"])
        command = try network.gateway(Self.id, in: folder["store"])
    }

    /// A process that opens the store now.
    private func another() throws -> Gateway { try network.gateway(Self.id, in: folder["store"]) }

    private func drafts(_ count: Int, seed: UInt64) -> [JSONTree] {
        var generator = LessonGenerator(seed: seed)
        return (0..<count).map { _ in generator.draft(sentences: 1) }
    }

    /// A lesson of these words, in an order that makes no phrase of three the same.
    private func draft(_ words: some Sequence<Substring>) -> JSONTree {
        let text = words.joined(separator: " ")
        return .object(of: [
            "title": "An example", "recordKind": "incident", "sourceType": "staff-voice", "serviceLine": ["pharmacy"],
            "whatHappened": .string(text),
            "whatWeLearned": [.object(of: ["statement": .string(text), "level": "service"])],
            "contributoryThemes": ["digital-system"], "audience": ["frontline"], "reviewDue": "2027-11",
        ])
    }

    private var question: [UInt8] { draft(Self.words.split(separator: " ").reversed()).prettyBytes }

    /// All of these say the same, and name a lesson.
    private func expectAgreement(_ gateways: [Gateway], about question: [UInt8]) async throws -> [SimilarLesson] {
        var answers: [[SimilarLesson]] = []
        for gateway in gateways { answers.append(try await gateway.similar(toDraft: question)) }
        for answer in answers { #expect(answer == answers[0]) }
        return answers[0]
    }

    @Test("words that another process brought are found, and both give one score")
    func newWords() async throws {
        _ = try await serving.logUnchecked(drafts(30, seed: 1))
        _ = try await command.similar(toDraft: question)
        let published = try await serving.logUnchecked([draft(Self.words.split(separator: " "))])
        let found = try await expectAgreement([command, serving, try another()], about: question)
        #expect(found.first?.lessonID == published[0].lessons[0].lessonID)
        // Now the other way round, and each adds between the other's.
        for seed in UInt64(2)..<8 {
            _ = try await (seed % 2 == 0 ? command : serving).logUnchecked(drafts(7, seed: seed))
        }
        let again = try await expectAgreement([serving, command, try another()], about: question)
        #expect(again.first?.lessonID == published[0].lessons[0].lessonID)
    }

    @Test("what is kept for the next start counts every process's lessons once")
    func kept() async throws {
        _ = try await serving.logUnchecked(drafts(2000, seed: 1))
        _ = try await command.logUnchecked(drafts(2000, seed: 2))
        _ = try await serving.logUnchecked([draft(Self.words.split(separator: " "))])
        // Here the weights are kept, by the process that knows least of the others.
        _ = try await command.logUnchecked(drafts(999, seed: 3))
        _ = try await serving.logUnchecked(drafts(5, seed: 4))
        let gateways = [serving, command, try another()]
        let known = try await expectAgreement(gateways, about: question)
        #expect(known.first?.likeness.kind == .probablySame)
        for draft in drafts(20, seed: 5) { _ = try await expectAgreement(gateways, about: draft.prettyBytes) }
    }

    @Test("an erasure is counted out in every process")
    func erased() async throws {
        _ = try await serving.logUnchecked(drafts(30, seed: 1))
        let words = Self.words.split(separator: " ")
        let gone = try await serving.logUnchecked([draft(words)])
        let stays = try await command.logUnchecked([draft(words.suffix(6) + words.prefix(6))])
        let before = try await expectAgreement([serving, command], about: question)
        #expect(before.count >= 2)
        _ = try await serving.withdraw(
            [.init(lessonID: gone[0].lessons[0].lessonID, versionsUpTo: 1)],
            reason: "disclosive",
            advice: nil,
            by: Gateway.Actor(person: "Test Operator", role: "operator")
        )
        #expect(try await serving.erase()?.erased == 1)
        _ = try await command.logUnchecked(drafts(3, seed: 2))
        let after = try await expectAgreement([serving, command, try another()], about: question)
        #expect(after.first?.lessonID == stays[0].lessons[0].lessonID)
        #expect(!after.contains { $0.lessonID == gone[0].lessons[0].lessonID })
    }
}
