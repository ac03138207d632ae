DROP TABLE services;
DROP TABLE documents;
DROP TABLE intents;
DROP TABLE drafts;
