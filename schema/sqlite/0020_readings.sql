-- Who looked at what, in the order in which it was read. Like events, readings are never changed.
CREATE TABLE reading_heads (
    office_id BLOB NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL CHECK (position > 0)
) STRICT;

CREATE TABLE readings (
    office_id BLOB NOT NULL,
    position INTEGER NOT NULL CHECK (position > 0),
    read_at TEXT NOT NULL,
    reader TEXT NOT NULL,
    what TEXT NOT NULL,
    case_id BLOB,
    file BLOB,
    reason TEXT,
    words BLOB,
    PRIMARY KEY (office_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX readings_by_reader ON readings (office_id, reader, position);
CREATE INDEX readings_by_case ON readings (office_id, case_id, position) WHERE case_id IS NOT NULL;
CREATE INDEX readings_by_what ON readings (office_id, what, position);
CREATE INDEX readings_by_time ON readings (office_id, read_at, position);

CREATE TRIGGER readings_are_never_updated BEFORE UPDATE ON readings
BEGIN SELECT RAISE(ABORT, 'readings are never changed'); END;
CREATE TRIGGER readings_are_never_deleted BEFORE DELETE ON readings
BEGIN SELECT RAISE(ABORT, 'readings are never deleted'); END;
CREATE TRIGGER readings_are_never_replaced BEFORE INSERT ON readings
WHEN EXISTS (SELECT 1 FROM readings WHERE office_id = NEW.office_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'readings are never replaced'); END;
