-- Units are a tree: court, studio, bureau, agency; county, township, village.
CREATE TABLE units (
    id TEXT NOT NULL PRIMARY KEY,
    court TEXT NOT NULL REFERENCES courts (code) ON DELETE RESTRICT,
    parent TEXT REFERENCES units (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL CHECK (kind IN ('court', 'studio', 'bureau', 'agency', 'county', 'township', 'village')),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (court, kind, code)
);
CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- Argon2id, PHC string; empty until the person has set one.
    password_hash TEXT NOT NULL,
    -- TOTP secret, encrypted; empty until enrolled.
    totp_secret TEXT NOT NULL,
    -- Last accepted time step: a code is good once.
    totp_step BIGINT NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    left_at TIMESTAMP
);
-- People hold appointments in units, with roles and dates.
CREATE TABLE appointments (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    unit TEXT NOT NULL REFERENCES units (id) ON DELETE RESTRICT,
    role TEXT NOT NULL CHECK (role IN ('mediator', 'clerk', 'bureau', 'judge', 'admin')),
    from_on DATE NOT NULL,
    until_on DATE
);
CREATE INDEX appointments_person ON appointments (person);
-- Bearer tokens of the machine interface: only a hash is kept.
CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    unit TEXT NOT NULL REFERENCES units (id) ON DELETE RESTRICT,
    scopes TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
-- One-time links: first administrator, invitations.
CREATE TABLE invitations (
    hash TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    person TEXT REFERENCES people (id) ON DELETE RESTRICT,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
-- Answers to requests that carried an Idempotency-Key.
CREATE TABLE idempotency (
    token TEXT NOT NULL REFERENCES tokens (id) ON DELETE RESTRICT,
    idempotency_key TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (token, idempotency_key)
);
