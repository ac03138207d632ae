-- A letter that cannot be sent is tried again after a pause that grows, and in the end given up: it is dead, and shown,
-- until somebody sends it again. Letters of before have no pause and are alive.
ALTER TABLE outbox ADD COLUMN next_at TIMESTAMP;
ALTER TABLE outbox ADD COLUMN dead_at TIMESTAMP;
-- Why: unreadable, or refused by what carries letters. Never an address.
ALTER TABLE outbox ADD COLUMN fault TEXT;
