-- Who uses the same telephone is looked for beside every case.
CREATE INDEX parties_phone_index ON parties (phone_index);
