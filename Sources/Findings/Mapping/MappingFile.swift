import LessonExchange
import StrictJSON

/// Reads files about tables that people write, and checks them by their schema.
enum MappingFile {
    static func root(_ bytes: [UInt8], schema: String) throws(LessonExchangeError) -> JSONValue {
        guard bytes.count <= FindingLimits.mappingBytesMax else {
            throw LessonExchangeError("limit.exceeded", "mappingBytesMax is \(FindingLimits.mappingBytesMax)")
        }
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            let detail = error.limit.map { "\($0.name) is \($0.maximum)" }
            throw LessonExchangeError(error.code.rawValue, detail, at: "line \(error.line), column \(error.column)")
        }
        if let violation = try EmbeddedSchemas.violations(of: root, schema: schema).first {
            let place = "\(violation.instance) (line \(violation.line), column \(violation.column))"
            throw LessonExchangeError("finding.mapping-invalid", violation.message, at: place)
        }
        return root
    }
    /// Refuses two spellings that read alike and stand for different things: the second would be lost.
    static func checkSpellings(_ table: JSONValue?, at place: String) throws(LessonExchangeError) {
        var seen: [String: (spelling: String, value: [UInt8])] = [:]
        for member in table?.members ?? [] {
            guard let spelling = member.name.string else { continue }
            let key = OrganisationAliases.key(spelling)
            let value = JSONTree(member.value).compactBytes
            if let first = seen[key], first.value != value {
                throw LessonExchangeError(
                    "finding.mapping-invalid",
                    "two spellings read alike and stand for different things",
                    at: "\(place)/\(escaped(first.spelling)) and \(place)/\(escaped(spelling))"
                )
            }
            seen[key] = seen[key] ?? (spelling, value)
        }
    }

    /// A name as a part of a JSON Pointer.
    private static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
