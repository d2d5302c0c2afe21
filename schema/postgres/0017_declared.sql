-- Cases of declared kinds: what figures count of them, whatever their kind, and how secret a declaration makes them.

CREATE TABLE declared_facts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit bigint NOT NULL,
    valid_from date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to date NOT NULL,
    kind text NOT NULL,
    opened_day date NOT NULL,
    state text NOT NULL,
    is_open boolean NOT NULL,
    last_day date NOT NULL,
    due_day date,
    closed_day date,
    committee text,
    department text,
    category text,
    channel text,
    zone text,
    code1 text,
    code2 text,
    number1 bigint,
    number2 bigint,
    number3 bigint,
    number4 bigint,
    day1 date,
    day2 date,
    day3 date,
    day4 date,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
);

CREATE INDEX declared_facts_by_opened_day ON declared_facts (office_id, opened_day);
CREATE INDEX declared_facts_by_closed_day ON declared_facts (office_id, closed_day) WHERE closed_day IS NOT NULL;
CREATE INDEX declared_facts_by_day1 ON declared_facts (office_id, day1) WHERE day1 IS NOT NULL;
CREATE INDEX declared_facts_by_day2 ON declared_facts (office_id, day2) WHERE day2 IS NOT NULL;
CREATE INDEX declared_facts_by_day3 ON declared_facts (office_id, day3) WHERE day3 IS NOT NULL;
CREATE INDEX declared_facts_by_day4 ON declared_facts (office_id, day4) WHERE day4 IS NOT NULL;

CREATE TABLE declared_levels (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    level text NOT NULL,
    PRIMARY KEY (office_id, case_id)
);

CREATE INDEX declared_levels_by_level ON declared_levels (office_id, level, case_id);
