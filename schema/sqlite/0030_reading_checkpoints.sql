-- Every checkpoint of the readings that was signed here, as it was given out.
CREATE TABLE reading_checkpoints (
    office_id BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    signed_at TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (office_id, epoch, position)
) STRICT, WITHOUT ROWID;
