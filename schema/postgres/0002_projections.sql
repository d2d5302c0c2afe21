-- What people read: every table here is computed from the log and can be made anew.

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
    closed_day date,
    version bigint NOT NULL,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, case_id)
);

CREATE UNIQUE INDEX cases_by_number ON cases (office_id, number) WHERE numbered;
CREATE INDEX cases_by_day ON cases (office_id, opened_day, case_id);
CREATE INDEX cases_open_by_due ON cases (office_id, due_day, case_id) WHERE is_open;

CREATE TABLE clocks (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    clock text NOT NULL,
    started_day date NOT NULL,
    due_day date NOT NULL,
    provisional boolean NOT NULL,
    ended_day date,
    running boolean NOT NULL,
    PRIMARY KEY (office_id, case_id, ordinal)
);

CREATE INDEX clocks_running_by_due ON clocks (office_id, due_day, case_id, ordinal) WHERE running;

CREATE TABLE timeline (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    position bigint NOT NULL,
    occurred_day date NOT NULL,
    event_type text NOT NULL,
    PRIMARY KEY (office_id, case_id, position)
);

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
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
);

CREATE INDEX petition_facts_now_by_registered_day ON petition_facts (office_id, registered_day) WHERE known_to = 9223372036854775807;
CREATE INDEX petition_facts_now_by_settled_day ON petition_facts (office_id, settled_day)
    WHERE known_to = 9223372036854775807 AND settled_day IS NOT NULL;
CREATE INDEX petition_facts_known_by_registered_day ON petition_facts (office_id, registered_day, known_from);

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
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
);

CREATE INDEX site_facts_now_by_found_day ON site_facts (office_id, found_day) WHERE known_to = 9223372036854775807;
CREATE INDEX site_facts_known_by_found_day ON site_facts (office_id, found_day, known_from);

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
);

CREATE INDEX demolition_facts_now_by_demolished_day ON demolition_facts (office_id, demolished_day) WHERE known_to = 9223372036854775807;
CREATE INDEX demolition_facts_known_by_demolished_day ON demolition_facts (office_id, demolished_day, known_from);

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
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
);

CREATE INDEX fire_hazard_facts_now_by_found_day ON fire_hazard_facts (office_id, found_day) WHERE known_to = 9223372036854775807;
CREATE INDEX fire_hazard_facts_now_by_rectified_day ON fire_hazard_facts (office_id, rectified_day)
    WHERE known_to = 9223372036854775807 AND rectified_day IS NOT NULL;
CREATE INDEX fire_hazard_facts_known_by_found_day ON fire_hazard_facts (office_id, found_day, known_from);
