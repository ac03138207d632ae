DROP TABLE checkpoints;
DROP TABLE log_tiles;
DROP TABLE log_entries;
DROP TABLE log_head;
