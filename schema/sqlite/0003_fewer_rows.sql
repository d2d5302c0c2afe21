-- One row for each case in the list, with what is due next; a fact's row is filled as the case goes forward, and each
-- part of it says from which position the log knew it. The timeline of a case is the log itself.

DROP TABLE clocks;
DROP TABLE timeline;
DROP TABLE cases;
DROP TABLE petition_facts;
DROP TABLE site_facts;
DROP TABLE demolition_facts;
DROP TABLE fire_hazard_facts;

CREATE TABLE cases (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    phase TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    numbered INTEGER NOT NULL,
    opened_day TEXT NOT NULL,
    committee TEXT,
    department TEXT,
    category TEXT,
    due_day TEXT,
    due_clock TEXT,
    due_provisional INTEGER NOT NULL,
    closed_day TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (office_id, case_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX cases_by_number ON cases (office_id, number) WHERE numbered;
CREATE INDEX cases_by_day ON cases (office_id, opened_day, case_id);
CREATE INDEX cases_by_due ON cases (office_id, due_day, case_id) WHERE due_day IS NOT NULL;

CREATE TABLE petition_facts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to TEXT NOT NULL,
    registered_day TEXT NOT NULL,
    channel TEXT NOT NULL,
    heads INTEGER NOT NULL,
    first_time INTEGER NOT NULL,
    collective INTEGER NOT NULL,
    committee TEXT,
    category TEXT,
    department TEXT,
    inform_by TEXT NOT NULL,
    informed_day TEXT,
    accepted_day TEXT,
    conclude_by TEXT,
    concluded_day TEXT,
    conclude_days INTEGER,
    ended_day TEXT,
    reopened_day TEXT,
    dispute TEXT,
    settled_day TEXT,
    rating TEXT,
    rated_day TEXT,
    informed_known INTEGER,
    accepted_known INTEGER,
    concluded_known INTEGER,
    ended_known INTEGER,
    settled_known INTEGER,
    rated_known INTEGER,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX petition_facts_by_registered_day ON petition_facts (office_id, registered_day);
CREATE INDEX petition_facts_by_settled_day ON petition_facts (office_id, settled_day) WHERE settled_day IS NOT NULL;

CREATE TABLE site_facts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to TEXT NOT NULL,
    found_day TEXT NOT NULL,
    zone TEXT,
    address TEXT,
    committee TEXT,
    department TEXT,
    category TEXT,
    structure TEXT,
    area_dm2 INTEGER,
    filed_day TEXT,
    demolished_day TEXT,
    closed_day TEXT,
    filed_known INTEGER,
    demolished_known INTEGER,
    closed_known INTEGER,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX site_facts_by_found_day ON site_facts (office_id, found_day);
CREATE INDEX site_facts_by_demolished_day ON site_facts (office_id, demolished_day) WHERE demolished_day IS NOT NULL;

CREATE TABLE demolition_facts (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    known_from INTEGER NOT NULL,
    known_to INTEGER NOT NULL,
    valid_to TEXT NOT NULL,
    demolished_day TEXT NOT NULL,
    zone TEXT,
    address TEXT,
    committee TEXT,
    department TEXT,
    category TEXT,
    way TEXT NOT NULL,
    site INTEGER NOT NULL,
    area_dm2 INTEGER,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX demolition_facts_by_demolished_day ON demolition_facts (office_id, demolished_day);

CREATE TABLE fire_hazard_facts (
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
    place_kind TEXT,
    deadline_day TEXT,
    rectified_day TEXT,
    rectify_days INTEGER,
    closed_day TEXT,
    major INTEGER,
    deadline_known INTEGER,
    rectified_known INTEGER,
    closed_known INTEGER,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX fire_hazard_facts_by_found_day ON fire_hazard_facts (office_id, found_day);
CREATE INDEX fire_hazard_facts_by_rectified_day ON fire_hazard_facts (office_id, rectified_day) WHERE rectified_day IS NOT NULL;

-- The facts of a month by the day that puts them in a period: up to which position they were touched, and, packed
-- column by column, as they stood at a position. A cache: it may be emptied at any time.
CREATE TABLE fact_months (
    office_id BLOB NOT NULL,
    facts TEXT NOT NULL,
    month INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (office_id, facts, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE packed_months (
    office_id BLOB NOT NULL,
    facts TEXT NOT NULL,
    month INTEGER NOT NULL,
    position INTEGER NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (office_id, facts, month)
) STRICT;

-- A reference table: the shape of the tables that are computed from the log, so that a program which knows another
-- one makes them anew.
CREATE TABLE projection_shape (
    shape TEXT NOT NULL PRIMARY KEY
) STRICT;
