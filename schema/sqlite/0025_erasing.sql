-- A request to erase has a version of its own: that of the last event that is about it. Computed from the log again.
DROP TABLE erasures;
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
    version INTEGER NOT NULL,
    PRIMARY KEY (office_id, asked)
) STRICT, WITHOUT ROWID;

CREATE INDEX erasures_by_case ON erasures (office_id, case_id);
CREATE INDEX erasures_by_stage ON erasures (office_id, stage, asked);
