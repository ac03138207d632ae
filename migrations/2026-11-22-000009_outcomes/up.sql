-- What a draft would end its case with, and the stage it was proposed from.
ALTER TABLE drafts ADD COLUMN outcome TEXT NOT NULL DEFAULT 'confirmed';
ALTER TABLE drafts ADD COLUMN proposed_from TEXT NOT NULL DEFAULT 'reviewing';
