ALTER TABLE documents DROP COLUMN number;
ALTER TABLE drafts DROP COLUMN objection;
DROP TABLE standings;
DROP TABLE objections;
