import Anonymisation
import LessonExchange
import StrictJSON
import Testing

@Suite("Which rules each text of a lesson is read under")
struct RecordFieldTests {
    private func profiles(_ draft: JSONTree) throws -> [String: FieldProfile] {
        let texts = RecordFields.texts(of: try RecordDraft.read(draft))
        return Dictionary(texts.map { ($0.pointer.description, $0.profile) }) { first, _ in first }
    }

    @Test("prose, references and codes")
    func kinds() throws {
        let profiles = try profiles(
            RecordDraft.finding([
                "serviceLine": ["picu"],
                "resources": .array([.object(of: ["title": "A form", "publicUrl": "https://demo.example/form"])]),
                "recommendations": .array([
                    .object(of: [
                        "id": "R1", "modality": "recommendation", "text": "Keep a form.", "dueDate": "2026-03-31",
                        "dueBasis": "printed",
                    ]),
                    .object(of: [
                        "id": "R2", "modality": "recommendation", "text": "Keep it.", "dueDate": "2026-03-31",
                        "dueBasis": "computed",
                    ]),
                ]),
            ])
        )
        for place in ["/title", "/whatWeLearned/0/statement", "/recommendations/0/text", "/recommendations/1/dueDate"] {
            #expect(profiles[place] == .prose, "\(place)")
        }
        let references = [
            "/sourceDocuments/0/issuer", "/sourceDocuments/0/reference", "/resources/0/title", "/resources/0/publicUrl",
            "/recommendations/0/dueDate",
        ]
        for place in references { #expect(profiles[place] == .publicReference, "\(place)") }
        for place in ["/recordKind", "/serviceLine/0", "/reviewDue", "/sourceDocuments/0/extraction"] {
            #expect(profiles[place] == .code, "\(place)")
        }
    }

    @Test("what is not known is prose, and the release is left out")
    func unknown() throws {
        let release = JSONTree.object(of: ["note": "text"])
        let profiles = try profiles(
            RecordDraft.make([
                "remark": release, "release": release, "reviewDue": "next spring", "serviceLine": ["a b"],
            ])
        )
        #expect(profiles["/remark/note"] == .prose)
        #expect(profiles["/release/note"] == nil)
        #expect(profiles["/reviewDue"] == .prose)
        #expect(profiles["/serviceLine/0"] == .prose)
    }

    @Test("the room of a text is what the schema gives it")
    func room() throws {
        let bytes = try #require(EmbeddedSchemas.bytes("lesson.schema.json"))
        let root = try JSONDocument(parsing: bytes).root
        var count = 0
        func walk(_ schema: JSONValue, _ pointer: JSONPointer) {
            let reference = schema["$ref"]?.string ?? ""
            if reference.hasPrefix("#/"), let target = JSONPointer(String(reference.dropFirst()))?.resolve(in: root) {
                walk(target, pointer)
            }
            for (name, member) in schema["properties"]?.members ?? [] { walk(member, pointer / (name.string ?? "")) }
            if let items = schema["items"] { walk(items, pointer / 0) }
            if let room = RecordFields.room(at: pointer), let limit = schema["maxLength"]?.integer {
                #expect(room == limit, "\(pointer)")
                count += 1
            }
        }
        walk(root, .root)
        #expect(count == 23)
    }
}
