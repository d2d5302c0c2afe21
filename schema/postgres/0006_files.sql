-- What is attached: one row for each file that is stored, found by the SHA-256 of its bytes. The bytes lie in the file
-- store, sealed; each key lies in the key store, and erasing a file is destroying its keys. No projection: nothing of
-- it can be made anew from the log.
CREATE TABLE files (
    office_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    media_type text NOT NULL,
    original_key uuid NOT NULL,
    width bigint,
    height bigint,
    rendition_key uuid,
    rendition_type text,
    rendition_sha256 bytea,
    rendition_size bigint,
    stored_at timestamptz NOT NULL,
    stored_by text NOT NULL,
    PRIMARY KEY (office_id, sha256)
);
