-- Which files hang on which case: computed from the log. A file that was taken off stays, and hangs no more.
CREATE TABLE case_files (
    office_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    what TEXT NOT NULL,
    step INTEGER,
    since_day TEXT NOT NULL,
    version INTEGER NOT NULL,
    hangs INTEGER NOT NULL,
    PRIMARY KEY (office_id, case_id, sha256)
) STRICT, WITHOUT ROWID;

-- Where a file hangs: asked whenever somebody wishes to see it.
CREATE INDEX case_files_by_file ON case_files (office_id, sha256, hangs);

-- Who else sent the same bytes after the first sender, whom the file's own row names. No projection.
CREATE TABLE file_senders (
    office_id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    sender TEXT NOT NULL,
    PRIMARY KEY (office_id, sha256, sender)
) STRICT, WITHOUT ROWID;
