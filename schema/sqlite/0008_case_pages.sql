-- Every order of the list of cases has an index: what is open by the day on which it was opened, what is closed by the
-- day on which it was closed. Both are partial: a case stands in one of them, and changes over once in its life.
CREATE INDEX cases_open_by_day ON cases (office_id, opened_day, case_id) WHERE is_open;
CREATE INDEX cases_by_closed ON cases (office_id, closed_day, case_id) WHERE closed_day IS NOT NULL;
