-- What users have begun to write and not sent yet, sealed with a key of each.
CREATE TABLE drafts (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    form text NOT NULL,
    sealed bytea NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, user_id, form)
);
