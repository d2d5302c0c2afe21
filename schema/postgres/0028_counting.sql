-- What is due is counted by kind on every page of the list: whether a case is open, and of which kind, is read from the
-- index, and not from each case.
DROP INDEX cases_by_due;
CREATE INDEX cases_by_due ON cases (office_id, due_day, case_id, is_open, kind) WHERE due_day IS NOT NULL;
