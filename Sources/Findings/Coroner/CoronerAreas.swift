import StrictJSON

/// Areas of coroners in England and Wales by their many names.
enum CoronerAreas {
    /// Where the area is not known.
    static let unknown = "reg:coroner"

    /// The id of an area, such as `reg:coroner-kent-and-medway`; nil for a spelling that is in no table.
    static func issuer(_ spelling: String) -> String? { ids[key(spelling)] }

    /// The name to show for an id of a coroner; nil for any other.
    static func name(of issuer: String) -> String? {
        issuer == unknown ? "Coroner, area not known" : names[issuer].map { "Coroner for \($0)" }
    }

    private static let names: [String: String] = {
        var names: [String: String] = [:]
        for area in EmbeddedTable.named("coroner-areas.json")["areas"]?.elements ?? [] {
            if let name = area["name"]?.string, let id = area["id"]?.string { names[id] = name }
        }
        return names
    }()

    private static let ids: [String: String] = {
        var ids: [String: String] = [:]
        for area in EmbeddedTable.named("coroner-areas.json")["areas"]?.elements ?? [] {
            guard let name = area["name"]?.string, let id = area["id"]?.string else { continue }
            ids[key(name)] = id
            for also in area["also"]?.elements ?? [] { ids[key(also.string ?? "")] = id }
        }
        return ids
    }()

    /// Words of the compass; tables put them before or behind the name.
    private static let compass: Set<String> = ["north", "south", "east", "west", "mid", "central", "inner", "outer"]

    private static let filling: Set<String> = ["and", "the", "of", "area", "coroner", "coroners", "jurisdiction", "hm"]

    private static func words(_ name: String) -> [String] {
        WordTokens.words(Array(HTMLReference.decoded(name).unicodeScalars)).flatMap { word in
            word.scalars.split { WordTokens.isHyphen($0) }.map { WordTokens.folded($0) }
        }
    }

    private static func key(_ name: String) -> String {
        let words = words(name).filter { !filling.contains($0) }
        return (words.filter(compass.contains) + words.filter { !compass.contains($0) }).joined(separator: " ")
    }
}
