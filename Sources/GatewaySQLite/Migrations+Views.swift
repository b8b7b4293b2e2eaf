extension Migrations {
    /// What partners tell of logs that they read, and the delivery of our own log.
    static let views = """
        CREATE TABLE told_view (
          origin TEXT NOT NULL,
          teller TEXT NOT NULL REFERENCES partner (id),
          size INTEGER NOT NULL CHECK (size > 0),
          root BLOB NOT NULL CHECK (length(root) = 32),
          note BLOB NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (origin, teller)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE delivered (
          partner TEXT PRIMARY KEY REFERENCES partner (id),
          origin TEXT NOT NULL,
          size INTEGER NOT NULL CHECK (size >= 0),
          at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE partner ADD COLUMN delivers INTEGER NOT NULL DEFAULT 0 CHECK (delivers IN (0, 1));
        """
}
