DROP TABLE administration;
ALTER TABLE invitations DROP COLUMN code_hash;
ALTER TABLE invitations DROP COLUMN proposal;
DROP TABLE proposals;
ALTER TABLE people DROP COLUMN vouched_at;
ALTER TABLE people DROP COLUMN frozen_until;
ALTER TABLE people DROP COLUMN email;
ALTER TABLE people DROP COLUMN phone;
