import JSONSchema
import StrictJSON
import Testing

/// One schema, one instance that breaks it, and the one violation that is told.
struct ViolationRow: Sendable, CustomTestStringConvertible {
    let schema: String
    let instance: String
    let place: String
    let location: String
    let expected: String
    let found: String

    /// One row; `words` are what is expected and what was found.
    init(_ schema: String, _ instance: String, _ place: String, _ location: String, _ words: (String, String)) {
        self.schema = schema
        self.instance = instance
        self.place = place
        self.location = location
        (expected, found) = words
    }

    var testDescription: String { "\(schema) on \(instance)" }

    static let values = [
        Self(#"{"type":"string"}"#, "1", "", "/type", ("a string", "an integer")),
        Self(#"{"type":["integer","null"]}"#, "1.5", "", "/type", ("null or an integer", "a number")),
        Self(#"{"enum":["a",1]}"#, #""b""#, "", "/enum", (#"one of "a", 1"#, "a string that is none of them")),
        Self(#"{"const":[1]}"#, "[2]", "", "/const", ("[1]", "an array that is another")),
        Self(#"{"minLength":2}"#, #""a""#, "", "/minLength", ("at least 2 characters", "1 character")),
        Self(#"{"maxLength":1}"#, #""\u00e9\ud83d\ude00""#, "", "/maxLength", ("at most 1 character", "2 characters")),
        Self(#"{"pattern":"^a"}"#, #""b""#, "", "/pattern", ("text that matches the pattern", "text that does not")),
        Self(#"{"format":"date"}"#, #""x""#, "", "/format", ("the format date", "another text")),
        Self(#"{"minimum":2}"#, "1", "", "/minimum", ("at least 2", "a number outside")),
        Self(#"{"maximum":2.5}"#, "3", "", "/maximum", ("at most 2.5", "a number outside")),
        Self(#"{"exclusiveMinimum":2}"#, "2.0", "", "/exclusiveMinimum", ("more than 2", "a number outside")),
        Self(#"{"exclusiveMaximum":2}"#, "2", "", "/exclusiveMaximum", ("less than 2", "a number outside")),
        Self(#"{"multipleOf":0.1}"#, "0.25", "", "/multipleOf", ("a multiple of 0.1", "another number")),
    ]

    static let arrays = [
        Self(#"{"minItems":2}"#, "[1]", "", "/minItems", ("at least 2 items", "1 item")),
        Self(#"{"maxItems":1}"#, "[1,2]", "", "/maxItems", ("at most 1 item", "2 items")),
        Self(#"{"uniqueItems":true}"#, "[1,1.0]", "", "/uniqueItems", ("items that differ", "two equal items")),
        Self(#"{"items":{"type":"null"}}"#, "[null,1]", "/1", "/items/type", ("null", "an integer")),
        Self(#"{"items":false}"#, "[1]", "/0", "/items", ("nothing here", "an integer")),
        Self(#"{"prefixItems":[{"type":"null"}]}"#, "[1]", "/0", "/prefixItems/0/type", ("null", "an integer")),
        Self(
            #"{"contains":{"type":"null"}}"#,
            "[1]",
            "",
            "/contains",
            ("at least 1 matching item", "0 matching items")
        ),
        Self(
            #"{"contains":true,"minContains":2}"#,
            "[1]",
            "",
            "/minContains",
            ("at least 2 matching items", "1 matching item")
        ),
        Self(
            #"{"contains":true,"maxContains":1}"#,
            "[1,2]",
            "",
            "/maxContains",
            ("at most 1 matching item", "2 matching items")
        ),
        Self(#"{"unevaluatedItems":false}"#, "[[]]", "/0", "/unevaluatedItems", ("no further items", "an array")),
    ]

    static let objects = [
        Self(#"{"required":["a"]}"#, "{}", "", "/required", (#"the member "a""#, "no such member")),
        Self(#"{"minProperties":1}"#, "{}", "", "/minProperties", ("at least 1 member", "0 members")),
        Self(#"{"maxProperties":0}"#, #"{"a":1}"#, "", "/maxProperties", ("at most 0 members", "1 member")),
        Self(
            #"{"properties":{"a/b":{"type":"null"}}}"#,
            #"{"a/b":1}"#,
            "/a~1b",
            "/properties/a~1b/type",
            ("null", "an integer")
        ),
        Self(#"{"properties":{"a":false}}"#, #"{"a":1}"#, "/a", "/properties/a", ("nothing here", "an integer")),
        Self(
            #"{"patternProperties":{"^a":{"type":"null"}}}"#,
            #"{"ab":1}"#,
            "/ab",
            "/patternProperties/^a/type",
            ("null", "an integer")
        ),
        Self(
            #"{"additionalProperties":false}"#,
            #"{"a":1}"#,
            "",
            "/additionalProperties",
            ("no other members", "one more, member 1 of the object")
        ),
        Self(
            #"{"unevaluatedProperties":false}"#,
            #"{"a":1}"#,
            "",
            "/unevaluatedProperties",
            ("no other members", "one more, member 1 of the object")
        ),
        Self(
            #"{"propertyNames":{"maxLength":1}}"#,
            #"{"ab":1}"#,
            "",
            "/propertyNames/maxLength",
            ("at most 1 character", "2 characters")
        ),
        Self(
            #"{"dependentRequired":{"a":["b"]}}"#,
            #"{"a":1}"#,
            "",
            "/dependentRequired",
            (#"the member "b""#, "no such member")
        ),
        Self(
            #"{"dependentSchemas":{"a":{"maxProperties":0}}}"#,
            #"{"a":1}"#,
            "",
            "/dependentSchemas/a/maxProperties",
            ("at most 0 members", "1 member")
        ),
    ]

    static let applicators = [
        Self(#"{"allOf":[true,{"type":"null"}]}"#, "1", "", "/allOf/1/type", ("null", "an integer")),
        Self(#"{"oneOf":[true,true]}"#, "1", "", "/oneOf", ("exactly one of 2 forms", "2 of them")),
        Self(#"{"not":{}}"#, "1", "", "/not", ("something else, or nothing here", "an integer")),
        Self(#"{"if":true,"then":{"type":"null"}}"#, "1", "", "/then/type", ("null", "an integer")),
        Self(#"{"if":false,"else":{"type":"null"}}"#, "1", "", "/else/type", ("null", "an integer")),
        Self(
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}}"##,
            "1",
            "",
            "/$defs/a/type",
            ("null", "an integer")
        ),
        Self("false", "1", "", "", ("nothing here", "an integer")),
    ]
}

@Suite("Violations, keyword by keyword")
struct KeywordViolationTests {
    @Test(
        "Every keyword tells place, keyword, expectation and finding",
        arguments: ViolationRow.values + ViolationRow.arrays + ViolationRow.objects + ViolationRow.applicators
    )
    func everyKeyword(row: ViolationRow) throws {
        let violations = try SchemaFixture.violations(row.schema, row.instance)
        let violation = try #require(violations.first)
        #expect(violations.count == 1)
        #expect(violation.instance.description == row.place)
        #expect(violation.schemaLocation == "\(SchemaFixture.uri)#\(row.location)")
        #expect(violation.expected == row.expected)
        #expect(violation.found == row.found)
    }

    @Test("anyOf explains the only branch of the instance's kind")
    func bestBranch() throws {
        let schema = #"{"anyOf":[{"type":"string"},{"minimum":5,"type":"integer"}]}"#
        let violations = try SchemaFixture.violations(schema, "1")
        #expect(violations.map(\.keyword).sorted() == ["anyOf", "minimum"])
    }

    @Test("Violations come in the order of the text, and no more than asked for")
    func orderAndLimit() throws {
        let schema = #"{"required":["z"],"additionalProperties":{"type":"string"}}"#
        let all = try SchemaFixture.violations(schema, #"{"b":1,"a":[2]}"#)
        #expect(all.map(\.instance.description) == ["", "/b", "/a"])
        #expect(try SchemaFixture.violations(schema, #"{"b":1,"a":[2]}"#, max: 2).count == 2)
    }

    @Test("One fault that two references find is told once")
    func repeats() throws {
        let schema = ##"{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"null"}}}"##
        #expect(try SchemaFixture.violations(schema, "1").count == 1)
    }

    @Test("Text of the instance never appears in what was expected or found")
    func nothingLeaks() throws {
        let marker = "Zanzibar4711"
        let instances = [
            #""\#(marker)""#, "[\"\(marker)\",\"\(marker)\"]", #"{"a":"\#(marker)"}"#, "4711", #"{"b":["\#(marker)"]}"#,
        ]
        let rows = ViolationRow.values + ViolationRow.arrays + ViolationRow.objects + ViolationRow.applicators
        for row in rows {
            for instance in instances {
                for violation in try SchemaFixture.violations(row.schema, instance) {
                    let text = "\(violation)"
                    #expect(!text.contains(marker) && !text.contains("4711"), "\(row.schema) on \(instance)")
                }
            }
        }
    }

    @Test("The name of a superfluous member is its sender's text, so its position is told", arguments: 1...3)
    func superfluousNames(position: Int) throws {
        let members = (1...3).map { $0 == position ? "\"patient's name\":1" : "\"known\($0)\":1" }
        let known = (1...3).map { "\"known\($0)\":true" }.joined(separator: ",")
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            let schema = "{\"properties\":{\(known)},\"\(keyword)\":false}"
            let found = try SchemaFixture.violations(schema, "{\(members.joined(separator: ","))}")
            #expect(found.map(\.found) == ["one more, member \(position) of the object"])
            #expect(found.first?.instance.tokens == [])
        }
    }
}
