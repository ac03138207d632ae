-- A record is signed page by page: how many, and of which printed document, by its SHA-256.
ALTER TABLE record_signatures ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record_signatures ADD COLUMN document_sha256 TEXT NOT NULL DEFAULT '';
