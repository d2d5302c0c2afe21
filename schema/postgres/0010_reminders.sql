-- Who was told that something falls due: computed from the log.
CREATE TABLE reminders (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    case_id uuid NOT NULL,
    clock text NOT NULL,
    due_day date NOT NULL,
    stage text NOT NULL,
    told_day date NOT NULL,
    stands boolean NOT NULL,
    PRIMARY KEY (office_id, user_id, case_id, clock, due_day, stage)
);

-- What was said about a case: asked before it is said.
CREATE INDEX reminders_by_case ON reminders (office_id, case_id, clock, due_day, stage);
