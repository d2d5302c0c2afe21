-- Days on which a case was once said to be opened, before a correction said another: the list of an earlier moment has
-- the case under the day that the log knew then.
CREATE TABLE former_openings (
    office_id BLOB NOT NULL,
    opened_day TEXT NOT NULL,
    case_id BLOB NOT NULL,
    PRIMARY KEY (office_id, opened_day, case_id)
) STRICT, WITHOUT ROWID;
