-- The log of each office, and who the offices are.

-- A reference table: which office has which log. Few rows, the same everywhere.
CREATE TABLE offices (
    office_id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE log_heads (
    office_id BLOB NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;

CREATE TABLE events (
    office_id BLOB NOT NULL,
    position INTEGER NOT NULL CHECK (position > 0),
    stream_id BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    stream_kind TEXT NOT NULL,
    event_type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    occurred_day TEXT NOT NULL,
    occurred_at TEXT,
    recorded_at TEXT NOT NULL,
    command_id BLOB NOT NULL,
    batch_id BLOB,
    actor TEXT NOT NULL,
    payload TEXT NOT NULL,
    personal BLOB,
    PRIMARY KEY (office_id, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX events_by_stream ON events (office_id, stream_id, version);
CREATE INDEX events_by_batch ON events (office_id, batch_id, position) WHERE batch_id IS NOT NULL;

CREATE TRIGGER events_are_never_updated BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed: record a correction'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted: record a correction'); END;
-- Replacing a row would delete it without firing the trigger above.
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE office_id = NEW.office_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'events are never replaced: record a correction'); END;

CREATE TABLE receipts (
    office_id BLOB NOT NULL,
    command_id BLOB NOT NULL,
    request_hash BLOB NOT NULL,
    stream_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (office_id, command_id)
) STRICT, WITHOUT ROWID;
