ALTER TABLE drafts DROP COLUMN proposed_from;
ALTER TABLE drafts DROP COLUMN outcome;
