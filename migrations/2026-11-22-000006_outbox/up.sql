-- Letters, written in the transaction of the change they tell of and sent after it.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT REFERENCES cases (id) ON DELETE RESTRICT,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    -- Recipient and text, encrypted.
    recipient TEXT NOT NULL,
    body TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    claimed_by TEXT,
    claimed_until TIMESTAMP,
    attempts INTEGER NOT NULL,
    sent_at TIMESTAMP
);
