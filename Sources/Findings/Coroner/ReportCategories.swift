import StrictJSON

/// Categories that coroners' reports are filed under.
struct ReportCategories {
    struct Category {
        /// Words for a title; nil where the category says nothing.
        let words: String?
        let contentNotes: [String]
    }

    /// The category of a spelling; nil for one that is in no table.
    static func category(_ spelling: String) -> Category? { table[key(spelling)] }

    private static let table: [String: Category] = {
        var table: [String: Category] = [:]
        for row in EmbeddedTable.named("report-categories.json")["categories"]?.elements ?? [] {
            guard let name = row["name"]?.string else { continue }
            let notes = (row["contentNotes"]?.elements ?? []).compactMap(\.string)
            let category = Category(words: row["words"]?.string, contentNotes: notes)
            for spelling in [name] + (row["spellings"]?.elements ?? []).compactMap(\.string) {
                table[key(spelling)] = category
            }
        }
        return table
    }()

    /// Without the years from which a category is used, and without the words that all share.
    private static func key(_ name: String) -> String {
        let filling: Set<String> = ["and", "the", "from", "onwards", "related", "death", "deaths", "reports", "report"]
        let words = WordTokens.words(Array(HTMLReference.decoded(name).unicodeScalars)).map {
            WordTokens.folded($0.scalars)
        }
        return words.filter { !filling.contains($0) }.joined(separator: " ")
    }
}
