-- Whether the conclusion of a petition kept its term: a paper may name a deadline to the moment, so that days do not tell.
-- The table is made anew from the log.
DROP TABLE petition_facts;

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
    in_time boolean,
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
