/// Upper bounds of tables with findings; what passes one is refused with its row and column.
enum FindingLimits {
    /// Bytes of a file (1 GiB): all findings that were ever published take a tenth of it.
    static let fileBytesMax = 1 << 30
    /// Bytes of a JSON file that is read as a whole (64 MiB): it lies in memory; JSON Lines has no such need.
    static let wholeBytesMax = 64 << 20
    /// Bytes of a cell (1 MiB): the longest report ever published has a tenth of it, and an open quote takes all that follows.
    static let cellBytesMax = 1 << 20
    /// Bytes of a row or a line (4 MiB): what is kept in memory at a time.
    static let rowBytesMax = 4 << 20
    /// Columns of a table (200): real ones have up to fifty.
    static let columnsMax = 200
    /// Rows of a table (1,000,000): references of all rows are counted in memory, some tens of bytes each.
    static let rowsMax = 1_000_000
    /// Recommendations of a lesson (30), as its schema has it.
    static let recommendationsMax = 30
    /// Characters of a recommendation (1,000), as its schema has it.
    static let textCharactersMax = 1_000
    /// Characters of a learning point (400), as its schema has it.
    static let statementCharactersMax = 400
    /// Learning points of a lesson (10), as its schema has it.
    static let statementsMax = 10
    /// Characters of a title (120), as its schema has it.
    static let titleCharactersMax = 120
    /// Contributory themes of a lesson (5), as its schema has it.
    static let themesMax = 5
    /// Service lines of a lesson (8), as its schema has it.
    static let serviceLinesMax = 8
    /// Bytes of a mapping file or a table of spellings (4 MiB): they are written by hand.
    static let mappingBytesMax = 4 << 20
    /// Recipients of a finding (200): the longest real list has ten.
    static let recipientsMax = 200
}
