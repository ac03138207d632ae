DROP INDEX history_at;
DROP TABLE history_marks;
