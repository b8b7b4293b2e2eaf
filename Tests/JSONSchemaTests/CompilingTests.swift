import JSONSchema
import StrictJSON
import Testing

@Suite("Compiling schemas")
struct CompilingTests {
    @Test(
        "A keyword with a value that the standard forbids is refused, with its place",
        arguments: [
            (#"{"type":"strin"}"#, "/type"), (#"{"type":[]}"#, "/type"), (#"{"minLength":-1}"#, "/minLength"),
            (#"{"maxItems":1.5}"#, "/maxItems"), (#"{"required":"a"}"#, "/required"), (#"{"enum":1}"#, "/enum"),
            (#"{"allOf":[]}"#, "/allOf"), (#"{"properties":[]}"#, "/properties"), (#"{"not":1}"#, "/not"),
            (#"{"multipleOf":0}"#, "/multipleOf"), (#"{"minimum":"1"}"#, "/minimum"), (#"{"$ref":1}"#, "/$ref"),
            (#"{"uniqueItems":1}"#, "/uniqueItems"), (#"{"$id":1}"#, "/$id"),
            (#"{"items":{"$anchor":1}}"#, "/items/$anchor"),
            ("5", ""),
        ]
    )
    func invalidKeyword(schema: String, place: String) throws {
        let refusal = try #require(try SchemaFixture.refusal(schema))
        #expect(refusal.code == .invalid)
        #expect(refusal.location == "\(SchemaFixture.uri)#\(place)")
    }

    @Test(
        "References that lead back to the same instance are refused",
        arguments: [
            ##"{"$ref":"#"}"##, ##"{"not":{"$ref":"#"}}"##, ##"{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}"##,
            ##"{"if":true,"then":{"allOf":[{"$ref":"#"}]}}"##, ##"{"dependentSchemas":{"a":{"$ref":"#"}}}"##,
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##,
            ##"{"$id":"urn:a","$ref":"urn:b","$defs":{"b":{"$id":"urn:b","$ref":"urn:a"}}}"##,
        ]
    )
    func loops(schema: String) throws {
        #expect(try SchemaFixture.refusal(schema)?.code == .invalid)
    }

    @Test(
        "Recursion through the instance is no loop",
        arguments: [
            ##"{"items":{"$ref":"#"}}"##, ##"{"properties":{"a":{"$ref":"#"}}}"##,
            ##"{"contains":{"not":{"$ref":"#"}}}"##,
        ]
    )
    func recursion(schema: String) throws {
        #expect(try SchemaFixture.refusal(schema) == nil)
    }

    @Test("Chains of references may be longer than any stack")
    func longChains() throws {
        let links = (0..<5_000).map { "\"d\($0)\":{\"properties\":{\"n\":{\"$ref\":\"#/$defs/d\($0 + 1)\"}}}" }
        let schema = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{\(links.joined(separator: ",")),\"d5000\":{}}}"
        #expect(try SchemaFixture.isValid(schema, #"{"n":{"n":1}}"#))
    }

    @Test(
        "References that lead nowhere are refused",
        arguments: [
            ##"{"items":{"$ref":"#/$defs/none"}}"##, ##"{"items":{"$ref":"#none"}}"##, #"{"items":{"$ref":"other"}}"#,
        ]
    )
    func unresolved(schema: String) throws {
        let refusal = try #require(try SchemaFixture.refusal(schema))
        #expect(refusal.code == .unresolvedReference)
        #expect(refusal.location == "\(SchemaFixture.uri)#/items/$ref")
    }

    @Test("Patterns that cannot run in linear time, and those that are none, are told apart with their offset")
    func patterns() throws {
        let unsupported = try #require(try SchemaFixture.refusal(#"{"pattern":"ab(?=c)"}"#))
        #expect(unsupported.code == .patternUnsupported)
        #expect(unsupported.location == "\(SchemaFixture.uri)#/pattern")
        #expect(unsupported.detail.contains("byte 2"))
        #expect(try SchemaFixture.refusal(#"{"patternProperties":{"a(":true}}"#)?.code == .patternInvalid)
    }

    @Test("Identifiers that differ only in their normal form stay apart")
    func normalForms() throws {
        let composed = "\u{E9}"
        let split = "e\u{301}"
        let names =
            #"{"properties":{"\#(composed)":{"type":"string"},"\#(split)":{"type":"null"}},"#
            + #""required":["\#(composed)","\#(split)"]}"#
        #expect(try SchemaFixture.isValid(names, #"{"\#(composed)":"","\#(split)":null}"#))
        #expect(try !SchemaFixture.isValid(names, #"{"\#(composed)":""}"#))
        let anchors =
            ##"{"$ref":"#\##(composed)","$defs":{"a":{"$anchor":"\##(composed)","type":"string"},"##
            + #""b":{"$anchor":"\#(split)","type":"null"}}}"#
        #expect(try SchemaFixture.isValid(anchors, #""""#))
        #expect(try !SchemaFixture.isValid(anchors, "null"))
    }

    @Test("An unknown vocabulary is refused when it is required, and ignored when it is not")
    func vocabularies() throws {
        func registry(_ required: Bool) throws -> SchemaRegistry {
            var registry = SchemaRegistry()
            let core = #""https://json-schema.org/draft/2020-12/vocab/core":true"#
            let text = #"{"$vocabulary":{\#(core),"urn:vocabulary:other":\#(required)}}"#
            registry.add(try SchemaFixture.json(text), uri: "urn:meta")
            return registry
        }
        let schema = #"{"$schema":"urn:meta","type":"null"}"#
        #expect(try SchemaFixture.refusal(schema, registry: registry(true))?.code == .unknownVocabulary)
        #expect(try SchemaFixture.refusal(schema, registry: registry(false)) == nil)
        let older = #"{"$schema":"http://json-schema.org/draft-07/schema#"}"#
        #expect(try SchemaFixture.refusal(older)?.code == .unknownVocabulary)
    }

    @Test("A dialect that requires asserted formats refuses one that cannot be asserted")
    func requiredFormats() throws {
        func registry(_ required: Bool) throws -> SchemaRegistry {
            var registry = SchemaRegistry()
            let name = "https://json-schema.org/draft/2020-12/vocab/format-assertion"
            registry.add(try SchemaFixture.json(#"{"$vocabulary":{"\#(name)":\#(required)}}"#), uri: "urn:meta")
            return registry
        }
        let schema = #"{"$schema":"urn:meta","format":"idn-hostname"}"#
        #expect(try SchemaFixture.refusal(schema, registry: registry(true))?.code == .unknownVocabulary)
        #expect(try SchemaFixture.refusal(schema, registry: registry(false)) == nil)
        #expect(try SchemaFixture.refusal(#"{"$schema":"urn:meta","format":"date"}"#, registry: registry(true)) == nil)
    }

    @Test("The metaschemas keep themselves, and find the fault in a schema")
    func metaschemas() throws {
        let registry = try SchemaFixture.metaschemas()
        let schema = #"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"#
        let validator = SchemaValidator(try SchemaFixture.compiled(schema, registry: registry))
        #expect(validator.isValid(try SchemaFixture.json(#"{"properties":{"a":{"type":"string"}}}"#).root))
        let violations = validator.violations(
            of: try SchemaFixture.json(#"{"properties":{"a":{"minLength":-1}}}"#).root,
            max: 10
        )
        #expect(violations.map(\.instance.description) == ["/properties/a/minLength"])
    }

    @Test("Documents come from a resolver when they were not added")
    func resolver() throws {
        let remote = try SchemaFixture.json(#"{"type":"null"}"#)
        var registry = SchemaRegistry()
        registry.resolver = { $0 == "https://test.example/remote" ? remote : nil }
        let validator = SchemaValidator(try SchemaFixture.compiled(#"{"$ref":"remote"}"#, registry: registry))
        #expect(validator.isValid(try SchemaFixture.json("null").root))
        #expect(!validator.isValid(try SchemaFixture.json("1").root))
    }
}
