-- Both parties called together (通知共同到场): each call, and what each party answered to a call on-line.
CREATE TABLE calls (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    -- From 1: the newest call counts.
    seq INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('in_person', 'online', 'asynchronous')),
    held_on DATE NOT NULL,
    -- Time of day, Asia/Shanghai: 09:30.
    held_at TEXT NOT NULL,
    place TEXT NOT NULL,
    called_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    called_at TIMESTAMP NOT NULL,
    UNIQUE (case_id, seq)
);
CREATE TABLE call_answers (
    call TEXT NOT NULL REFERENCES calls (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    agrees BOOLEAN NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (call, party)
);
-- Who has signed a record of verification: on its own phone, or on the spot.
CREATE TABLE record_signatures (
    verification TEXT NOT NULL REFERENCES verifications (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('phone', 'spot')),
    signed_by TEXT NOT NULL,
    signed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (verification, party)
);
