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
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    number text NOT NULL,
    phase text NOT NULL,
    is_open boolean NOT NULL,
    counts boolean NOT NULL,
    numbered boolean NOT NULL,
    opened_day date NOT NULL,
    committee text,
    department text,
    category text,
    due_day date,
    due_clock text,
    due_provisional boolean NOT NULL,
    closed_day date,
    version bigint NOT NULL,
    PRIMARY KEY (office_id, case_id)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX cases_by_number ON cases (office_id, number) WHERE numbered;
CREATE INDEX cases_by_day ON cases (office_id, opened_day, case_id);
CREATE INDEX cases_by_due ON cases (office_id, due_day, case_id) WHERE due_day IS NOT NULL;

CREATE TABLE petition_facts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit bigint NOT NULL,
    valid_from date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to date NOT NULL,
    registered_day date NOT NULL,
    channel text NOT NULL,
    heads bigint NOT NULL,
    first_time boolean NOT NULL,
    collective boolean NOT NULL,
    committee text,
    category text,
    department text,
    inform_by date NOT NULL,
    informed_day date,
    accepted_day date,
    conclude_by date,
    concluded_day date,
    conclude_days bigint,
    ended_day date,
    reopened_day date,
    dispute text,
    settled_day date,
    rating text,
    rated_day date,
    informed_known bigint,
    accepted_known bigint,
    concluded_known bigint,
    ended_known bigint,
    settled_known bigint,
    rated_known bigint,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) WITH (fillfactor = 70);

CREATE INDEX petition_facts_by_registered_day ON petition_facts (office_id, registered_day);
CREATE INDEX petition_facts_by_settled_day ON petition_facts (office_id, settled_day) WHERE settled_day IS NOT NULL;

CREATE TABLE site_facts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit bigint NOT NULL,
    valid_from date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to date NOT NULL,
    found_day date NOT NULL,
    zone text,
    address text,
    committee text,
    department text,
    category text,
    structure text,
    area_dm2 bigint,
    filed_day date,
    demolished_day date,
    closed_day date,
    filed_known bigint,
    demolished_known bigint,
    closed_known bigint,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) WITH (fillfactor = 70);

CREATE INDEX site_facts_by_found_day ON site_facts (office_id, found_day);
CREATE INDEX site_facts_by_demolished_day ON site_facts (office_id, demolished_day) WHERE demolished_day IS NOT NULL;

CREATE TABLE demolition_facts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit bigint NOT NULL,
    valid_from date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to date NOT NULL,
    demolished_day date NOT NULL,
    zone text,
    address text,
    committee text,
    department text,
    category text,
    way text NOT NULL,
    site bigint NOT NULL,
    area_dm2 bigint,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) WITH (fillfactor = 70);

CREATE INDEX demolition_facts_by_demolished_day ON demolition_facts (office_id, demolished_day);

CREATE TABLE fire_hazard_facts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit bigint NOT NULL,
    valid_from date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to date NOT NULL,
    found_day date NOT NULL,
    committee text,
    department text,
    category text,
    place_kind text,
    deadline_day date,
    rectified_day date,
    rectify_days bigint,
    closed_day date,
    major boolean,
    deadline_known bigint,
    rectified_known bigint,
    closed_known bigint,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) WITH (fillfactor = 70);

CREATE INDEX fire_hazard_facts_by_found_day ON fire_hazard_facts (office_id, found_day);
CREATE INDEX fire_hazard_facts_by_rectified_day ON fire_hazard_facts (office_id, rectified_day) WHERE rectified_day IS NOT NULL;

-- The facts of a month by the day that puts them in a period: up to which position they were touched, and, packed
-- column by column, as they stood at a position. A cache: it may be emptied at any time.
CREATE TABLE fact_months (
    office_id uuid NOT NULL,
    facts text NOT NULL,
    month bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (office_id, facts, month)
) WITH (fillfactor = 70);

CREATE TABLE packed_months (
    office_id uuid NOT NULL,
    facts text NOT NULL,
    month bigint NOT NULL,
    position bigint NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (office_id, facts, month)
);
ALTER TABLE packed_months ALTER COLUMN packed SET STORAGE EXTERNAL;

-- A reference table: the shape of the tables that are computed from the log, so that a program which knows another
-- one makes them anew.
CREATE TABLE projection_shape (
    shape text NOT NULL PRIMARY KEY
);
