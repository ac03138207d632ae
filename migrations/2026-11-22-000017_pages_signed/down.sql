ALTER TABLE record_signatures DROP COLUMN document_sha256;
ALTER TABLE record_signatures DROP COLUMN pages;
