extension Migrations {
    /// Partners that are still to be asked for what a restore lost.
    static let epochs = """
        CREATE TABLE pull_back (
          partner TEXT PRIMARY KEY REFERENCES partner (id),
          since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
