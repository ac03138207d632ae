DROP INDEX parties_phone_index;
