DROP TABLE extensions;
DROP TABLE warnings;
