-- A request to erase has a version of its own: that of the last event that is about it. Computed from the log again.
DROP TABLE erasures;
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
    version bigint NOT NULL,
    PRIMARY KEY (office_id, asked)
);

CREATE INDEX erasures_by_case ON erasures (office_id, case_id);
CREATE INDEX erasures_by_stage ON erasures (office_id, stage, asked);
