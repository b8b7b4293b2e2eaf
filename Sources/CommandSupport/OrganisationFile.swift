package import LessonExchange
package import StrictJSON

/// Id, name and contact of an organisation, written by `lesson identity new` beside the key.
package struct OrganisationFile {
    package let id: String
    package let name: String
    package let contact: String?

    package init(id: String, name: String, contact: String?) {
        self.id = id
        self.name = name
        self.contact = contact
    }

    package init(reading path: String) throws(LessonExchangeError) {
        let root = try JSONFile.read(path).root
        guard let id = root["id"]?.string, let name = root["name"]?.string else {
            throw LessonExchangeError("input.unreadable", "an organisation file holds id, name and contact", at: path)
        }
        self.init(id: id, name: name, contact: root["contact"]?.string)
    }

    package var bytes: [UInt8] {
        JSONTree.object(of: ["id": .string(id), "name": .string(name), "contact": contact.map { .string($0) }])
            .prettyBytes
    }
}

/// Reads JSON files of our own.
package enum JSONFile {
    package static func read(_ path: String, limits: JSONLimits = .general) throws(LessonExchangeError) -> JSONDocument
    {
        let bytes = try FileAccess.read(path)
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            let detail = error.limit.map { "\($0.name) is \($0.maximum)" }
            throw LessonExchangeError(
                error.code.rawValue,
                detail,
                at: "\(path), line \(error.line), column \(error.column)"
            )
        }
    }
}
