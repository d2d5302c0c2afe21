-- What people read: every table here is computed from the log and can be made anew.

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
    closed_day TEXT,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (office_id, case_id)
) STRICT;

CREATE UNIQUE INDEX cases_by_number ON cases (office_id, number) WHERE numbered;
CREATE INDEX cases_by_day ON cases (office_id, opened_day, case_id);
CREATE INDEX cases_open_by_due ON cases (office_id, due_day, case_id) WHERE is_open;

CREATE TABLE clocks (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    clock TEXT NOT NULL,
    started_day TEXT NOT NULL,
    due_day TEXT NOT NULL,
    provisional INTEGER NOT NULL,
    ended_day TEXT,
    running INTEGER NOT NULL,
    PRIMARY KEY (office_id, case_id, ordinal)
) STRICT;

CREATE INDEX clocks_running_by_due ON clocks (office_id, due_day, case_id, ordinal) WHERE running;

CREATE TABLE timeline (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    occurred_day TEXT NOT NULL,
    event_type TEXT NOT NULL,
    PRIMARY KEY (office_id, case_id, position)
) STRICT;

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
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT;

CREATE INDEX petition_facts_now_by_registered_day ON petition_facts (office_id, registered_day) WHERE known_to = 9223372036854775807;
CREATE INDEX petition_facts_now_by_settled_day ON petition_facts (office_id, settled_day)
    WHERE known_to = 9223372036854775807 AND settled_day IS NOT NULL;
CREATE INDEX petition_facts_known_by_registered_day ON petition_facts (office_id, registered_day, known_from);

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
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT;

CREATE INDEX site_facts_now_by_found_day ON site_facts (office_id, found_day) WHERE known_to = 9223372036854775807;
CREATE INDEX site_facts_known_by_found_day ON site_facts (office_id, found_day, known_from);

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
) STRICT;

CREATE INDEX demolition_facts_now_by_demolished_day ON demolition_facts (office_id, demolished_day) WHERE known_to = 9223372036854775807;
CREATE INDEX demolition_facts_known_by_demolished_day ON demolition_facts (office_id, demolished_day, known_from);

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
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) STRICT;

CREATE INDEX fire_hazard_facts_now_by_found_day ON fire_hazard_facts (office_id, found_day) WHERE known_to = 9223372036854775807;
CREATE INDEX fire_hazard_facts_now_by_rectified_day ON fire_hazard_facts (office_id, rectified_day)
    WHERE known_to = 9223372036854775807 AND rectified_day IS NOT NULL;
CREATE INDEX fire_hazard_facts_known_by_found_day ON fire_hazard_facts (office_id, found_day, known_from);
