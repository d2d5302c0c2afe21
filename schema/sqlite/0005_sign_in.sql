-- Signing in: what is kept of passwords, second factors, sessions, links and tokens of programs. Of a token only its hash.

CREATE TABLE sign_in_passwords (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    generation INTEGER NOT NULL CHECK (generation > 0),
    hash TEXT NOT NULL,
    set_at TEXT NOT NULL,
    PRIMARY KEY (office_id, user_id, generation)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_attempts (
    office_id BLOB NOT NULL,
    scope TEXT NOT NULL,
    subject BLOB NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    last_at TEXT NOT NULL,
    PRIMARY KEY (office_id, scope, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_sessions (
    office_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    session_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    stage TEXT NOT NULL,
    entrance TEXT NOT NULL,
    factor TEXT,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    address TEXT,
    agent TEXT,
    PRIMARY KEY (office_id, token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_sessions_by_user ON sign_in_sessions (office_id, user_id, created_at);

CREATE TABLE sign_in_ceremonies (
    office_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    user_id BLOB,
    state TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (office_id, token_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_totp (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    key_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (office_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_passkeys (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    passkey_id BLOB NOT NULL,
    credential_id BLOB NOT NULL,
    name TEXT NOT NULL,
    credential TEXT NOT NULL,
    added_at TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (office_id, user_id, passkey_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX sign_in_passkeys_by_credential ON sign_in_passkeys (office_id, credential_id);

CREATE TABLE sign_in_recovery_codes (
    office_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (office_id, user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_links (
    office_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    user_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (office_id, token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_links_by_user ON sign_in_links (office_id, user_id);

CREATE TABLE sign_in_subjects (
    office_id BLOB NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BLOB NOT NULL,
    bound_by BLOB NOT NULL,
    bound_at TEXT NOT NULL,
    PRIMARY KEY (office_id, issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_subjects_by_user ON sign_in_subjects (office_id, user_id);

CREATE TABLE sign_in_api_tokens (
    office_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    token_id BLOB NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    prefix TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (office_id, token_hash)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX sign_in_api_tokens_by_id ON sign_in_api_tokens (office_id, token_id);
