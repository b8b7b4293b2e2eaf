import GRDB

/// The store's schema, step by step.
///
/// A step is frozen once it was shipped: text only, no types of the program, so that it does the same for ever.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (name, statements) in steps {
            migrator.registerMigration(name) { database in try database.execute(sql: statements) }
        }
        return migrator
    }

    private static let steps = [
        ("0001-first", first),
        ("0002-withdrawals", withdrawals),
        ("0003-pairing", pairing),
        ("0004-epochs", epochs),
        ("0005-views", views),
        ("0006-duties", duties),
        ("0007-search", search),
        ("0008-findings", findings),
        ("0009-coroners", coroners),
    ]

    private static let first = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE statement (
          id INTEGER PRIMARY KEY,
          digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
          kind TEXT NOT NULL,
          signer TEXT NOT NULL,
          marking TEXT,
          envelope BLOB,
          first_seen INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE log_entry (
          position INTEGER PRIMARY KEY CHECK (position >= 0),
          entry BLOB NOT NULL,
          statement INTEGER NOT NULL UNIQUE REFERENCES statement (id)
        ) STRICT;
        CREATE TABLE log_tile (id INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
        CREATE TABLE log_head (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          origin TEXT NOT NULL,
          size INTEGER NOT NULL CHECK (size >= 0),
          frontier BLOB NOT NULL,
          checkpoint BLOB NOT NULL
        ) STRICT;
        CREATE TABLE addressee (
          reader TEXT NOT NULL,
          position INTEGER NOT NULL REFERENCES log_entry (position),
          PRIMARY KEY (reader, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE partner (
          id TEXT PRIMARY KEY,
          url TEXT,
          state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'removed')),
          tls_keys TEXT NOT NULL,
          log_key TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE feed (
          origin TEXT PRIMARY KEY,
          partner TEXT NOT NULL UNIQUE REFERENCES partner (id),
          position INTEGER NOT NULL,
          frontier BLOB NOT NULL,
          size INTEGER,
          root BLOB,
          note BLOB NOT NULL,
          stopped TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE feed_evidence (
          id INTEGER PRIMARY KEY,
          origin TEXT NOT NULL,
          code TEXT NOT NULL,
          known BLOB NOT NULL,
          shown BLOB NOT NULL,
          at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE received (
          id INTEGER PRIMARY KEY,
          origin TEXT NOT NULL,
          position INTEGER NOT NULL,
          digest BLOB NOT NULL,
          body BLOB NOT NULL,
          kind TEXT,
          statement INTEGER REFERENCES statement (id),
          outcome TEXT NOT NULL,
          reasons TEXT NOT NULL,
          receipt INTEGER REFERENCES log_entry (position),
          at INTEGER NOT NULL,
          UNIQUE (origin, position)
        ) STRICT;
        CREATE TABLE quarantine (
          digest BLOB PRIMARY KEY,
          signer TEXT NOT NULL,
          outcome TEXT NOT NULL,
          envelope BLOB NOT NULL,
          reasons TEXT NOT NULL,
          since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE offer (reader TEXT PRIMARY KEY, up_to INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE delivery (
          position INTEGER NOT NULL REFERENCES log_entry (position),
          reader TEXT NOT NULL,
          fetched INTEGER,
          outcome TEXT,
          PRIMARY KEY (position, reader)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE lesson (
          id INTEGER PRIMARY KEY,
          lesson_id TEXT NOT NULL,
          version INTEGER NOT NULL CHECK (version > 0),
          statement INTEGER NOT NULL REFERENCES statement (id),
          publisher TEXT NOT NULL,
          form BLOB NOT NULL,
          title TEXT NOT NULL,
          record_kind TEXT NOT NULL,
          source_type TEXT NOT NULL,
          themes TEXT NOT NULL,
          service_lines TEXT NOT NULL,
          issued TEXT NOT NULL,
          is_public INTEGER NOT NULL,
          is_own INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('active', 'superseded', 'withdrawn', 'held')),
          sketch BLOB NOT NULL,
          UNIQUE (lesson_id, version)
        ) STRICT;
        CREATE TABLE lesson_code (
          kind TEXT NOT NULL,
          code TEXT NOT NULL,
          lesson INTEGER NOT NULL REFERENCES lesson (id),
          PRIMARY KEY (kind, code, lesson)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE supersession (
          lesson_id TEXT NOT NULL,
          up_to INTEGER NOT NULL,
          statement INTEGER NOT NULL REFERENCES statement (id),
          PRIMARY KEY (lesson_id, up_to, statement)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE withdrawal (
          lesson_id TEXT NOT NULL,
          up_to INTEGER NOT NULL,
          statement INTEGER NOT NULL REFERENCES statement (id),
          reason TEXT NOT NULL,
          effective TEXT NOT NULL,
          PRIMARY KEY (lesson_id, up_to, statement)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE response (
          statement INTEGER PRIMARY KEY REFERENCES statement (id),
          responder TEXT NOT NULL,
          lesson_id TEXT,
          subject TEXT NOT NULL,
          position TEXT NOT NULL,
          issued TEXT NOT NULL
        ) STRICT;
        CREATE INDEX response_lesson ON response (lesson_id, statement);
        CREATE VIRTUAL TABLE lesson_text USING fts5 (
          title, body, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
        );
        CREATE VIRTUAL TABLE lesson_mark USING fts5 (
          marks, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
        );

        CREATE TABLE duty (
          draft BLOB NOT NULL,
          duty TEXT NOT NULL,
          person TEXT NOT NULL,
          at INTEGER NOT NULL,
          document BLOB NOT NULL,
          PRIMARY KEY (draft, duty, person)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE decision (
          id INTEGER PRIMARY KEY,
          subject TEXT NOT NULL,
          lesson_id TEXT NOT NULL,
          version INTEGER NOT NULL,
          relation TEXT NOT NULL,
          person TEXT NOT NULL,
          at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX decision_lesson ON decision (lesson_id, relation);
        CREATE INDEX decision_subject ON decision (subject);
        CREATE TABLE token (
          hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
          person TEXT NOT NULL,
          scopes TEXT NOT NULL,
          created INTEGER NOT NULL,
          expires INTEGER NOT NULL,
          revoked INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE answer (
          caller TEXT NOT NULL,
          route TEXT NOT NULL,
          key TEXT NOT NULL,
          body BLOB NOT NULL,
          answer BLOB NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (caller, route, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX answer_at ON answer (at);
        CREATE TABLE audit (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          at INTEGER NOT NULL,
          person TEXT NOT NULL,
          role TEXT NOT NULL,
          action TEXT NOT NULL,
          subject TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER audit_stays_1 BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit trail is only added to'); END;
        CREATE TRIGGER audit_stays_2 BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit trail is only added to'); END;
        """
}
