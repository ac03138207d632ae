DROP TABLE settings;
DROP TABLE courts;
DROP TABLE registers;
