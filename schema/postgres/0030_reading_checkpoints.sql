-- Every checkpoint of the readings that was signed here, as it was given out.
CREATE TABLE reading_checkpoints (
    office_id uuid NOT NULL,
    epoch bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    signed_at timestamptz NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (office_id, epoch, position)
);
