-- What has been performed of a confirmed agreement, and what a return visit (回访) heard.
CREATE TABLE performances (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    -- Place of the term, from 1, and of its instalment, from 1; a single payment or act is instalment 1.
    term INTEGER NOT NULL,
    instalment INTEGER NOT NULL,
    -- performed, claimed by who owes, missed, visit
    kind TEXT NOT NULL CHECK (kind IN ('performed', 'claimed', 'missed', 'visit')),
    amount_fen BIGINT,
    happened_on DATE NOT NULL,
    -- In plain words, encrypted.
    note TEXT NOT NULL,
    told_by TEXT NOT NULL,
    recorded_by TEXT REFERENCES people (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX performances_case ON performances (case_id);
