CREATE TABLE services (
    id TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('personal', 'post', 'sms', 'email', 'platform')),
    address TEXT NOT NULL,
    address_source TEXT NOT NULL CHECK (address_source IN ('given', 'confirmed', 'found')),
    consent TEXT NOT NULL,
    received_by TEXT NOT NULL,
    served_on DATE NOT NULL,
    recorded_by TEXT NOT NULL REFERENCES people (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX services_case ON services (case_id);
INSERT INTO services (id, document, case_id, party, channel, address, address_source, consent, received_by, served_on, recorded_by, recorded_at)
    SELECT f.id, d.document, d.case_id, d.party, d.channel, d.address, d.address_source, d.consent, f.received_by, f.happened_on, f.recorded_by, f.recorded_at
    FROM delivery_facts f JOIN deliveries d ON d.id = f.delivery
    WHERE f.fact IN ('received', 'reached') AND f.recorded_by IS NOT NULL AND d.channel IN ('personal', 'post', 'sms', 'email', 'platform');
DROP TABLE service_consents;
DROP TABLE delivery_facts;
DROP TABLE deliveries;
