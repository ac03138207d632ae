-- Wrong codes since the last right one, each where it was entered: at the door, where whoever knows the password stands, and
-- in acts, where only somebody signed in does. The former counter and lock (failures, locked_until) are read no more.
ALTER TABLE people ADD COLUMN door_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN act_failures INTEGER NOT NULL DEFAULT 0;
-- What happened at the doors and to accounts: ids alone, no name, no address, nothing that was typed.
CREATE TABLE security_events (
    id TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    kind TEXT NOT NULL,
    -- Whose account, where there is one.
    person TEXT REFERENCES people (id) ON DELETE RESTRICT,
    -- Who did it, where it was somebody else.
    by_person TEXT REFERENCES people (id) ON DELETE RESTRICT,
    -- How many of the kind within the hour, this one included: of failures only the first, tenth, hundredth … are kept.
    times INTEGER NOT NULL
);
CREATE INDEX security_events_at ON security_events (at);
CREATE INDEX security_events_person ON security_events (person, at);
-- A role nobody thought of must not need the table made anew: which roles there are, the program says.
CREATE TABLE appointments_of_any_role (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    unit TEXT NOT NULL REFERENCES units (id) ON DELETE RESTRICT,
    role TEXT NOT NULL,
    from_on DATE NOT NULL,
    until_on DATE
);
INSERT INTO appointments_of_any_role SELECT id, person, unit, role, from_on, until_on FROM appointments;
DROP TABLE appointments;
ALTER TABLE appointments_of_any_role RENAME TO appointments;
CREATE INDEX appointments_person ON appointments (person);
