-- Who looked at what, in the order in which it was read. Like events, readings are never changed.
CREATE TABLE reading_heads (
    office_id uuid NOT NULL PRIMARY KEY,
    position bigint NOT NULL CHECK (position > 0)
);

CREATE TABLE readings (
    office_id uuid NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    read_at timestamptz NOT NULL,
    reader text NOT NULL,
    what text NOT NULL,
    case_id uuid,
    file bytea,
    reason text,
    words bytea,
    PRIMARY KEY (office_id, position)
);

CREATE INDEX readings_by_reader ON readings (office_id, reader, position);
CREATE INDEX readings_by_case ON readings (office_id, case_id, position) WHERE case_id IS NOT NULL;
CREATE INDEX readings_by_what ON readings (office_id, what, position);
CREATE INDEX readings_by_time ON readings (office_id, read_at, position);

CREATE FUNCTION readings_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'readings are never changed or deleted';
END $$;
CREATE TRIGGER readings_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON readings
FOR EACH STATEMENT EXECUTE FUNCTION readings_are_append_only();
