-- What users have chosen for their own pages: nobody else's, and nothing of it is an event.
CREATE TABLE sign_in_preferences (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (office_id, user_id, name)
);
