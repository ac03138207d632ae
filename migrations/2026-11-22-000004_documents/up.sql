-- Draft rulings with their approvals: two people, neither the mediator.
CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    rev INTEGER NOT NULL,
    -- The canonical draft, encrypted, and its SHA-256: approvals bind to it.
    body TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    mediator TEXT REFERENCES people (id) ON DELETE RESTRICT,
    proposed_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    proposed_at TIMESTAMP NOT NULL,
    approved_by TEXT REFERENCES people (id) ON DELETE RESTRICT,
    approved_at TIMESTAMP,
    approved_until TIMESTAMP,
    -- standing, sent_back, sealed
    state TEXT NOT NULL CHECK (state IN ('standing', 'sent_back', 'sealed')),
    reason TEXT NOT NULL,
    UNIQUE (case_id, rev),
    CHECK (approved_by IS NULL OR approved_by <> proposed_by),
    CHECK (mediator IS NULL OR (mediator <> proposed_by AND (approved_by IS NULL OR mediator <> approved_by)))
);
-- What was about to be signed, written down before it was.
CREATE TABLE intents (
    id TEXT NOT NULL PRIMARY KEY,
    draft TEXT NOT NULL UNIQUE REFERENCES drafts (id) ON DELETE RESTRICT,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    -- The statement, encrypted, and its SHA-256.
    statement TEXT NOT NULL,
    statement_sha256 TEXT NOT NULL,
    unsigned_sha256 TEXT NOT NULL,
    kid TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'sealed', 'failed')),
    reason TEXT NOT NULL,
    intended_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
-- Issued documents. The ruling is sealed and logged; the others are printed from what is kept.
CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    court TEXT NOT NULL REFERENCES courts (code) ON DELETE RESTRICT,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL,
    rev INTEGER NOT NULL,
    supersedes TEXT REFERENCES documents (id) ON DELETE RESTRICT,
    -- Of the file as issued.
    sha256 TEXT NOT NULL UNIQUE,
    -- Of the encrypted bytes in the file store.
    stored_sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    pages INTEGER NOT NULL,
    wording TEXT NOT NULL,
    issued_on DATE NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    statement_sha256 TEXT UNIQUE,
    query_code TEXT UNIQUE,
    log_index BIGINT UNIQUE,
    UNIQUE (case_id, kind, rev),
    CHECK ((statement_sha256 IS NULL) = (log_index IS NULL))
);
-- Facts of service, per recipient and document.
CREATE TABLE services (
    id TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('personal', 'post', 'sms', 'email', 'platform')),
    -- Where it went, encrypted, and where that came from: given, confirmed, found.
    address TEXT NOT NULL,
    address_source TEXT NOT NULL CHECK (address_source IN ('given', 'confirmed', 'found')),
    consent TEXT NOT NULL,
    received_by TEXT NOT NULL,
    served_on DATE NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX services_case ON services (case_id);
