-- Which official papers were issued, and whether they still stand: computed from the log.
CREATE TABLE papers (
    office_id uuid NOT NULL,
    number text NOT NULL,
    case_id uuid NOT NULL,
    series text NOT NULL,
    ordinal bigint NOT NULL,
    kind text NOT NULL,
    of_number text,
    step bigint NOT NULL,
    issued_day date NOT NULL,
    looked_to bigint NOT NULL,
    pdf bytea NOT NULL,
    docx bytea NOT NULL,
    templates text NOT NULL,
    voided_day date,
    PRIMARY KEY (office_id, number)
);

-- The papers of a case.
CREATE INDEX papers_of_case ON papers (office_id, case_id);
-- The register, and the next number of a series.
CREATE INDEX papers_by_series ON papers (office_id, series, ordinal);
