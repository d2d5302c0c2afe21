-- What can be searched. These tables are made from the log and can be made anew at any time, so backups leave them out:
-- they hold the words of matters in the clear, and phone and identity numbers as keyed hashes.

-- How far each office's index has followed its log, and by which rules its terms were made.
CREATE TABLE search_heads (
    office_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    meaning INTEGER NOT NULL,
    PRIMARY KEY (office_id)
) STRICT, WITHOUT ROWID;

-- A case is known by the position of its first event: newer cases have higher ones. Its terms are listed, so that those
-- which it no longer has can be taken out.
CREATE TABLE search_cases (
    office_id BLOB NOT NULL,
    first_position INTEGER NOT NULL,
    case_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    terms TEXT NOT NULL,
    PRIMARY KEY (office_id, first_position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX search_cases_by_case ON search_cases (office_id, case_id);

-- The cases in which a term stands, by their age, and in which fields of them.
CREATE TABLE search_terms (
    office_id BLOB NOT NULL,
    term TEXT NOT NULL,
    first_position INTEGER NOT NULL,
    fields INTEGER NOT NULL,
    PRIMARY KEY (office_id, term, first_position)
) STRICT, WITHOUT ROWID;
