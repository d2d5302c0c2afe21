-- What users have chosen for their own pages: nobody else's, and nothing of it is an event.
CREATE TABLE sign_in_preferences (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (office_id, user_id, name)
) STRICT, WITHOUT ROWID;
