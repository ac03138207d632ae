UPDATE outbox SET kind = CASE kind
  WHEN 'filing' THEN 'filed'
  WHEN 'ruling' THEN 'ruled'
  WHEN 'ruling_later' THEN 'ruled_later'
  WHEN 'refusal' THEN 'declined'
  ELSE kind END;
