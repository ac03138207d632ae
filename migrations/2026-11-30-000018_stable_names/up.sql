-- Kinds of parties and of their identifiers by the names of the contract, no longer by the program's own spelling.
UPDATE parties SET kind = CASE kind
  WHEN 'Natural' THEN 'natural'
  WHEN 'LegalPerson' THEN 'legal_person'
  WHEN 'Unincorporated' THEN 'unincorporated'
  ELSE kind END;
UPDATE parties SET id_kind = CASE id_kind
  WHEN 'ResidentId' THEN 'resident_id'
  WHEN 'HkMacaoPass' THEN 'hk_macao_pass'
  WHEN 'TaiwanPass' THEN 'taiwan_pass'
  WHEN 'ResidencePermit' THEN 'residence_permit'
  WHEN 'ForeignPermanentResident' THEN 'foreign_permanent_resident'
  WHEN 'Passport' THEN 'passport'
  WHEN 'Uscc' THEN 'uscc'
  ELSE id_kind END;
