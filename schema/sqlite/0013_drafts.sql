-- What users have begun to write and not sent yet, sealed with a key of each.
CREATE TABLE drafts (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    form TEXT NOT NULL,
    sealed BLOB NOT NULL,
    written_at TEXT NOT NULL,
    PRIMARY KEY (office_id, user_id, form)
) STRICT, WITHOUT ROWID;
