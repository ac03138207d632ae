-- Objections to a ruling (异议): each with its own number once it is registered.
CREATE TABLE objections (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    court TEXT NOT NULL REFERENCES courts (code) ON DELETE RESTRICT,
    -- The ruling objected to.
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    -- party, third_person
    standing TEXT NOT NULL CHECK (standing IN ('party', 'third_person')),
    -- Party's reference; none for a third person.
    party TEXT,
    -- Name, contact and grounds, encrypted.
    body TEXT NOT NULL,
    filed_on DATE NOT NULL,
    -- From when the period ran, and its last day.
    start_on DATE NOT NULL,
    due_on DATE NOT NULL,
    article TEXT NOT NULL,
    -- Out of time, with an obstacle that ended on this day (民诉法第八十六条).
    restored_from DATE,
    number TEXT NOT NULL,
    number_year INTEGER NOT NULL,
    number_kind TEXT NOT NULL,
    number_serial INTEGER NOT NULL,
    -- objection_dismissed, revoked, altered; empty while it is open.
    result TEXT NOT NULL,
    decided_on DATE,
    decision TEXT REFERENCES documents (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL,
    UNIQUE (court, number_kind, number_year, number_serial)
);
CREATE INDEX objections_case ON objections (case_id);
-- Rulings that no longer stand as issued, with the log entry that says so.
CREATE TABLE standings (
    document TEXT NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE RESTRICT,
    standing TEXT NOT NULL CHECK (standing IN ('superseded', 'revoked')),
    by_document TEXT NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    log_index BIGINT NOT NULL UNIQUE,
    since_on DATE NOT NULL
);
-- The objection a draft decides.
ALTER TABLE drafts ADD COLUMN objection TEXT REFERENCES objections (id) ON DELETE RESTRICT;
-- The number on the document, where it is not the case's own.
ALTER TABLE documents ADD COLUMN number TEXT;
