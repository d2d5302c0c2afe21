-- Cases of declared kinds: what figures count of them, whatever their kind, and how secret a declaration makes them.

CREATE TABLE declared_facts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to TEXT NOT NULL,
    kind TEXT NOT NULL,
    opened_day TEXT NOT NULL,
    state TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    last_day TEXT NOT NULL,
    due_day TEXT,
    closed_day TEXT,
    committee TEXT,
    department TEXT,
    category TEXT,
    channel TEXT,
    zone TEXT,
    code1 TEXT,
    code2 TEXT,
    number1 INTEGER,
    number2 INTEGER,
    number3 INTEGER,
    number4 INTEGER,
    day1 TEXT,
    day2 TEXT,
    day3 TEXT,
    day4 TEXT,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX declared_facts_by_opened_day ON declared_facts (office_id, opened_day);
CREATE INDEX declared_facts_by_closed_day ON declared_facts (office_id, closed_day) WHERE closed_day IS NOT NULL;
CREATE INDEX declared_facts_by_day1 ON declared_facts (office_id, day1) WHERE day1 IS NOT NULL;
CREATE INDEX declared_facts_by_day2 ON declared_facts (office_id, day2) WHERE day2 IS NOT NULL;
CREATE INDEX declared_facts_by_day3 ON declared_facts (office_id, day3) WHERE day3 IS NOT NULL;
CREATE INDEX declared_facts_by_day4 ON declared_facts (office_id, day4) WHERE day4 IS NOT NULL;

CREATE TABLE declared_levels (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    level TEXT NOT NULL,
    PRIMARY KEY (office_id, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX declared_levels_by_level ON declared_levels (office_id, level, case_id);
