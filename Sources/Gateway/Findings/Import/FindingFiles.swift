import CommandSupport
package import Findings
import LessonExchange

/// Files of ours that tables are read with: spellings of organisations, and how tables of other forms are read.
///
/// Read anew for each import, so that a change needs no restart.
package struct FindingFiles: Sendable {
    private static let bytesMax = 1 << 20
    private static let nameMax = 64

    /// organisation-aliases.schema.json; nil for the built-in spellings alone.
    private let aliasesFile: String?
    /// Folder with a file `NAME.json` for each mapping; nil where there are none.
    private let mappings: String?

    package init(aliases: String? = nil, mappings: String? = nil) {
        aliasesFile = aliases
        self.mappings = mappings
    }

    /// The spellings of a file, else of the one that the configuration names.
    package func aliases(_ path: String? = nil) throws -> OrganisationAliases {
        guard let path = path ?? aliasesFile else { return .embedded }
        return try OrganisationAliases(adding: try FileAccess.read(path, max: Self.bytesMax))
    }

    package static func mapping(_ path: String) throws -> FindingMapping {
        try FindingMapping(parsing: try FileAccess.read(path, max: bytesMax))
    }

    /// The mapping of a name: small letters, digits and hyphens, so that it leads to no other folder.
    package func mapping(named name: String) throws -> FindingMapping {
        let isPlain = name.utf8.allSatisfy { byte in
            byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D
        }
        guard let mappings, isPlain, (1...Self.nameMax).contains(name.utf8.count),
            FileAccess.exists("\(mappings)/\(name).json")
        else { throw FindingValues.unknown("there is no mapping of that name", at: "mapping") }
        return try Self.mapping("\(mappings)/\(name).json")
    }
}
