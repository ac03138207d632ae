-- A keyed hash over each row of a case's history, made within seconds of the row: whoever writes to the database alone cannot
-- make one, and an audit names a row that was replaced or taken out.
CREATE TABLE history_marks (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    seq INTEGER NOT NULL,
    mac TEXT NOT NULL,
    PRIMARY KEY (case_id, seq)
);
CREATE INDEX history_at ON history (at);
