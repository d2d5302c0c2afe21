-- Inspections of enterprises: visits (家次), the hazards that they found (条) and their documents (份), each with both
-- clocks.

CREATE TABLE inspection_facts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit bigint NOT NULL,
    valid_from date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to date NOT NULL,
    inspected_day date NOT NULL,
    committee text,
    department text,
    category text,
    led boolean NOT NULL,
    closed_day date,
    closed_known bigint,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) WITH (fillfactor = 70);

CREATE INDEX inspection_facts_by_inspected_day ON inspection_facts (office_id, inspected_day);

CREATE TABLE safety_hazard_facts (
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
    led boolean NOT NULL,
    level text NOT NULL,
    deadline_day date,
    rectified_day date,
    closed_day date,
    deadline_known bigint,
    rectified_known bigint,
    closed_known bigint,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) WITH (fillfactor = 70);

CREATE INDEX safety_hazard_facts_by_found_day ON safety_hazard_facts (office_id, found_day);
CREATE INDEX safety_hazard_facts_by_rectified_day ON safety_hazard_facts (office_id, rectified_day) WHERE rectified_day IS NOT NULL;

CREATE TABLE opinion_facts (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit bigint NOT NULL,
    valid_from date NOT NULL,
    known_from bigint NOT NULL,
    known_to bigint NOT NULL,
    valid_to date NOT NULL,
    issued_day date NOT NULL,
    committee text,
    department text,
    category text,
    led boolean NOT NULL,
    again boolean NOT NULL,
    PRIMARY KEY (office_id, case_id, unit, valid_from, known_from)
) WITH (fillfactor = 70);

CREATE INDEX opinion_facts_by_issued_day ON opinion_facts (office_id, issued_day);

-- Which indicators were told for which days; what was told of each is read from its stream.
CREATE TABLE indicators (
    office_id uuid NOT NULL,
    indicator_id uuid NOT NULL,
    indicator text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    PRIMARY KEY (office_id, indicator_id)
);

CREATE INDEX indicators_by_days ON indicators (office_id, first_day, last_day);
