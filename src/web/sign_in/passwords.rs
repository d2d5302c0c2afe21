//! Choosing a password: by a one-time link, or in place of the present one.
use super::SignInState;
use super::answer::{Failed, ProblemBody};
use super::body::Body;
use super::sessions::{Entry, SessionView, entry};
use super::signed_in::Halfway;
use super::visitor::Visitor;
use crate::cases::occurred::Moment;
use crate::sign_in::{SignInError, Token};
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// The present password and a new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordChange {
    /// The present one.
    present: String,
    /// The new one.
    password: String,
}

/// Sets one's password in place of the present one. All other sessions end; this one goes on under a new token.
#[utoipa::path(
    post, path = "/password", tag = "sign-in", request_body = PasswordChange,
    responses(
        (status = OK, description = "the session", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn change(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
    Body(PasswordChange { present, password }): Body<PasswordChange>,
) -> Result<Entry, Failed> {
    let (present, password) = (Zeroizing::new(present), Zeroizing::new(password));
    let entered = state.sign_in.change_password(&session, &present, &password).await?;
    entry(&state, jar, &entered).await
}

fn token(text: &str) -> Result<Token, Failed> {
    Ok(text.parse().map_err(|_| SignInError::LinkGone)?)
}

/// Whose password a link sets.
#[derive(Serialize, ToSchema)]
pub(super) struct LinkView {
    /// The login name.
    login: String,
    /// `first_password` or `new_password`.
    purpose: &'static str,
    /// Until when it serves.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Moment,
}

/// Whose password a link sets. Looking does not use it up.
#[utoipa::path(
    get, path = "/links/{token}", tag = "sign-in", params(("token" = String, Path, description = "what the link ends with")),
    responses(
        (status = OK, description = "the link", body = LinkView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn link(
    State(state): State<SignInState>,
    Path(text): Path<String>,
) -> Result<Json<LinkView>, Failed> {
    let (link, account) = state.sign_in.link(&token(&text)?).await?;
    let (login, purpose) = (account.login.to_string(), link.purpose.code());
    Ok(Json(LinkView { login, purpose, expires_at: link.expires }))
}

/// A password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChosenPassword {
    /// The password.
    password: String,
}

/// Whose password was set.
#[derive(Serialize, ToSchema)]
pub(super) struct PasswordSet {
    /// The login name, to sign in with.
    login: String,
}

/// Chooses a password by a link, which serves once. All sessions of the user end; sign in with the new password.
#[utoipa::path(
    post, path = "/links/{token}", tag = "sign-in", request_body = ChosenPassword,
    params(("token" = String, Path, description = "what the link ends with")),
    responses(
        (status = OK, description = "the password is set", body = PasswordSet),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn follow(
    State(state): State<SignInState>,
    _visitor: Visitor,
    Path(text): Path<String>,
    Body(ChosenPassword { password }): Body<ChosenPassword>,
) -> Result<Json<PasswordSet>, Failed> {
    let password = Zeroizing::new(password);
    let account = state.sign_in.follow_link(&token(&text)?, &password).await?;
    Ok(Json(PasswordSet { login: account.login.to_string() }))
}
