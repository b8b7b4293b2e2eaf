import ExchangeTestKit
import Foundation
import JSONSchema
import LessonExchange
import StrictJSON
import Testing

/// `UPDATE_EXAMPLES=1` (`make schemas`) writes the image anew.
@Suite("The compiled image of the schemas")
struct SchemaImageTests {
    @Test("the image is the one that the schemas make")
    func isUpToDate() throws {
        let made = try EmbeddedSchemas.makeImage()
        if ProcessInfo.processInfo.environment["UPDATE_EXAMPLES"] == "1" {
            let path = SharedFolder.package.appendingPathComponent("schemas/\(EmbeddedSchemas.imageName)")
            try Data(made).write(to: path)
            return
        }
        #expect(EmbeddedSchemas.imageDigest == EmbeddedSchemas.digest, "run make schemas")
        let isUpToDate = EmbeddedSchemas.bytes(EmbeddedSchemas.imageName) == made
        #expect(isUpToDate, "run make schemas")
    }

    @Test("the image and the sources judge every example alike")
    func agreesWithSources() throws {
        let image = try #require(Self.schemas(Array(try EmbeddedSchemas.makeImage().dropFirst(32))))
        var count = 0
        for folder in ["valid", "rejected"] {
            let url = SharedFolder.package.appendingPathComponent("schemas/examples/\(folder)")
            for name in try FileManager.default.contentsOfDirectory(atPath: url.path) where name.hasSuffix(".json") {
                var root = try JSONDocument(
                    parsing: try SharedFolder.packageBytes("schemas/examples/\(folder)/\(name)")
                )
                .root
                var schema = name.replacingOccurrences(of: ".json", with: ".schema.json")
                if folder == "rejected" {
                    schema = try #require(root["schema"]?.string)
                    root = try JSONDocument(parsing: JSONTree(try #require(root["document"])).compactBytes).root
                }
                let quick = SchemaValidator(try #require(image[schema])).isValid(root)
                let bytes = try #require(EmbeddedSchemas.bytes(schema))
                let source = try CompiledSchema(
                    try JSONDocument(parsing: bytes),
                    uri: EmbeddedSchemas.baseURI + schema,
                    registry: EmbeddedSchemas.registry
                )
                #expect(quick == SchemaValidator(source).isValid(root), "\(name)")
                #expect(quick == (folder == "valid"), "\(name)")
                count += 1
            }
        }
        #expect(count >= 80)
    }

    @Test("a damaged image is noticed, wherever it is cut")
    func damagedImages() throws {
        let made = Array(try EmbeddedSchemas.makeImage().dropFirst(32))
        for length in stride(from: 0, to: made.count, by: 997) {
            #expect(Self.schemas(Array(made[..<length])) == nil)
        }
        #expect(Self.schemas(made + [0]) == nil)
    }

    private static func schemas(_ image: [UInt8]) -> [String: CompiledSchema]? {
        image.withUnsafeBytes { SchemaImage.schemas($0) }
    }
}
