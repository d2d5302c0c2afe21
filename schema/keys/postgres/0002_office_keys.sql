-- The keys that wrap the others: one a month for each office, itself wrapped by the master key, which is in no database.
-- A key of no generation is not wrapped yet.
CREATE TABLE office_keys (
    office_id uuid NOT NULL,
    generation bigint NOT NULL,
    month bigint NOT NULL,
    master_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    whole boolean NOT NULL,
    PRIMARY KEY (office_id, generation)
);

ALTER TABLE keys ADD COLUMN generation bigint;
