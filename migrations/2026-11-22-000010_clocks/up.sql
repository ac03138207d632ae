-- Warnings given before a period ends: each once.
CREATE TABLE warnings (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    period TEXT NOT NULL,
    -- The day of the period on which it is given.
    after_days INTEGER NOT NULL,
    given_on DATE NOT NULL,
    PRIMARY KEY (case_id, period, after_days)
);
-- Extensions of the review, with the president's approval: from which nominal end to which.
CREATE TABLE extensions (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    approved_by TEXT NOT NULL,
    approved_on DATE NOT NULL,
    days INTEGER NOT NULL,
    -- In the court's words, encrypted.
    reason TEXT NOT NULL,
    nominal_before DATE NOT NULL,
    nominal_after DATE NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX extensions_case ON extensions (case_id);
