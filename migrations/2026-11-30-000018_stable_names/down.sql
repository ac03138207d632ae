UPDATE parties SET kind = CASE kind
  WHEN 'natural' THEN 'Natural'
  WHEN 'legal_person' THEN 'LegalPerson'
  WHEN 'unincorporated' THEN 'Unincorporated'
  ELSE kind END;
UPDATE parties SET id_kind = CASE id_kind
  WHEN 'resident_id' THEN 'ResidentId'
  WHEN 'hk_macao_pass' THEN 'HkMacaoPass'
  WHEN 'taiwan_pass' THEN 'TaiwanPass'
  WHEN 'residence_permit' THEN 'ResidencePermit'
  WHEN 'foreign_permanent_resident' THEN 'ForeignPermanentResident'
  WHEN 'passport' THEN 'Passport'
  WHEN 'uscc' THEN 'Uscc'
  ELSE id_kind END;
