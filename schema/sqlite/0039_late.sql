-- The index of late events has the two times and not the days between them: a function that reads dates could fail, so that
-- SQLite would keep a journal of each event before it is written. Whoever looks counts the days of what the index names.
DROP INDEX events_late;
CREATE INDEX events_late ON events (office_id, (position + 0), recorded_at, occurred_day)
WHERE recorded_at > occurred_day || 'T16';
