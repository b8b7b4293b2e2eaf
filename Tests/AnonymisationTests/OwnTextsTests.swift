import Anonymisation
import ExchangeTestKit
import Foundation
import StrictJSON
import Testing

@Suite("The project's own texts")
struct OwnTextsTests {
    private func files(_ folder: String, suffix: String) throws -> [(name: String, bytes: [UInt8])] {
        let url = SharedFolder.package.appendingPathComponent(folder)
        return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted().filter { $0.hasSuffix(suffix) }
            .map { ($0, try SharedFolder.packageBytes("\(folder)/\($0)")) }
    }

    private func expectNothing(_ text: String, _ place: String) {
        let found = TextScanner().findings(text).filter(\.type.isDirect)
        #expect(found.isEmpty, "\(place): \(found.description(in: text))")
    }

    /// The strings below a value, with the way to them.
    private func strings(_ value: JSONValue, _ place: String) -> [(place: String, text: String)] {
        if let text = value.string { return [(place, text)] }
        let elements = value.elements.enumerated().flatMap { strings($0.element, "\(place)/\($0.offset)") }
        return elements + value.members.flatMap { strings($0.value, "\(place)/\($0.name.string ?? "")") }
    }

    @Test("examples raise no alarm of a direct type in anything that is written as words")
    func examples() throws {
        var count = 0
        for (name, bytes) in try files("schemas/examples/valid", suffix: ".json") {
            // Without a space it is a code, an address or a key, which are not read as prose.
            for (place, text) in strings(try JSONDocument(parsing: bytes).root, name) where text.contains(" ") {
                expectNothing(text, place)
                count += 1
            }
        }
        #expect(count > 50)
    }

    @Test("nor do the lessons of the tutorial")
    func tutorial() throws {
        // The messy one is there to be refused.
        let lessons = try files("docs/tutorial/lessons", suffix: ".txt").filter { $0.name != "messy.txt" }
        #expect(lessons.count >= 3)
        for (name, bytes) in lessons { expectNothing(String(decoding: bytes, as: UTF8.self), name) }
    }

    /// Two definitions stay unread here: their words are taken for names as they stand alone.
    private static let apart: Set<String> = [
        "lfpse-incident-location.json/codes/0/definition", "override-reason.json/codes/0/definition",
    ]

    @Test("nor do displays and definitions of the code lists")
    func codes() throws {
        var count = 0
        // Names of trusts in capitals are shown beside a code; nobody types them into a lesson.
        for (name, bytes) in try files("schemas/codes", suffix: ".json") where name != "ods-display.json" {
            for (place, text) in strings(try JSONDocument(parsing: bytes).root, name) where !Self.apart.contains(place)
            {
                let key = place.components(separatedBy: "/").last ?? ""
                guard ["title", "description", "display", "definition"].contains(key) else { continue }
                expectNothing(text, place)
                count += 1
            }
        }
        #expect(count > 300)
    }
}
