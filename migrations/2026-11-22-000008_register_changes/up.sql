-- Who made this version; nobody for the one portal init made.
ALTER TABLE registers ADD COLUMN loaded_by TEXT REFERENCES people (id) ON DELETE RESTRICT;
