ALTER TABLE registers DROP COLUMN loaded_by;
