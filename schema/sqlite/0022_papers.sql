-- Which official papers were issued, and whether they still stand: computed from the log.
CREATE TABLE papers (
    office_id BLOB NOT NULL,
    number TEXT NOT NULL,
    case_id BLOB NOT NULL,
    series TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    of_number TEXT,
    step INTEGER NOT NULL,
    issued_day TEXT NOT NULL,
    looked_to INTEGER NOT NULL,
    pdf BLOB NOT NULL,
    docx BLOB NOT NULL,
    templates TEXT NOT NULL,
    voided_day TEXT,
    PRIMARY KEY (office_id, number)
) STRICT, WITHOUT ROWID;

-- The papers of a case.
CREATE INDEX papers_of_case ON papers (office_id, case_id);
-- The register, and the next number of a series.
CREATE INDEX papers_by_series ON papers (office_id, series, ordinal);
