-- The key store: apart from the log, so that destroying a key erases what it sealed while the log stays whole.
-- Whose data a key seals is told by the sealed values alone, which name their key.
CREATE TABLE keys (
    office_id uuid NOT NULL,
    key_id uuid NOT NULL,
    secret bytea NOT NULL,
    PRIMARY KEY (office_id, key_id)
);
