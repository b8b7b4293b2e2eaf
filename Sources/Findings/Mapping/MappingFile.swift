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
}
