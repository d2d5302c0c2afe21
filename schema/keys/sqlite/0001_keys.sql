-- The key store: apart from the log, so that destroying a key erases what it sealed while the log stays whole.
-- Whose data a key seals is told by the sealed values alone, which name their key.
CREATE TABLE keys (
    office_id BLOB NOT NULL,
    key_id BLOB NOT NULL,
    secret BLOB NOT NULL,
    PRIMARY KEY (office_id, key_id)
) STRICT, WITHOUT ROWID;
