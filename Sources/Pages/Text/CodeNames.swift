import LessonExchange
import StrictJSON

/// What codes are called, from the lists that are built in.
package enum CodeNames {
    /// The name of a code of a list such as `position`; the code itself where the list has none.
    package static func name(_ code: String, in list: String) -> String { names[list]?[code] ?? code }

    /// Names with commas between.
    package static func names(_ codes: [String], in list: String) -> String {
        codes.map { name($0, in: list) }.joined(separator: ", ")
    }

    private static let names: [String: [String: String]] = {
        let lists = [
            "action-state", "audience", "content-notes", "contributory-themes", "due-basis", "evidence-type", "group",
            "modality", "position", "record-kind", "service-line", "generalised", "source-type", "strength",
        ]
        return Dictionary(uniqueKeysWithValues: lists.map { ($0, read($0)) })
    }()

    private static func read(_ list: String) -> [String: String] {
        let document = EmbeddedSchemas.bytes("codes/\(list).json").flatMap { try? JSONDocument(parsing: $0) }
        let pairs = (document?.root["codes"]?.elements ?? []).compactMap { code -> (String, String)? in
            guard let name = code["code"]?.string, let display = code["display"]?.string else { return nil }
            return (name, display)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
