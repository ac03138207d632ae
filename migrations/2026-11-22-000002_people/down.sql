DROP TABLE idempotency;
DROP TABLE invitations;
DROP TABLE tokens;
DROP TABLE appointments;
DROP TABLE people;
DROP TABLE units;
