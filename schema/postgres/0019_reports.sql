-- Which reports were published, and whether they still stand: computed from the log. What each said is in its stream.
CREATE TABLE reports (
    office_id uuid NOT NULL,
    report_id uuid NOT NULL,
    published_day date NOT NULL,
    year bigint NOT NULL,
    quarter bigint,
    month bigint,
    committee text,
    as_of_day date NOT NULL,
    looked_to bigint NOT NULL,
    templates text NOT NULL,
    figures bigint NOT NULL,
    withdrawn boolean NOT NULL,
    PRIMARY KEY (office_id, report_id)
);

-- The latest first, and one by the position up to which it looked.
CREATE INDEX reports_by_position ON reports (office_id, looked_to);
