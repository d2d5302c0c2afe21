-- Which reports were published, and whether they still stand: computed from the log. What each said is in its stream.
CREATE TABLE reports (
    office_id BLOB NOT NULL,
    report_id BLOB NOT NULL,
    published_day TEXT NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER,
    month INTEGER,
    committee TEXT,
    as_of_day TEXT NOT NULL,
    looked_to INTEGER NOT NULL,
    templates TEXT NOT NULL,
    figures INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    PRIMARY KEY (office_id, report_id)
) STRICT, WITHOUT ROWID;

-- The latest first, and one by the position up to which it looked.
CREATE INDEX reports_by_position ON reports (office_id, looked_to);
