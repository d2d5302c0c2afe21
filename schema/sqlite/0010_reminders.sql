-- Who was told that something falls due: computed from the log.
CREATE TABLE reminders (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    clock TEXT NOT NULL,
    due_day TEXT NOT NULL,
    stage TEXT NOT NULL,
    told_day TEXT NOT NULL,
    stands INTEGER NOT NULL,
    PRIMARY KEY (office_id, user_id, case_id, clock, due_day, stage)
) STRICT, WITHOUT ROWID;

-- What was said about a case: asked before it is said.
CREATE INDEX reminders_by_case ON reminders (office_id, case_id, clock, due_day, stage);
