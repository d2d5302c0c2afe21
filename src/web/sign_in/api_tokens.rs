//! Tokens of programs.
use super::SignInState;
use super::answer::{Failed, ProblemBody};
use super::body::Body;
use super::signed_in::Person;
use super::users::permit;
use crate::cases::occurred::Moment;
use crate::policy::Query;
use crate::sign_in::api_token::{ApiToken, WantedToken};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// A token that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApiToken {
    /// The integration.
    name: String,
    /// For what it serves.
    scopes: BTreeSet<String>,
    /// Until when: at most 366 days from now.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Moment,
}

/// A token, as it is listed.
#[derive(Serialize, ToSchema)]
pub(super) struct ApiTokenView {
    /// Which one.
    id: Uuid,
    /// The integration.
    name: String,
    /// For what it serves.
    scopes: BTreeSet<String>,
    /// How it begins.
    prefix: String,
    /// Who made it.
    created_by: Uuid,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created_at: Moment,
    /// Until when it serves.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Moment,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Moment>,
}

impl From<ApiToken> for ApiTokenView {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes,
            prefix: token.prefix,
            created_by: token.created_by.0,
            created_at: token.created,
            expires_at: token.expires,
            used_at: token.used,
        }
    }
}

/// A new token, told once.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeApiToken {
    /// Its text, for `Authorization: Bearer`.
    token: String,
    /// The token as it will be listed.
    made: ApiTokenView,
}

/// Makes a token for a program. Its text is told here and never again.
#[utoipa::path(
    post, path = "/api-tokens", tag = "sign-in", request_body = NewApiToken,
    responses(
        (status = CREATED, description = "the token, told once", body = MadeApiToken),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(state): State<SignInState>,
    Person(session): Person,
    Body(NewApiToken { name, scopes, expires_at }): Body<NewApiToken>,
) -> Result<(StatusCode, Json<MadeApiToken>), Failed> {
    permit(&state, &session, Query::ManageSignIn).await?;
    let wanted = WantedToken { name, scopes, expires: expires_at };
    let (token, made) = state.sign_in.make_api_token(session.office, session.user, wanted).await?;
    Ok((StatusCode::CREATED, Json(MadeApiToken { token, made: made.into() })))
}

/// The tokens of the office.
#[derive(Serialize, ToSchema)]
pub(super) struct ApiTokenList {
    /// The tokens, those that have run out among them.
    tokens: Vec<ApiTokenView>,
}

/// The tokens of the office.
#[utoipa::path(
    get, path = "/api-tokens", tag = "sign-in",
    responses(
        (status = OK, description = "the tokens", body = ApiTokenList),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(state): State<SignInState>,
    Person(session): Person,
) -> Result<Json<ApiTokenList>, Failed> {
    permit(&state, &session, Query::ManageSignIn).await?;
    let tokens = state.sign_in.api_tokens(session.office).await?;
    Ok(Json(ApiTokenList { tokens: tokens.into_iter().map(ApiTokenView::from).collect() }))
}

/// Takes a token back.
#[utoipa::path(
    delete, path = "/api-tokens/{id}", tag = "sign-in", params(("id" = Uuid, Path, description = "which one")),
    responses(
        (status = NO_CONTENT, description = "taken back"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn revoke(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Failed> {
    permit(&state, &session, Query::ManageSignIn).await?;
    state.sign_in.revoke_api_token(session.office, id, session.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
