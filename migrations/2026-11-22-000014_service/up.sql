-- Service (送达) as it happens: one delivery is one document to one recipient on one channel; what becomes of it are facts.
CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('personal', 'left', 'entrusted', 'post', 'public_notice', 'sms', 'email', 'platform')),
    -- Where it went, encrypted, and where that came from.
    address TEXT NOT NULL,
    address_source TEXT NOT NULL CHECK (address_source IN ('given', 'confirmed', 'found')),
    -- Version of the wording the recipient consented to; empty where it did not, or none is needed.
    consent TEXT NOT NULL,
    -- The letter that carried it, where the portal sent it itself.
    letter TEXT UNIQUE REFERENCES outbox (id) ON DELETE RESTRICT,
    -- The receipt or certificate printed of it.
    receipt TEXT REFERENCES documents (id) ON DELETE RESTRICT,
    recorded_by TEXT REFERENCES people (id) ON DELETE RESTRICT,
    begun_at TIMESTAMP NOT NULL
);
CREATE INDEX deliveries_case ON deliveries (case_id);

CREATE TABLE delivery_facts (
    id TEXT NOT NULL PRIMARY KEY,
    delivery TEXT NOT NULL REFERENCES deliveries (id) ON DELETE RESTRICT,
    fact TEXT NOT NULL CHECK (fact IN ('sent', 'reached', 'read', 'downloaded', 'acted', 'received', 'refused', 'left', 'returned', 'published', 'proved', 'annulled')),
    happened_on DATE NOT NULL,
    -- Who received it, where somebody did.
    received_by TEXT NOT NULL,
    -- Relation of the receiver, reason of a refusal, witnesses: encrypted.
    note TEXT NOT NULL,
    -- The fact that was recorded wrongly, where this one says so.
    annuls TEXT,
    recorded_by TEXT REFERENCES people (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX delivery_facts_delivery ON delivery_facts (delivery);

-- What each party consented to about service, when and by which wording; the newest counts.
CREATE TABLE service_consents (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
    party TEXT NOT NULL,
    electronic BOOLEAN NOT NULL,
    -- notices, rulings; separated by commas
    scope TEXT NOT NULL,
    -- To which channel and address, the address encrypted: what is sent elsewhere is not covered.
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    -- Where paper goes, encrypted.
    paper TEXT NOT NULL,
    wording TEXT NOT NULL,
    -- phone, kiosk, paper, transcript
    way TEXT NOT NULL,
    given_on DATE NOT NULL,
    given_at TIMESTAMP NOT NULL
);
CREATE INDEX service_consents_case ON service_consents (case_id);

-- Each fact of service had its receipt printed when it was recorded: none is printed again.
INSERT INTO deliveries (id, document, case_id, party, channel, address, address_source, consent, receipt, recorded_by, begun_at)
    SELECT s.id, s.document, s.case_id, s.party, s.channel, s.address, s.address_source, s.consent,
        COALESCE((SELECT MIN(d.id) FROM documents d WHERE d.case_id = s.case_id AND d.kind = 'service_receipt'), s.document), s.recorded_by, s.recorded_at
    FROM services s;
INSERT INTO delivery_facts (id, delivery, fact, happened_on, received_by, note, recorded_by, recorded_at)
    SELECT id, id, CASE WHEN channel IN ('sms', 'email', 'platform') THEN 'reached' ELSE 'received' END, served_on, received_by, '', recorded_by, recorded_at
    FROM services;
DROP TABLE services;
