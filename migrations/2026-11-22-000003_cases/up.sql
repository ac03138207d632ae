-- A matter (行政调解案件) owns parties, terms and agreement; a confirmation case points to it.
CREATE TABLE matters (
    id TEXT NOT NULL PRIMARY KEY,
    court TEXT NOT NULL REFERENCES courts (code) ON DELETE RESTRICT,
    agency TEXT NOT NULL REFERENCES units (id) ON DELETE RESTRICT,
    external_ref TEXT,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    -- The application as received, encrypted.
    application TEXT NOT NULL,
    received_sha256 TEXT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    UNIQUE (agency, external_ref)
);
CREATE TABLE parties (
    id TEXT NOT NULL PRIMARY KEY,
    matter TEXT NOT NULL REFERENCES matters (id) ON DELETE RESTRICT,
    ordinal INTEGER NOT NULL,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    id_kind TEXT NOT NULL,
    id_number TEXT NOT NULL,
    id_index TEXT NOT NULL,
    phone TEXT NOT NULL,
    phone_index TEXT NOT NULL,
    UNIQUE (matter, reference)
);
CREATE INDEX parties_id_index ON parties (id_index);
CREATE TABLE terms (
    id TEXT NOT NULL PRIMARY KEY,
    matter TEXT NOT NULL REFERENCES matters (id) ON DELETE RESTRICT,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    obligor TEXT,
    obligee TEXT,
    amount_fen BIGINT,
    UNIQUE (matter, ordinal)
);
CREATE TABLE instalments (
    id TEXT NOT NULL PRIMARY KEY,
    term TEXT NOT NULL REFERENCES terms (id) ON DELETE RESTRICT,
    ordinal INTEGER NOT NULL,
    due_on DATE NOT NULL,
    amount_fen BIGINT,
    UNIQUE (term, ordinal)
);
CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    matter TEXT NOT NULL REFERENCES matters (id) ON DELETE RESTRICT,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    party TEXT,
    path TEXT NOT NULL,
    -- Of the bytes as submitted; empty until they are there.
    sha256 TEXT NOT NULL,
    -- Of the encrypted bytes in the file store.
    stored_sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    UNIQUE (matter, ordinal)
);
CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    court TEXT NOT NULL REFERENCES courts (code) ON DELETE RESTRICT,
    matter TEXT NOT NULL UNIQUE REFERENCES matters (id) ON DELETE RESTRICT,
    stage TEXT NOT NULL CHECK (stage IN ('drafting', 'joining', 'filed', 'supplementing', 'reviewing', 'proposed', 'ruled', 'lapsed', 'declined', 'abandoned')),
    -- Grows with every change; a write names the version it saw.
    version INTEGER NOT NULL,
    number TEXT,
    number_year INTEGER,
    number_kind TEXT,
    number_serial INTEGER,
    filed_on DATE,
    accepted_on DATE,
    verified BOOLEAN NOT NULL,
    outcome TEXT,
    closed_on DATE,
    judge TEXT REFERENCES people (id) ON DELETE RESTRICT,
    clerk TEXT REFERENCES people (id) ON DELETE RESTRICT,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (court, number_kind, number_year, number_serial),
    CHECK ((number IS NULL) = (number_serial IS NULL))
);
CREATE INDEX cases_stage ON cases (court, stage);
-- The next serial of each series of case numbers.
CREATE TABLE number_series (
    court TEXT NOT NULL REFERENCES courts (code) ON DELETE RESTRICT,
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (court, kind, year)
);
-- Who may see a case, and in which capacity.
CREATE TABLE participations (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    unit TEXT NOT NULL REFERENCES units (id) ON DELETE RESTRICT,
    capacity TEXT NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE
);
CREATE INDEX participations_case ON participations (case_id);
CREATE TABLE joinings (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    -- phone, kiosk, paper, transcript
    way TEXT NOT NULL CHECK (way IN ('phone', 'kiosk', 'paper', 'transcript')),
    acted_by TEXT NOT NULL,
    capacity TEXT NOT NULL,
    joined_on DATE NOT NULL,
    joined_at TIMESTAMP NOT NULL,
    UNIQUE (case_id, party)
);
-- Every due date with nominal day, article and calendar version.
CREATE TABLE due_dates (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    name TEXT NOT NULL,
    party TEXT,
    start_on DATE NOT NULL,
    nominal_on DATE NOT NULL,
    due_on DATE NOT NULL,
    article TEXT NOT NULL,
    provisional BOOLEAN NOT NULL,
    calendar_version INTEGER NOT NULL,
    met_on DATE
);
CREATE INDEX due_dates_case ON due_dates (case_id);
CREATE TABLE verifications (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    held_on DATE NOT NULL,
    place TEXT NOT NULL,
    online BOOLEAN NOT NULL,
    -- Who was present and what they said, encrypted.
    record TEXT NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL
);
-- Private, append-only history of each case.
CREATE TABLE history (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    seq INTEGER NOT NULL,
    at TIMESTAMP NOT NULL,
    civil_on DATE NOT NULL,
    actor TEXT,
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    act TEXT NOT NULL,
    stage TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
);
-- Readings of personal data.
CREATE TABLE readings (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    reader TEXT NOT NULL,
    what TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
