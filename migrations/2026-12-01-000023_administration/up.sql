-- Sealed telephone and e-mail of those who work here; empty where none is known.
ALTER TABLE people ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN email TEXT NOT NULL DEFAULT '';
-- Until when no act that needs a code is taken, after the second factor was made anew.
ALTER TABLE people ADD COLUMN frozen_until TIMESTAMP;
-- Since when the account is one that no single hand opened; nobody's where one administrator gave the whole link.
ALTER TABLE people ADD COLUMN vouched_at TIMESTAMP;
-- Accounts of the court and the studio go on as they are.
UPDATE people SET vouched_at = created_at WHERE id IN (SELECT person FROM appointments WHERE role <> 'mediator');

-- What one person proposed about another and a second one confirms: a post, or a way into an account that has one.
CREATE TABLE proposals (
    id TEXT NOT NULL PRIMARY KEY,
    -- appoint, invite, reset
    kind TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    role TEXT,
    unit TEXT REFERENCES units (id) ON DELETE RESTRICT,
    -- Nobody: at the machine itself.
    proposed_by TEXT REFERENCES people (id) ON DELETE RESTRICT,
    proposed_at TIMESTAMP NOT NULL,
    -- confirmed, declined, withdrawn; open where there is none
    outcome TEXT,
    decided_by TEXT REFERENCES people (id) ON DELETE RESTRICT,
    decided_at TIMESTAMP
);
CREATE INDEX proposals_person ON proposals (person);

-- The proposal a link waits for, and the hash of the opening code that its second hand was given.
ALTER TABLE invitations ADD COLUMN proposal TEXT REFERENCES proposals (id) ON DELETE RESTRICT;
ALTER TABLE invitations ADD COLUMN code_hash TEXT;
-- Links that one administrator made alone for people of the court and the studio are made anew, by two.
UPDATE invitations SET used_at = created_at
    WHERE used_at IS NULL AND person IN (SELECT person FROM appointments WHERE role <> 'mediator');

-- Acts of administration: who, whom, what, when. Ids and codes alone.
CREATE TABLE administration (
    -- From 1, without a gap.
    ordinal BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    act TEXT NOT NULL,
    -- Nobody: at the machine itself.
    by_person TEXT REFERENCES people (id) ON DELETE RESTRICT,
    whom TEXT REFERENCES people (id) ON DELETE RESTRICT,
    role TEXT,
    unit TEXT REFERENCES units (id) ON DELETE RESTRICT,
    -- What it was about where that is no person: an agency's code, a version, a key's id.
    subject TEXT NOT NULL,
    -- Keyed hash over this row and the one before: whoever writes to the database alone cannot make one.
    mac TEXT NOT NULL
);
CREATE INDEX administration_at ON administration (at);
