extension Migrations {
    /// Pairings with partners, and when a key that was replaced ends.
    static let pairing = """
        CREATE TABLE pairing (
          partner TEXT PRIMARY KEY,
          revision INTEGER NOT NULL CHECK (revision > 0),
          side TEXT NOT NULL CHECK (side IN ('inviting', 'accepting')),
          state TEXT NOT NULL CHECK (
            state IN ('invited', 'accepted', 'confirmed', 'approved', 'rehearsing', 'active', 'void')
          ),
          invite BLOB NOT NULL,
          accept BLOB CHECK ((accept IS NULL) = (state = 'invited')),
          expires INTEGER NOT NULL,
          wrong_tries INTEGER NOT NULL CHECK (wrong_tries BETWEEN 0 AND 3),
          people TEXT NOT NULL,
          approver TEXT CHECK ((approver IS NULL) = (state IN ('invited', 'accepted', 'confirmed', 'void'))),
          lesson TEXT,
          bundle BLOB,
          withdrawal BLOB
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE key_end (
          partner TEXT NOT NULL REFERENCES partner (id),
          key BLOB NOT NULL CHECK (length(key) = 32),
          until INTEGER NOT NULL,
          PRIMARY KEY (partner, key)
        ) STRICT, WITHOUT ROWID;
        """
}
