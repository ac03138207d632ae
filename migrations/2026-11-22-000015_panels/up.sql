-- The two judges who sit beside the presiding one where a case is heard by a panel (合议庭); none for a sole judge (独任).
CREATE TABLE panel_members (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    judge TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    -- 1 or 2: the order in which they are named.
    place INTEGER NOT NULL CHECK (place IN (1, 2)),
    formed_on DATE NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    PRIMARY KEY (case_id, judge)
);
-- Their approvals, each of exactly one draft.
CREATE TABLE panel_approvals (
    draft TEXT NOT NULL REFERENCES drafts (id) ON DELETE RESTRICT,
    judge TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    sha256 TEXT NOT NULL,
    approved_at TIMESTAMP NOT NULL,
    PRIMARY KEY (draft, judge)
);
