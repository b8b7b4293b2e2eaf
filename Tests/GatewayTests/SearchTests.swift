import ExchangeTestKit
import Foundation
import Gateway
import GatewayTestKit
import LessonExchange
import Synchronization
import Testing

/// How many are inside now, were at most, and came in all.
private final class Visitors: Sendable {
    private let state = Mutex((now: 0, most: 0, all: 0))

    var counts: (now: Int, most: Int, all: Int) { state.withLock { $0 } }

    func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) } }

    func leave() { state.withLock { $0.now -= 1 } }
}

@Suite("Search")
struct SearchTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway

    init() throws {
        gateway = try VirtualNetwork(["reg:demo-northmere"]).gateway("reg:demo-northmere", in: folder["store"])
    }

    private func fill() async throws {
        var generator = LessonGenerator(seed: 11)
        _ = try await gateway.logUnchecked((0..<200).map { _ in generator.draft(sentences: 2) })
    }

    private func ids(_ query: LessonQuery) async throws -> [String] {
        try await gateway.store.search(query).lessons.map(\.lessonID)
    }

    /// What the codes of a query say of a lesson.
    private static func isFound(_ lesson: LessonRow, by query: LessonQuery) -> Bool {
        if let theme = query.theme, !lesson.themes.contains(theme) { return false }
        if let line = query.serviceLine, !lesson.serviceLines.contains(line) { return false }
        return query.source == nil || query.source == lesson.sourceType
    }

    @Test("filters together find what each of them lets through, newest first, page by page")
    func filters() async throws {
        try await fill()
        var everything = LessonQuery()
        everything.limit = 100
        var all = try await gateway.store.search(everything).lessons
        everything.offset = 100
        all += try await gateway.store.search(everything).lessons
        #expect(all.count == 200)
        for row in [all[0], all[57], all[199]] {
            for chosen in 1..<32 {
                var query = LessonQuery()
                query.limit = 100
                if chosen & 1 != 0 { query.theme = row.themes.first }
                if chosen & 2 != 0 { query.source = row.sourceType }
                if chosen & 4 != 0 { query.serviceLine = row.serviceLines.first }
                if chosen & 8 != 0 { query.publisher = row.publisher }
                if chosen & 16 != 0 { (query.since, query.until) = (String(row.issued.prefix(4)), row.issued) }
                let expected = all.filter { Self.isFound($0, by: query) }
                let found = try await gateway.store.search(query)
                #expect(found.lessons == Array(expected.prefix(100)), "\(chosen)")
                #expect(found.hasMore == (expected.count > 100), "\(chosen)")
            }
        }
        var none = LessonQuery()
        none.theme = "no-such-theme"
        #expect(try await ids(none).isEmpty)
    }

    @Test("words with a filter find what words find, without the others, in the same order")
    func wordsAndFilter() async throws {
        try await fill()
        var query = LessonQuery(words: "checklist")
        query.limit = 100
        let ranked = try await gateway.store.search(query).lessons
        #expect(ranked.count > 2 && ranked.count < 100)
        for row in ranked {
            query.theme = row.themes.first
            query.since = "2020"
            let expected = ranked.filter { $0.themes.contains(row.themes[0]) }
            #expect(try await gateway.store.search(query).lessons == expected)
        }
        query.publisher = "reg:demo-nobody"
        #expect(try await ids(query).isEmpty)
    }

    @Test("three letters begin a word; one or two are a word")
    func beginnings() async throws {
        _ = try await gateway.publishSamples(0..<2)
        #expect(try await ids(LessonQuery(words: "med hud")).count == 2)
        #expect(try await ids(LessonQuery(words: "me")).isEmpty)
        #expect(try await ids(LessonQuery(words: "h medicines")).isEmpty)
        #expect(try await ids(LessonQuery(words: "example 0")).count == 1)
        #expect(try await ids(LessonQuery(words: "in medicines")).count == 2)
        // Nothing of this is an operator, and so nothing is wrong with it.
        _ = try await ids(LessonQuery(words: "AND a OR NOT of"))
        #expect(try await ids(LessonQuery(words: " * ")).isEmpty)
    }

    @Test("many searches at once are all answered")
    func manyAtOnce() async throws {
        try await fill()
        let store = gateway.store
        let counts: [Int] = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<40 { group.addTask { try await store.search(LessonQuery(words: "the")).lessons.count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 20, count: 40))
    }

    @Test("the store is not mapped into memory, whatever is asked of it")
    func memory() async throws {
        try await fill()
        _ = try await ids(LessonQuery(words: "the"))
        // A handle: what reads a file by its size takes a part of this one.
        let bytes = try #require(try FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd())
        let maps = String(decoding: bytes, as: UTF8.self)
        let path = DataFolder(folder["store"].path).store
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(maps.contains("[stack]"))
        // The index of the write-ahead log always is.
        #expect(!maps.components(separatedBy: "\n").contains { $0.hasSuffix(path) })
    }

    @Test("a turnstile lets so many through at a time, and everybody in the end")
    func turnstile() async {
        let turnstile = Turnstile(4)
        let inside = Visitors()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await turnstile.enter()
                    inside.enter()
                    for _ in 0..<10 { await Task.yield() }
                    inside.leave()
                    turnstile.leave()
                }
            }
        }
        let (now, most, all) = inside.counts
        #expect(now == 0 && all == 50)
        #expect((1...4).contains(most))
    }
}
