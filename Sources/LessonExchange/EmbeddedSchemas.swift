import CResources
package import JSONSchema
package import Signatures
package import StrictJSON
import Synchronization

/// The schemas and code lists that are built into the programs.
package enum EmbeddedSchemas {
    /// Where the schemas' ids begin.
    package static let baseURI = "https://schemas.lesson-exchange.example/0.1/"
    /// Version of schemas and code lists together; 0.x until they are frozen.
    package static let version = "0.1"

    /// A violation in words: what a check shows.
    package struct Violation: Sendable {
        package let keyword: String
        /// JSON Pointer into the instance.
        package let instance: String
        package let line: Int
        package let column: Int
        package let schemaLocation: String
        package let expected: String
        package let found: String

        package var message: String { "\(keyword): expected \(expected), found \(found)" }
    }

    /// At most this many violations of one document are told.
    package static let violationsMax = 100

    /// File names of all resources, such as `bundle.schema.json` and `codes/setting.json`.
    package static var names: [String] { resources.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The bytes of a resource, nil when there is none of that name.
    package static func bytes(_ name: String) -> [UInt8]? {
        guard let resource = resources[name] else { return nil }
        return Array(UnsafeBufferPointer(start: resource.start, count: resource.count))
    }

    /// The digest that a bundle names: SHA-256 over one line `<sha256 hex>  <name>` for each schema and code list, in
    /// byte order of names; `LC_ALL=C sha256sum *.schema.json codes/*.json` prints the same lines.
    package static let digest: Digest = {
        let schemas = names.filter { $0.hasSuffix(".schema.json") && !$0.hasPrefix("draft2020-12/") }
        let lists = names.filter { $0.hasPrefix("codes/") }
        let lines = (schemas + lists).map { "\(Digest(of: bytes($0) ?? []).hex)  \($0)\n" }
        return Digest(of: Array(lines.joined().utf8))
    }()

    /// A validator for one of the embedded schemas, ready at once: it tells whether a document is valid, not why not.
    ///
    /// Compiled schemas are shared, validators are not.
    package static func validator(_ name: String) throws(LessonExchangeError) -> SchemaValidator {
        if let ready = image[name] { return SchemaValidator(ready) }
        return SchemaValidator(try fromSource(name))
    }

    /// Every violation of a document, at most ``violationsMax``; told by the schema's source, since few documents need it.
    package static func violations(
        of value: JSONValue,
        schema name: String
    ) throws(LessonExchangeError) -> [Violation] {
        if try validator(name).isValid(value) { return [] }
        return violations(of: value, with: SchemaValidator(try fromSource(name)))
    }

    /// The image that `make schemas` writes: the schemas of whole documents, compiled.
    package static func makeImage() throws -> [UInt8] {
        let roots = names.filter { $0.hasSuffix(".schema.json") && !$0.hasPrefix("draft2020-12/") }
        let schemas = try roots.map { name in
            (name, try JSONDocument(parsing: bytes(name) ?? []), baseURI + name)
        }
        // The digest that every statement is compared with stands in front, so that no start has to compute it.
        return digest.bytes + (try SchemaImage.bytes(of: schemas, registry: registry))
    }

    /// File name of the image among the resources.
    package static let imageName = "compiled.bin"

    private static let image: [String: CompiledSchema] =
        imageBytes.flatMap { SchemaImage.schemas(UnsafeRawBufferPointer(rebasing: $0.dropFirst(32))) } ?? [:]

    /// ``digest`` as the image keeps it.
    package static let imageDigest: Digest = imageBytes.flatMap { Digest(bytes: $0.prefix(32)) } ?? digest

    private static var imageBytes: UnsafeRawBufferPointer? {
        resources[imageName].map { UnsafeRawBufferPointer(start: $0.start, count: $0.count) }
    }

    private static func fromSource(_ name: String) throws(LessonExchangeError) -> CompiledSchema {
        do {
            return try compiled.schema(name)
        } catch {
            throw LessonExchangeError("resource.missing", "\(name): \(error)")
        }
    }

    /// The same, by a validator of a schema that was compiled from its source.
    package static func violations(of value: JSONValue, with validator: SchemaValidator) -> [Violation] {
        if validator.isValid(value) { return [] }
        return validator.violations(of: value, max: violationsMax).map { violation in
            let place = value.document.place(ofNode: violation.node)
            return Violation(
                keyword: violation.keyword,
                instance: violation.instance.description,
                line: place.line,
                column: place.column,
                schemaLocation: violation.schemaLocation,
                expected: violation.expected,
                found: violation.found
            )
        }
    }

    /// The embedded documents as a registry: our schemas and the metaschemas of draft 2020-12, each read when asked for.
    package static let registry: SchemaRegistry = {
        var registry = SchemaRegistry()
        registry.resolver = { uri in
            guard let name = name(of: uri), let bytes = bytes(name) else { return nil }
            return try? JSONDocument(parsing: bytes)
        }
        return registry
    }()

    private static let metaschemaURI = "https://json-schema.org/draft/2020-12/"

    private static func name(of uri: String) -> String? {
        if uri.utf8.starts(with: baseURI.utf8) { return String(uri.dropFirst(baseURI.count)) }
        guard uri.utf8.starts(with: metaschemaURI.utf8) else { return nil }
        return "draft2020-12/\(uri.dropFirst(metaschemaURI.count)).json"
    }

    private static let compiled = CompiledSchemas()

    // The pointers lead to constants of the program image.
    private nonisolated(unsafe) static let resources: [String: (start: UnsafePointer<UInt8>, count: Int)] = {
        var resources: [String: (start: UnsafePointer<UInt8>, count: Int)] = [:]
        for position in 0..<Int(lx_resource_count()) {
            let resource = lx_resource_at(Int32(position))
            resources[String(cString: resource.name)] = (resource.bytes, resource.length)
        }
        return resources
    }()
}

/// Compiled schemas by name, made when first asked for and shared between threads.
private final class CompiledSchemas: Sendable {
    private let compiled = Mutex<[String: CompiledSchema]>([:])

    func schema(_ name: String) throws -> CompiledSchema {
        try compiled.withLock { compiled in
            if let known = compiled[name] { return known }
            guard let bytes = EmbeddedSchemas.bytes(name) else { throw LessonExchangeError("resource.missing") }
            let document = try JSONDocument(parsing: bytes)
            let uri = EmbeddedSchemas.baseURI + name
            let made = try CompiledSchema(document, uri: uri, registry: EmbeddedSchemas.registry)
            compiled[name] = made
            return made
        }
    }
}
