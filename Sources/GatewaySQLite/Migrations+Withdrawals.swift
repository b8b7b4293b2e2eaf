extension Migrations {
    /// Standing of statements, the ledger by statement, waiting items by place, erasure, epochs.
    static let withdrawals = """
        ALTER TABLE statement ADD COLUMN standing TEXT NOT NULL DEFAULT 'stands'
          CHECK (standing IN ('stands', 'hides', 'dropped'));
        CREATE INDEX statement_signer ON statement (signer, id);
        CREATE INDEX statement_withdrawal ON statement (id) WHERE kind = 'withdrawal';

        CREATE TABLE delivery_2 (
          statement INTEGER NOT NULL REFERENCES statement (id),
          reader TEXT NOT NULL,
          fetched INTEGER,
          outcome TEXT,
          reason TEXT,
          PRIMARY KEY (statement, reader)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO delivery_2 SELECT log_entry.statement, reader, fetched, outcome, NULL
          FROM delivery JOIN log_entry ON log_entry.position = delivery.position;
        DROP TABLE delivery;
        ALTER TABLE delivery_2 RENAME TO delivery;

        CREATE TABLE feed_2 (
          origin TEXT PRIMARY KEY,
          partner TEXT NOT NULL REFERENCES partner (id),
          position INTEGER NOT NULL,
          frontier BLOB NOT NULL,
          size INTEGER,
          root BLOB,
          note BLOB NOT NULL,
          stopped TEXT,
          ended INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        INSERT INTO feed_2 SELECT origin, partner, position, frontier, size, root, note, stopped, 0 FROM feed;
        DROP TABLE feed;
        ALTER TABLE feed_2 RENAME TO feed;
        CREATE UNIQUE INDEX feed_partner ON feed (partner) WHERE ended = 0;

        CREATE TABLE received_2 (
          id INTEGER PRIMARY KEY,
          origin TEXT NOT NULL,
          position INTEGER NOT NULL,
          digest BLOB NOT NULL,
          body BLOB NOT NULL,
          kind TEXT,
          statement INTEGER REFERENCES statement (id),
          outcome TEXT NOT NULL,
          reasons TEXT NOT NULL,
          receipt INTEGER REFERENCES statement (id),
          at INTEGER NOT NULL,
          UNIQUE (origin, position)
        ) STRICT;
        INSERT INTO received_2 SELECT id, origin, position, digest, body, kind, statement, outcome, reasons,
          (SELECT log_entry.statement FROM log_entry WHERE log_entry.position = receipt), at FROM received;
        DROP TABLE received;
        ALTER TABLE received_2 RENAME TO received;
        CREATE INDEX received_receipt ON received (receipt);
        CREATE INDEX received_statement ON received (statement);

        CREATE TABLE quarantine_2 (
          id INTEGER PRIMARY KEY,
          origin TEXT NOT NULL,
          position INTEGER NOT NULL,
          digest BLOB NOT NULL,
          signer TEXT NOT NULL,
          outcome TEXT NOT NULL,
          envelope BLOB,
          reasons TEXT NOT NULL,
          since INTEGER NOT NULL,
          tried INTEGER NOT NULL,
          UNIQUE (origin, position)
        ) STRICT;
        INSERT INTO quarantine_2 (origin, position, digest, signer, outcome, envelope, reasons, since, tried)
          SELECT r.origin, min(r.position), q.digest, q.signer, q.outcome, q.envelope, q.reasons, q.since, q.since
          FROM quarantine q JOIN received r ON r.digest = q.digest GROUP BY q.digest, r.origin;
        DROP TABLE quarantine;
        ALTER TABLE quarantine_2 RENAME TO quarantine;
        CREATE INDEX quarantine_digest ON quarantine (digest);
        CREATE INDEX quarantine_tried ON quarantine (signer, outcome, tried);

        CREATE TABLE withdrawal_digest (
          digest BLOB NOT NULL,
          statement INTEGER NOT NULL REFERENCES statement (id),
          PRIMARY KEY (digest, statement)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE lesson_copy (
          lesson_id TEXT NOT NULL,
          version INTEGER NOT NULL,
          statement INTEGER NOT NULL REFERENCES statement (id),
          PRIMARY KEY (lesson_id, version, statement)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE lesson_origin (
          lesson_id TEXT NOT NULL,
          lesson INTEGER NOT NULL REFERENCES lesson (id),
          PRIMARY KEY (lesson_id, lesson)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE purge (
          statement INTEGER PRIMARY KEY REFERENCES statement (id),
          withdrawal INTEGER REFERENCES statement (id),
          requested INTEGER NOT NULL,
          held INTEGER NOT NULL DEFAULT 0,
          done INTEGER
        ) STRICT;
        CREATE TABLE legal_hold (
          digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
          reason TEXT NOT NULL,
          person TEXT NOT NULL,
          at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE narrowed (statement INTEGER PRIMARY KEY REFERENCES statement (id)) STRICT;
        CREATE TABLE export_folder (
          path TEXT PRIMARY KEY,
          reader TEXT NOT NULL,
          at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
