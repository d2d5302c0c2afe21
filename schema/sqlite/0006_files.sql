-- What is attached: one row for each file that is stored, found by the SHA-256 of its bytes. The bytes lie in the file
-- store, sealed; each key lies in the key store, and erasing a file is destroying its keys. No projection: nothing of
-- it can be made anew from the log.
CREATE TABLE files (
    office_id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    original_key BLOB NOT NULL,
    width INTEGER,
    height INTEGER,
    rendition_key BLOB,
    rendition_type TEXT,
    rendition_sha256 BLOB,
    rendition_size INTEGER,
    stored_at TEXT NOT NULL,
    stored_by TEXT NOT NULL,
    PRIMARY KEY (office_id, sha256)
) STRICT, WITHOUT ROWID;
