-- Who is signed in, and where a party's visit stands: only a hash of the cookie is kept.
CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    -- half: the password was right, the second factor is still to come.
    kind TEXT NOT NULL CHECK (kind IN ('half', 'staff', 'party', 'kiosk')),
    person TEXT REFERENCES people (id) ON DELETE RESTRICT,
    role TEXT,
    unit TEXT REFERENCES units (id) ON DELETE RESTRICT,
    link TEXT,
    device TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX sessions_person ON sessions (person);
-- Recovery codes, hashed: each is good once, when the authenticator is lost.
CREATE TABLE recovery_codes (
    person TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    hash TEXT NOT NULL,
    used_at TIMESTAMP,
    PRIMARY KEY (person, hash)
);
-- A party's way to its own case: the case code (办件码) by blind index, and encrypted for the mediator who hands it over.
CREATE TABLE party_links (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    code_index TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL,
    -- What the party has answered so far, encrypted.
    progress TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    opened_at TIMESTAMP,
    -- Wrong digits of an identifier since the last right ones, and until when no more are taken.
    failures INTEGER NOT NULL,
    locked_until TIMESTAMP,
    ended_at TIMESTAMP
);
CREATE INDEX party_links_case ON party_links (case_id);
-- One-time codes sent to a party's telephone: each keeps its own limit.
CREATE TABLE party_codes (
    id TEXT NOT NULL PRIMARY KEY,
    link TEXT NOT NULL REFERENCES party_links (id) ON DELETE RESTRICT,
    hash TEXT NOT NULL,
    sent_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    failures INTEGER NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX party_codes_link ON party_codes (link);
-- What a person asks of those who handle the case: withdraw, another telephone, paper; or a password of the administrator.
CREATE TABLE requests (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT REFERENCES cases (id) ON DELETE RESTRICT,
    person TEXT REFERENCES people (id) ON DELETE RESTRICT,
    party TEXT,
    kind TEXT NOT NULL,
    -- Encrypted.
    body TEXT NOT NULL,
    made_on DATE NOT NULL,
    made_at TIMESTAMP NOT NULL,
    settled_by TEXT REFERENCES people (id) ON DELETE RESTRICT,
    settled_at TIMESTAMP
);
CREATE INDEX requests_case ON requests (case_id);
-- Supplement notices: all items at once; a second one says why the first did not.
CREATE TABLE supplements (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    seq INTEGER NOT NULL,
    -- Items with place, defect and form, encrypted.
    items TEXT NOT NULL,
    reason_again TEXT NOT NULL,
    issued_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    answered_on DATE,
    UNIQUE (case_id, seq)
);
-- Who in the studio has a case at hand.
CREATE TABLE assignments (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id) ON DELETE RESTRICT,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    since DATE NOT NULL
);
-- The studio's review, point by point.
CREATE TABLE checks (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    item TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('pass', 'fail', 'open')),
    -- Encrypted.
    note TEXT NOT NULL,
    marked_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    marked_on DATE NOT NULL,
    PRIMARY KEY (case_id, item)
);
-- Who must not handle a case (回避).
CREATE TABLE recusals (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    reason TEXT NOT NULL,
    recused_on DATE NOT NULL,
    PRIMARY KEY (case_id, person)
);
-- Forms that make something new are good once.
CREATE TABLE submissions (
    form_key TEXT NOT NULL PRIMARY KEY,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL
);
