import LessonExchange
import StrictJSON

/// Tables that are built into the programs, below `schemas/mappings`.
enum EmbeddedTable {
    /// The table of that name; a program without it was built wrongly, and the tests would have told.
    static func named(_ name: String) -> JSONValue {
        guard let document = EmbeddedSchemas.bytes("mappings/\(name)").flatMap({ try? JSONDocument(parsing: $0) })
        else {
            preconditionFailure("schemas/mappings/\(name) is damaged: schemas/embed.sh takes it in anew")
        }
        return document.root
    }
}
