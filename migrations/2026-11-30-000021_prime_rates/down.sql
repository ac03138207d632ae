ALTER TABLE registers DROP COLUMN lpr_csv;
