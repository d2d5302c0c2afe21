-- The key store: apart from the log, so that destroying a key erases what it sealed while the log stays whole.
CREATE TABLE keys (
    office_id BLOB NOT NULL,
    stream_id BLOB NOT NULL,
    subject INTEGER NOT NULL,
    key_id BLOB NOT NULL,
    secret BLOB NOT NULL,
    PRIMARY KEY (office_id, stream_id, subject, key_id)
) STRICT, WITHOUT ROWID;
