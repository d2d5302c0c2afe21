-- Days on which a case was once said to be opened, before a correction said another: the list of an earlier moment has
-- the case under the day that the log knew then.
CREATE TABLE former_openings (
    office_id uuid NOT NULL,
    opened_day date NOT NULL,
    case_id uuid NOT NULL,
    PRIMARY KEY (office_id, opened_day, case_id)
);
