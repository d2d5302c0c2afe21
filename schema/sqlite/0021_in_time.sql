-- Whether the conclusion of a petition kept its term: a paper may name a deadline to the moment, so that days do not tell.
-- The table is made anew from the log.
DROP TABLE petition_facts;

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
    in_time INTEGER,
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
