import StrictJSON

/// External bodies whose ids are built into the programs: such an id is a code, whatever words it is made of.
///
/// `reg:coroner-north-west-kent` reads like the title and the name of a person. An id that is in no table is read like any
/// other text.
enum KnownBodies {
    static func has(_ id: String?) -> Bool { id.map { ids.contains($0) } ?? false }

    private static let ids: Set<String> = {
        var ids: Set<String> = ["reg:coroner"]
        for area in root("coroner-areas.json")?["areas"]?.elements ?? [] { ids.insert(area["id"]?.string ?? "") }
        for body in root("organisation-aliases.json")?["names"]?.members ?? [] { ids.insert(body.name.string ?? "") }
        for name in ["safety-alert.json", "hssib.json"] { ids.insert(root(name)?["issuer"]?["id"]?.string ?? "") }
        ids.remove("")
        return ids
    }()

    private static func root(_ name: String) -> JSONValue? {
        EmbeddedSchemas.bytes("mappings/\(name)").flatMap { try? JSONDocument(parsing: $0) }?.root
    }
}
