-- What waits for a leader's decision in a case: a partial index, for little waits at a time.
ALTER TABLE cases ADD COLUMN waits_for text;
CREATE INDEX cases_waiting ON cases (office_id, opened_day, case_id) WHERE waits_for IS NOT NULL;
