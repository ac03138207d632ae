-- Letters by the name of what they tell; three were called like a stage of the case, one like an answer.
UPDATE outbox SET kind = CASE kind
  WHEN 'filed' THEN 'filing'
  WHEN 'ruled' THEN 'ruling'
  WHEN 'ruled_later' THEN 'ruling_later'
  WHEN 'declined' THEN 'refusal'
  ELSE kind END;
