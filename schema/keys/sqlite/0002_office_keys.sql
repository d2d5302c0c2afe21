-- The keys that wrap the others: one a month for each office, itself wrapped by the master key, which is in no database.
-- A key of no generation is not wrapped yet.
CREATE TABLE office_keys (
    office_id BLOB NOT NULL,
    generation INTEGER NOT NULL,
    month INTEGER NOT NULL,
    master_id BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    whole INTEGER NOT NULL,
    PRIMARY KEY (office_id, generation)
) STRICT, WITHOUT ROWID;

ALTER TABLE keys ADD COLUMN generation INTEGER;
