-- The log of each office, and who the offices are.

-- A reference table: which office has which log. Few rows, the same everywhere.
CREATE TABLE offices (
    office_id uuid NOT NULL PRIMARY KEY,
    code text NOT NULL UNIQUE
);

CREATE TABLE log_heads (
    office_id uuid NOT NULL PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0)
);

CREATE TABLE events (
    office_id uuid NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    stream_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    stream_kind text NOT NULL,
    event_type text NOT NULL,
    schema_version bigint NOT NULL,
    occurred_day date NOT NULL,
    occurred_at timestamptz,
    recorded_at timestamptz NOT NULL,
    command_id uuid NOT NULL,
    batch_id uuid,
    actor text NOT NULL,
    payload text NOT NULL,
    personal bytea,
    PRIMARY KEY (office_id, position)
);

CREATE UNIQUE INDEX events_by_stream ON events (office_id, stream_id, version);
CREATE INDEX events_by_batch ON events (office_id, batch_id, position) WHERE batch_id IS NOT NULL;

CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed or deleted: record a correction';
END $$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only();

CREATE TABLE receipts (
    office_id uuid NOT NULL,
    command_id uuid NOT NULL,
    request_hash bytea NOT NULL,
    stream_id uuid NOT NULL,
    version bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (office_id, command_id)
);
