-- What was asked to be erased, and how far that is: computed from the log. `asked` is the version of the event that asked.
CREATE TABLE erasures (
    office_id BLOB NOT NULL,
    asked INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    parts TEXT NOT NULL,
    ground TEXT NOT NULL,
    stage TEXT NOT NULL,
    until_day TEXT,
    asked_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    PRIMARY KEY (office_id, asked)
) STRICT, WITHOUT ROWID;

CREATE INDEX erasures_by_case ON erasures (office_id, case_id);
CREATE INDEX erasures_by_stage ON erasures (office_id, stage, asked);

-- The right edge of the tree over the readings. Those that are there already are taken into it with the next one.
ALTER TABLE reading_heads ADD COLUMN edge BLOB;
