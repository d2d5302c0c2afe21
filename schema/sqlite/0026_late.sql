-- Steps that were recorded days after they happened, in the order of the log, with how many days: an auditor looks for
-- them. What is recorded on its own day, as work of today is, stands in no index. A day begins at midnight in
-- Asia/Shanghai, eight hours before it does in UTC; `position + 0` keeps this order apart from that of the primary key.
CREATE INDEX events_late ON events (
    office_id,
    (position + 0),
    (CAST(julianday(date(substr(recorded_at, 1, 19), '+8 hours')) - julianday(occurred_day) AS INTEGER))
) WHERE recorded_at > occurred_day || 'T16';
