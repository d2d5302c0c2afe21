-- Signing in: what is kept of passwords, second factors, sessions, links and tokens of programs. Of a token only its hash.

CREATE TABLE sign_in_passwords (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    generation bigint NOT NULL CHECK (generation > 0),
    hash text NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, user_id, generation)
);

CREATE TABLE sign_in_attempts (
    office_id uuid NOT NULL,
    scope text NOT NULL,
    subject bytea NOT NULL,
    failures bigint NOT NULL CHECK (failures >= 0),
    last_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, scope, subject)
);

CREATE TABLE sign_in_sessions (
    office_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    stage text NOT NULL,
    entrance text NOT NULL,
    factor text,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    address text,
    agent text,
    PRIMARY KEY (office_id, token_hash)
);

CREATE INDEX sign_in_sessions_by_user ON sign_in_sessions (office_id, user_id, created_at);

CREATE TABLE sign_in_ceremonies (
    office_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    kind text NOT NULL,
    user_id uuid,
    state text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, token_hash)
);

CREATE TABLE sign_in_totp (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    key_id uuid NOT NULL,
    sealed bytea NOT NULL,
    last_step bigint NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, user_id)
);

CREATE TABLE sign_in_passkeys (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    passkey_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    name text NOT NULL,
    credential text NOT NULL,
    added_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (office_id, user_id, passkey_id)
);

CREATE UNIQUE INDEX sign_in_passkeys_by_credential ON sign_in_passkeys (office_id, credential_id);

CREATE TABLE sign_in_recovery_codes (
    office_id uuid NOT NULL,
    user_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    PRIMARY KEY (office_id, user_id, code_hash)
);

CREATE TABLE sign_in_links (
    office_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, token_hash)
);

CREATE INDEX sign_in_links_by_user ON sign_in_links (office_id, user_id);

CREATE TABLE sign_in_subjects (
    office_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL,
    bound_by uuid NOT NULL,
    bound_at timestamptz NOT NULL,
    PRIMARY KEY (office_id, issuer, subject)
);

CREATE INDEX sign_in_subjects_by_user ON sign_in_subjects (office_id, user_id);

CREATE TABLE sign_in_api_tokens (
    office_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    token_id uuid NOT NULL,
    name text NOT NULL,
    scopes text NOT NULL,
    prefix text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (office_id, token_hash)
);

CREATE UNIQUE INDEX sign_in_api_tokens_by_id ON sign_in_api_tokens (office_id, token_id);
