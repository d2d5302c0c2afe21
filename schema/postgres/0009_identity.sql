-- Who works in an office and who belongs to its cases: computed from the log like every projection.
CREATE TABLE users (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    login text NOT NULL,
    roles text NOT NULL,
    department text,
    committee text,
    enabled boolean NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (office_id, user_id)
);

-- Who acts for whom, from the first day to the last; asked by the deputy.
CREATE TABLE deputies (
    office_id uuid NOT NULL,
    deputy_id uuid NOT NULL,
    user_id uuid NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    PRIMARY KEY (office_id, deputy_id, user_id)
);

-- The part that a user has in a case. Most cases have none here: whoever registered one is told by its first event.
CREATE TABLE case_parts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    user_id uuid NOT NULL,
    handles boolean NOT NULL,
    inspects boolean NOT NULL,
    accused boolean NOT NULL,
    admitted boolean NOT NULL,
    admitted_until date,
    PRIMARY KEY (office_id, case_id, user_id)
);

CREATE INDEX case_parts_by_user ON case_parts (office_id, user_id, case_id);

-- How secret a case is, where that was ever said.
CREATE TABLE case_levels (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    level text NOT NULL,
    PRIMARY KEY (office_id, case_id)
);

CREATE INDEX case_levels_secret ON case_levels (office_id, case_id) WHERE level = 'secret';

-- The office above an office, by its code.
CREATE TABLE office_tree (
    office_id uuid NOT NULL,
    above text,
    PRIMARY KEY (office_id)
);
