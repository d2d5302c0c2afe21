-- Which files hang on which case: computed from the log. A file that was taken off stays, and hangs no more.
CREATE TABLE case_files (
    office_id uuid NOT NULL,
    case_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    what text NOT NULL,
    step bigint,
    since_day date NOT NULL,
    version bigint NOT NULL,
    hangs boolean NOT NULL,
    PRIMARY KEY (office_id, case_id, sha256)
);

-- Where a file hangs: asked whenever somebody wishes to see it.
CREATE INDEX case_files_by_file ON case_files (office_id, sha256, hangs);

-- Who else sent the same bytes after the first sender, whom the file's own row names. No projection.
CREATE TABLE file_senders (
    office_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    sender text NOT NULL,
    PRIMARY KEY (office_id, sha256, sender)
);
