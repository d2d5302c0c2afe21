//! Giving the second factor.
use super::SignInState;
use super::answer::{Failed, ProblemBody};
use super::body::Body;
use super::passkey_options::{PasskeyRequest, described};
use super::sessions::{Entry, SessionView, entry};
use super::signed_in::Halfway;
use crate::sign_in::{SignInError, Token};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webauthn_rs::prelude::PublicKeyCredential;

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    /// The code.
    pub(super) code: String,
}

/// What an authenticator is to be asked, and with which ceremony the answer is brought.
#[derive(Serialize, ToSchema)]
pub(super) struct Question {
    /// With which the answer is brought.
    ceremony: String,
    /// For `navigator.credentials.get`.
    options: PasskeyRequest,
}

/// An authenticator's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assertion {
    /// What the question came with.
    ceremony: String,
    /// What `navigator.credentials.get` gave.
    #[schema(value_type = Object)]
    credential: PublicKeyCredential,
}

/// The token of a ceremony.
pub(in crate::web) fn ceremony(text: &str) -> Result<Token, Failed> {
    Ok(text.parse().map_err(|_| SignInError::TooLate)?)
}

/// Gives a code of the authenticator app. The session goes on under a new token.
#[utoipa::path(
    post, path = "/session/totp", tag = "sign-in", request_body = Code,
    responses(
        (status = OK, description = "the session", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn totp(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
    Body(Code { code }): Body<Code>,
) -> Result<Entry, Failed> {
    let entered = state.sign_in.give_totp(&session, &code).await?;
    entry(&state, jar, &entered).await
}

/// Gives a recovery code, which serves once. The session goes on under a new token.
#[utoipa::path(
    post, path = "/session/recovery-code", tag = "sign-in", request_body = Code,
    responses(
        (status = OK, description = "the session", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn recovery_code(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
    Body(Code { code }): Body<Code>,
) -> Result<Entry, Failed> {
    let entered = state.sign_in.give_recovery_code(&session, &code).await?;
    entry(&state, jar, &entered).await
}

/// Begins to give a passkey.
#[utoipa::path(
    post, path = "/session/passkey/begin", tag = "sign-in",
    responses(
        (status = OK, description = "what the authenticator is to be asked", body = Question),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin_passkey(
    State(state): State<SignInState>,
    Halfway { session, .. }: Halfway,
) -> Result<Json<Question>, Failed> {
    let (ceremony, options) = state.sign_in.begin_passkey(&session).await?;
    Ok(Json(Question { ceremony: ceremony.spelt(), options: described(&options)? }))
}

/// Gives a passkey. The session goes on under a new token.
#[utoipa::path(
    post, path = "/session/passkey/finish", tag = "sign-in", request_body = Assertion,
    responses(
        (status = OK, description = "the session", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn finish_passkey(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
    Body(assertion): Body<Assertion>,
) -> Result<Entry, Failed> {
    let ceremony = ceremony(&assertion.ceremony)?;
    let entered = state.sign_in.finish_passkey(&session, &ceremony, &assertion.credential).await?;
    entry(&state, jar, &entered).await
}
