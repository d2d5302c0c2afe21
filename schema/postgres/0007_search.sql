-- What can be searched. These tables are made from the log and can be made anew at any time, so backups leave them out:
-- they hold the words of matters in the clear, and phone and identity numbers as keyed hashes.

-- How far each office's index has followed its log, and by which rules its terms were made.
CREATE TABLE search_heads (
    office_id uuid NOT NULL,
    position bigint NOT NULL,
    meaning bigint NOT NULL,
    PRIMARY KEY (office_id)
);

-- A case is known by the position of its first event: newer cases have higher ones. Its terms are listed, so that those
-- which it no longer has can be taken out.
CREATE TABLE search_cases (
    office_id uuid NOT NULL,
    first_position bigint NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    terms text NOT NULL,
    PRIMARY KEY (office_id, first_position)
);

CREATE UNIQUE INDEX search_cases_by_case ON search_cases (office_id, case_id);

-- The cases in which a term stands, by their age, and in which fields of them.
CREATE TABLE search_terms (
    office_id uuid NOT NULL,
    term text COLLATE "C" NOT NULL,
    first_position bigint NOT NULL,
    fields bigint NOT NULL,
    PRIMARY KEY (office_id, term, first_position)
);
