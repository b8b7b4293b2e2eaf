extension Migrations {
    /// References of coroners are counted together, whatever their area.
    static let coroners = """
        UPDATE finding SET source_key = 'reg:coroner' || substr(source_key, instr(source_key, ' '))
          WHERE substr(source_key, 1, 12) = 'reg:coroner-';
        UPDATE response SET source_key = 'reg:coroner' || substr(source_key, instr(source_key, ' '))
          WHERE substr(source_key, 1, 12) = 'reg:coroner-';
        """

    /// Findings of external bodies, what people do about them, answers to a source by its one spelling, and lessons by bundle.
    ///
    /// Steps are only added; words that people or bodies wrote stand beside them, so that they can be erased.
    static let findings = """
        CREATE TABLE finding_source (
          digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
          bytes INTEGER NOT NULL CHECK (bytes >= 0),
          format TEXT NOT NULL,
          encoding TEXT NOT NULL,
          row_count INTEGER NOT NULL CHECK (row_count >= 0),
          at INTEGER NOT NULL,
          person TEXT NOT NULL,
          forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE finding (
          number INTEGER PRIMARY KEY,
          key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
          content BLOB NOT NULL CHECK (length(content) = 32),
          version INTEGER NOT NULL CHECK (version > 0),
          issue INTEGER NOT NULL,
          issuer TEXT NOT NULL,
          reference TEXT NOT NULL,
          source_key TEXT NOT NULL,
          source_type TEXT NOT NULL,
          title TEXT NOT NULL,
          published TEXT,
          codes TEXT NOT NULL,
          document BLOB NOT NULL,
          sketch BLOB NOT NULL,
          duty TEXT NOT NULL CHECK (duty IN ('duty', 'awareness')),
          because TEXT NOT NULL,
          entry TEXT NOT NULL CHECK (entry IN ('searchable', 'triage')),
          state TEXT NOT NULL CHECK (state IN ('searchable', 'triage', 'open', 'closed', 'not-relevant')),
          team TEXT,
          owner_role TEXT,
          due TEXT,
          clock TEXT NOT NULL,
          approved_by TEXT,
          response BLOB CHECK (response IS NULL OR length(response) = 32),
          steps INTEGER NOT NULL CHECK (steps >= 0),
          reading INTEGER REFERENCES case_step (id),
          erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
          first_seen INTEGER NOT NULL,
          changed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX finding_issue ON finding (issue);
        CREATE INDEX finding_reference ON finding (source_key, number);
        CREATE INDEX finding_issuer ON finding (issuer, number);
        CREATE INDEX finding_state ON finding (state, clock, number DESC);
        CREATE INDEX finding_team ON finding (team, clock, number DESC) WHERE team IS NOT NULL;
        CREATE INDEX finding_due ON finding (clock, number DESC);
        CREATE INDEX finding_late ON finding (clock, number DESC)
          WHERE duty = 'duty' AND state IN ('triage', 'open');
        CREATE TABLE finding_version (
          id INTEGER PRIMARY KEY,
          finding INTEGER NOT NULL REFERENCES finding (number),
          version INTEGER NOT NULL CHECK (version > 0),
          source BLOB NOT NULL REFERENCES finding_source (digest),
          content BLOB NOT NULL CHECK (length(content) = 32),
          document BLOB NOT NULL,
          draft BLOB NOT NULL,
          draft_digest BLOB NOT NULL CHECK (length(draft_digest) = 32),
          at INTEGER NOT NULL,
          UNIQUE (finding, version)
        ) STRICT;
        CREATE INDEX finding_version_source ON finding_version (source);
        CREATE TRIGGER finding_version_stays_1 BEFORE UPDATE ON finding_version
          WHEN length(NEW.document) > 0 OR length(NEW.draft) > 0 OR NEW.id IS NOT OLD.id
          OR NEW.finding IS NOT OLD.finding OR NEW.version IS NOT OLD.version OR NEW.source IS NOT OLD.source
          OR NEW.content IS NOT OLD.content OR NEW.draft_digest IS NOT OLD.draft_digest OR NEW.at IS NOT OLD.at
          BEGIN SELECT RAISE (ABORT, 'versions of findings are only added to'); END;
        CREATE TRIGGER finding_version_stays_2 BEFORE DELETE ON finding_version
          BEGIN SELECT RAISE (ABORT, 'versions of findings are only added to'); END;
        CREATE TRIGGER finding_version_stays_3 BEFORE INSERT ON finding_version
          WHEN EXISTS (SELECT 1 FROM finding_version v WHERE v.id = NEW.id
            OR v.finding = NEW.finding AND v.version = NEW.version)
          BEGIN SELECT RAISE (ABORT, 'versions of findings are only added to'); END;
        CREATE TABLE finding_row (
          finding INTEGER NOT NULL REFERENCES finding (number),
          source BLOB NOT NULL REFERENCES finding_source (digest),
          PRIMARY KEY (finding, source)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE finding_code (
          kind TEXT NOT NULL,
          code TEXT NOT NULL,
          finding INTEGER NOT NULL REFERENCES finding (number),
          PRIMARY KEY (kind, code, finding)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX finding_code_of ON finding_code (finding);
        CREATE VIRTUAL TABLE finding_text USING fts5 (
          title, body, tokenize = 'porter unicode61 remove_diacritics 2'
        );
        CREATE VIRTUAL TABLE finding_mark USING fts5 (
          marks, detail = none, columnsize = 0, tokenize = 'ascii'
        );

        CREATE TABLE case_step (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          finding INTEGER NOT NULL REFERENCES finding (number),
          place INTEGER NOT NULL CHECK (place > 0),
          kind TEXT NOT NULL,
          content BLOB NOT NULL,
          words BLOB CHECK (words IS NULL OR length(words) = 32),
          person TEXT NOT NULL,
          role TEXT NOT NULL,
          at INTEGER NOT NULL,
          UNIQUE (finding, place)
        ) STRICT;
        CREATE TRIGGER case_step_stays_1 BEFORE UPDATE ON case_step
          BEGIN SELECT RAISE (ABORT, 'steps of a case are only added to'); END;
        CREATE TRIGGER case_step_stays_2 BEFORE DELETE ON case_step
          BEGIN SELECT RAISE (ABORT, 'steps of a case are only added to'); END;
        CREATE TRIGGER case_step_stays_3 BEFORE INSERT ON case_step
          WHEN EXISTS (SELECT 1 FROM case_step s WHERE s.id = NEW.id OR s.finding = NEW.finding AND s.place = NEW.place)
          BEGIN SELECT RAISE (ABORT, 'steps of a case are only added to'); END;
        CREATE TABLE case_words (
          step INTEGER PRIMARY KEY REFERENCES case_step (id),
          words BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER case_words_stay_1 BEFORE UPDATE ON case_words
          WHEN length(NEW.words) > 0 OR NEW.step IS NOT OLD.step
          BEGIN SELECT RAISE (ABORT, 'words of a case are only added to'); END;
        CREATE TRIGGER case_words_stay_2 BEFORE DELETE ON case_words
          BEGIN SELECT RAISE (ABORT, 'words of a case are only added to'); END;
        CREATE TRIGGER case_words_stay_3 BEFORE INSERT ON case_words
          WHEN EXISTS (SELECT 1 FROM case_words w WHERE w.step = NEW.step)
          BEGIN SELECT RAISE (ABORT, 'words of a case are only added to'); END;
        CREATE TABLE finding_erasure (
          id INTEGER PRIMARY KEY,
          finding INTEGER NOT NULL REFERENCES finding (number),
          with_case INTEGER NOT NULL CHECK (with_case IN (0, 1)),
          reason TEXT NOT NULL,
          person TEXT NOT NULL,
          at INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER finding_erasure_stays_1 BEFORE UPDATE ON finding_erasure
          BEGIN SELECT RAISE (ABORT, 'erasures are only added to'); END;
        CREATE TRIGGER finding_erasure_stays_2 BEFORE DELETE ON finding_erasure
          BEGIN SELECT RAISE (ABORT, 'erasures are only added to'); END;
        CREATE TRIGGER audit_stays_3 BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit a WHERE a.id = NEW.id)
          BEGIN SELECT RAISE (ABORT, 'the audit trail is only added to'); END;
        CREATE TABLE subscription (
          name TEXT PRIMARY KEY,
          recipient TEXT,
          theme TEXT,
          service_line TEXT,
          source TEXT,
          since TEXT,
          person TEXT NOT NULL,
          at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX lesson_statement ON lesson (statement);
        CREATE INDEX audit_subject ON audit (subject);

        ALTER TABLE response ADD COLUMN source_key TEXT;
        WITH RECURSIVE letter (statement, rest, key, run) AS (
          SELECT statement, lower(substr(subject, instr(subject, ' ') + 1)),
            substr(subject, 1, instr(subject, ' ')), 0
          FROM response WHERE lesson_id IS NULL AND instr(subject, ' ') > 0
          UNION ALL
          SELECT statement, substr(rest, 2),
            CASE
              WHEN substr(rest, 1, 1) BETWEEN '1' AND '9' OR substr(rest, 1, 1) = '0' AND run = 2
                THEN key || substr(rest, 1, 1)
              WHEN substr(rest, 1, 1) = '0' THEN key
              ELSE key || CASE WHEN run > 0 THEN '/' ELSE '' END
                || CASE WHEN substr(rest, 1, 1) BETWEEN 'a' AND 'z' THEN substr(rest, 1, 1) ELSE '' END
            END,
            CASE
              WHEN substr(rest, 1, 1) BETWEEN '1' AND '9' THEN 2
              WHEN substr(rest, 1, 1) = '0' THEN max(run, 1)
              ELSE 0
            END
          FROM letter WHERE rest <> ''
        )
        UPDATE response SET source_key = letter.key || CASE WHEN letter.run > 0 THEN '/' ELSE '' END
          FROM letter WHERE letter.statement = response.statement AND letter.rest = '';
        CREATE INDEX response_source ON response (source_key, statement) WHERE source_key IS NOT NULL;
        """
}
