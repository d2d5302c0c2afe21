-- What was asked to be erased, and how far that is: computed from the log. `asked` is the version of the event that asked.
CREATE TABLE erasures (
    office_id uuid NOT NULL,
    asked bigint NOT NULL,
    case_id uuid NOT NULL,
    parts text NOT NULL,
    ground text NOT NULL,
    stage text NOT NULL,
    until_day date,
    asked_day date NOT NULL,
    last_day date NOT NULL,
    PRIMARY KEY (office_id, asked)
);

CREATE INDEX erasures_by_case ON erasures (office_id, case_id);
CREATE INDEX erasures_by_stage ON erasures (office_id, stage, asked);

-- The right edge of the tree over the readings. Those that are there already are taken into it with the next one.
ALTER TABLE reading_heads ADD COLUMN edge bytea;
