-- The key store: apart from the log, so that destroying a key erases what it sealed while the log stays whole.
CREATE TABLE keys (
    office_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    subject bigint NOT NULL,
    key_id uuid NOT NULL,
    secret bytea NOT NULL,
    PRIMARY KEY (office_id, stream_id, subject, key_id)
);
