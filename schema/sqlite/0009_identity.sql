-- Who works in an office and who belongs to its cases: computed from the log like every projection.
CREATE TABLE users (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    login TEXT NOT NULL,
    roles TEXT NOT NULL,
    department TEXT,
    committee TEXT,
    enabled INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (office_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who acts for whom, from the first day to the last; asked by the deputy.
CREATE TABLE deputies (
    office_id BLOB NOT NULL,
    deputy_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    PRIMARY KEY (office_id, deputy_id, user_id)
) STRICT, WITHOUT ROWID;

-- The part that a user has in a case. Most cases have none here: whoever registered one is told by its first event.
CREATE TABLE case_parts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    handles INTEGER NOT NULL,
    inspects INTEGER NOT NULL,
    accused INTEGER NOT NULL,
    admitted INTEGER NOT NULL,
    admitted_until TEXT,
    PRIMARY KEY (office_id, case_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_parts_by_user ON case_parts (office_id, user_id, case_id);

-- How secret a case is, where that was ever said.
CREATE TABLE case_levels (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    level TEXT NOT NULL,
    PRIMARY KEY (office_id, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_levels_secret ON case_levels (office_id, case_id) WHERE level = 'secret';

-- The office above an office, by its code.
CREATE TABLE office_tree (
    office_id BLOB NOT NULL,
    above TEXT,
    PRIMARY KEY (office_id)
) STRICT, WITHOUT ROWID;
