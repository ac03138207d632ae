-- What a county's register said, version by version; the newest is in force.
CREATE TABLE registers (
    version INTEGER NOT NULL PRIMARY KEY,
    court_json TEXT NOT NULL,
    agencies_json TEXT NOT NULL,
    holidays_csv TEXT NOT NULL,
    loaded_at TIMESTAMP NOT NULL
);
-- Courts: every row that belongs to a court carries its code.
CREATE TABLE courts (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    division TEXT NOT NULL
);
-- Settings made once: host, and what start-up compares.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
