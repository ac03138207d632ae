-- The public Merkle log: entries, the hashes of its tiles, and its head. Appending first updates the head's
-- row: on PostgreSQL that row is the lock.
CREATE TABLE log_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL
);
INSERT INTO log_head (id, size) VALUES (1, 0);
CREATE TABLE log_entries (
    log_index BIGINT NOT NULL PRIMARY KEY,
    entry TEXT NOT NULL,
    appended_at TIMESTAMP NOT NULL
);
-- Hashes of a tile, base 64 of 32 bytes each, end to end.
CREATE TABLE log_tiles (
    level INTEGER NOT NULL,
    tile BIGINT NOT NULL,
    width INTEGER NOT NULL,
    hashes TEXT NOT NULL,
    PRIMARY KEY (level, tile)
);
-- The last checkpoint that was signed.
CREATE TABLE checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    note TEXT NOT NULL,
    signed_at TIMESTAMP NOT NULL
);
