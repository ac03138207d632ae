-- The one-year loan prime rates of a register version, as lpr.csv; empty where the county keeps none.
ALTER TABLE registers ADD COLUMN lpr_csv TEXT NOT NULL DEFAULT '';
