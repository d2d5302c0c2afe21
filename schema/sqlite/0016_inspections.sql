-- Inspections of enterprises: visits (家次), the hazards that they found (条) and their documents (份), each with both
-- clocks.

CREATE TABLE inspection_facts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to TEXT NOT NULL,
    inspected_day TEXT NOT NULL,
    committee TEXT,
    department TEXT,
    category TEXT,
    led INTEGER NOT NULL,
    closed_day TEXT,
    closed_known INTEGER,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX inspection_facts_by_inspected_day ON inspection_facts (office_id, inspected_day);

CREATE TABLE safety_hazard_facts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to TEXT NOT NULL,
    found_day TEXT NOT NULL,
    committee TEXT,
    department TEXT,
    category TEXT,
    led INTEGER NOT NULL,
    level TEXT NOT NULL,
    deadline_day TEXT,
    rectified_day TEXT,
    closed_day TEXT,
    deadline_known INTEGER,
    rectified_known INTEGER,
    closed_known INTEGER,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX safety_hazard_facts_by_found_day ON safety_hazard_facts (office_id, found_day);
CREATE INDEX safety_hazard_facts_by_rectified_day ON safety_hazard_facts (office_id, rectified_day) WHERE rectified_day IS NOT NULL;

CREATE TABLE opinion_facts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to TEXT NOT NULL,
    issued_day TEXT NOT NULL,
    committee TEXT,
    department TEXT,
    category TEXT,
    led INTEGER NOT NULL,
    again INTEGER NOT NULL,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX opinion_facts_by_issued_day ON opinion_facts (office_id, issued_day);

-- Which indicators were told for which days; what was told of each is read from its stream.
CREATE TABLE indicators (
    office_id BLOB NOT NULL,
    indicator_id BLOB NOT NULL,
    indicator TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    PRIMARY KEY (office_id, indicator_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX indicators_by_days ON indicators (office_id, first_day, last_day);
