import StrictJSON

extension EmbeddedSchemas {
    /// The codes of a list such as `relation`, in its order; none for a list that is not here.
    package static func codes(_ list: String) -> [String] {
        let document = bytes("codes/\(list).json").flatMap { try? JSONDocument(parsing: $0) }
        return (document?.root["codes"]?.elements ?? []).compactMap { $0["code"]?.string }
    }
}
