-- How many events a case has is asked of the log: a row that kept count would be written with every event, also where
-- nothing else of it changes. The table is made anew from the log.
DROP TABLE cases;

CREATE TABLE cases (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    number text COLLATE "C" NOT NULL,
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
    waits_for text,
    PRIMARY KEY (office_id, case_id)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX cases_by_number ON cases (office_id, number) WHERE numbered;
-- Every entry of the others ends with its case, so that no two are alike: a full page is not searched for those that are.
CREATE INDEX cases_by_day ON cases (office_id, opened_day, case_id) WITH (deduplicate_items = off);
CREATE INDEX cases_open_by_day ON cases (office_id, opened_day, case_id) WITH (deduplicate_items = off) WHERE is_open;
CREATE INDEX cases_by_closed ON cases (office_id, closed_day, case_id) WITH (deduplicate_items = off)
    WHERE closed_day IS NOT NULL;
CREATE INDEX cases_by_due ON cases (office_id, due_day, case_id, is_open, kind) WITH (deduplicate_items = off)
    WHERE due_day IS NOT NULL;
CREATE INDEX cases_waiting ON cases (office_id, opened_day, case_id) WITH (deduplicate_items = off)
    WHERE waits_for IS NOT NULL;

-- The facts of a case change a few times in its life, and none of their indexes with them: there is room for its next row
-- on the page on which the last one stands, so that no index learns of it.
ALTER TABLE petition_facts SET (fillfactor = 50);
ALTER TABLE site_facts SET (fillfactor = 50);
ALTER TABLE fire_hazard_facts SET (fillfactor = 50);
ALTER TABLE safety_hazard_facts SET (fillfactor = 50);
