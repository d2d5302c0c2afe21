//! Setting up second factors and recovery codes.
use super::SignInState;
use super::answer::{Failed, ProblemBody};
use super::body::Body;
use super::passkey_options::{PasskeyCreation, described};
use super::second_factor::ceremony;
use super::sessions::{Entry, SessionView, entry};
use super::signed_in::{Halfway, Person};
use crate::cases::occurred::Moment;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use webauthn_rs::prelude::RegisterPublicKeyCredential;

/// What is shown once is kept by no cache.
const SHOWN_ONCE: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// A passkey.
#[derive(Serialize, ToSchema)]
pub(super) struct PasskeyView {
    /// Which one.
    id: Uuid,
    /// How its owner calls it.
    name: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    added_at: Moment,
    /// When it was last used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Moment>,
}

/// One's second factors.
#[derive(Serialize, ToSchema)]
pub(super) struct FactorsView {
    /// Whether one is required.
    required: bool,
    /// Since when there is an authenticator app.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    totp_since: Option<Moment>,
    /// The passkeys.
    passkeys: Vec<PasskeyView>,
    /// How many recovery codes are left.
    recovery_codes: u64,
}

/// One's second factors.
#[utoipa::path(
    get, path = "/second-factors", tag = "sign-in",
    responses(
        (status = OK, description = "the second factors", body = FactorsView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn factors(
    State(state): State<SignInState>,
    Person(session): Person,
) -> Result<Json<FactorsView>, Failed> {
    let account = state.sign_in.enabled(session.office, session.user).await?;
    let factors = state.sign_in.factors(session.office, session.user, &account).await?;
    let passkeys = factors.passkeys.into_iter().map(|passkey| PasskeyView {
        id: passkey.id,
        name: passkey.name,
        added_at: passkey.added,
        used_at: passkey.used,
    });
    Ok(Json(FactorsView {
        required: factors.required,
        totp_since: factors.totp,
        passkeys: passkeys.collect(),
        recovery_codes: factors.recovery_codes,
    }))
}

/// An authenticator app that is being set up.
#[derive(Serialize, ToSchema)]
pub(super) struct NewTotpView {
    /// With which the first code is brought.
    ceremony: String,
    /// The secret in base 32, for whoever types it.
    secret: String,
    /// The same as an `otpauth` address, to be shown as a picture.
    address: String,
}

/// Begins to set up an authenticator app. Nothing changes before its first code is brought.
#[utoipa::path(
    post, path = "/second-factors/totp", tag = "sign-in",
    responses(
        (status = OK, description = "the secret, told once", body = NewTotpView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin_totp(
    State(state): State<SignInState>,
    Halfway { session, .. }: Halfway,
) -> Result<([(HeaderName, HeaderValue); 1], Json<NewTotpView>), Failed> {
    let new = state.sign_in.begin_totp(&session).await?;
    let view = NewTotpView { ceremony: new.ceremony.spelt(), secret: new.secret, address: new.address };
    Ok((SHOWN_ONCE, Json(view)))
}

/// The first code of an authenticator app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstCode {
    /// What the secret came with.
    ceremony: String,
    /// The code that the app shows.
    code: String,
}

/// Ends setting up an authenticator app, in place of an earlier one. The session goes on under a new token.
#[utoipa::path(
    post, path = "/second-factors/totp/finish", tag = "sign-in", request_body = FirstCode,
    responses(
        (status = OK, description = "the session", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn finish_totp(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
    Body(first): Body<FirstCode>,
) -> Result<Entry, Failed> {
    let ceremony = ceremony(&first.ceremony)?;
    let entered = state.sign_in.finish_totp(&session, &ceremony, &first.code).await?;
    entry(&state, jar, &entered).await
}

/// Removes the authenticator app; the last second factor of somebody who needs one stays.
#[utoipa::path(
    delete, path = "/second-factors/totp", tag = "sign-in",
    responses(
        (status = NO_CONTENT, description = "removed"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove_totp(
    State(state): State<SignInState>,
    Person(session): Person,
) -> Result<StatusCode, Failed> {
    state.sign_in.remove_totp(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an authenticator is to be asked for, and with which ceremony the answer is brought.
#[derive(Serialize, ToSchema)]
pub(super) struct NewPasskeyView {
    /// With which the answer is brought.
    ceremony: String,
    /// For `navigator.credentials.create`.
    options: PasskeyCreation,
}

/// Begins to set up a passkey.
#[utoipa::path(
    post, path = "/second-factors/passkeys/begin", tag = "sign-in",
    responses(
        (status = OK, description = "what the authenticator is to be asked for", body = NewPasskeyView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin_passkey(
    State(state): State<SignInState>,
    Halfway { session, .. }: Halfway,
) -> Result<Json<NewPasskeyView>, Failed> {
    let (ceremony, options) = state.sign_in.begin_new_passkey(&session).await?;
    Ok(Json(NewPasskeyView { ceremony: ceremony.spelt(), options: described(&options)? }))
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPasskey {
    /// What the question came with.
    ceremony: String,
    /// How its owner calls it.
    name: String,
    /// What `navigator.credentials.create` gave.
    #[schema(value_type = Object)]
    credential: RegisterPublicKeyCredential,
}

/// Ends setting up a passkey. The session goes on under a new token.
#[utoipa::path(
    post, path = "/second-factors/passkeys/finish", tag = "sign-in", request_body = NewPasskey,
    responses(
        (status = OK, description = "the session", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn finish_passkey(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
    Body(new): Body<NewPasskey>,
) -> Result<Entry, Failed> {
    let ceremony = ceremony(&new.ceremony)?;
    let finished = state.sign_in.finish_new_passkey(&session, &ceremony, &new.name, &new.credential);
    entry(&state, jar, &finished.await?).await
}

/// Removes a passkey; the last second factor of somebody who needs one stays.
#[utoipa::path(
    delete, path = "/second-factors/passkeys/{id}", tag = "sign-in",
    params(("id" = Uuid, Path, description = "which one")),
    responses(
        (status = NO_CONTENT, description = "removed"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remove_passkey(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Failed> {
    state.sign_in.remove_passkey(&session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Recovery codes, shown once.
#[derive(Serialize, ToSchema)]
pub(super) struct RecoveryCodes {
    /// Ten codes, each good once.
    codes: Vec<String>,
}

/// Makes ten recovery codes in place of the earlier ones. They are told here and never again.
#[utoipa::path(
    post, path = "/second-factors/recovery-codes", tag = "sign-in",
    responses(
        (status = OK, description = "the codes, told once", body = RecoveryCodes),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn recovery_codes(
    State(state): State<SignInState>,
    Person(session): Person,
) -> Result<([(HeaderName, HeaderValue); 1], Json<RecoveryCodes>), Failed> {
    let codes = state.sign_in.new_recovery_codes(&session).await?;
    Ok((SHOWN_ONCE, Json(RecoveryCodes { codes })))
}
