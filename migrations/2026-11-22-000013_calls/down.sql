DROP TABLE record_signatures;
DROP TABLE call_answers;
DROP TABLE calls;
