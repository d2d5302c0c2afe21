//! What administrators do for other people's signing in. Users themselves are made and disabled elsewhere.
use super::SignInState;
use super::answer::{Failed, ProblemBody};
use super::body::Body;
use super::sessions::{SessionList, listed};
use super::signed_in::Person;
use super::single_sign_on::{self, BindingList};
use crate::cases::access::Confidentiality;
use crate::cases::ids::UserId;
use crate::cases::occurred::Moment;
use crate::cases::user::Role;
use crate::policy::{Action, Capacity, Place, Query, Question, Relations, judge};
use crate::sign_in::link::Purpose;
use crate::sign_in::{By, Session, SignInError};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Lets through whoever may do this in one of their roles, as the policy says.
pub(super) async fn permit(state: &SignInState, session: &Session, query: Query) -> Result<(), Failed> {
    let account = state.sign_in.enabled(session.office, session.user).await?;
    let roles = Role::ALL.into_iter().filter(|role| account.roles.contains(role.name()));
    let question = Question {
        action: Action::Query(query),
        place: Place::Own,
        relations: Relations::NONE,
        level: Confidentiality::Ordinary,
    };
    let verdict = judge(roles.map(Capacity::Role), &question);
    if verdict.is_yes() { Ok(()) } else { Err(SignInError::NotAllowed.into()) }
}

/// The user whom an administrator looks after.
async fn looked_after(state: &SignInState, session: &Session, login: &str) -> Result<UserId, Failed> {
    permit(state, session, Query::ManageSignIn).await?;
    Ok(state.sign_in.account_of(session.office, login).await?.0)
}

/// For what a link is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WantedPurpose {
    /// The first password of a new user.
    FirstPassword,
    /// A new password for a user who has forgotten the old one.
    NewPassword,
}

/// A link that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedLink {
    /// For what.
    purpose: WantedPurpose,
}

/// A one-time link, told once.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeLink {
    /// What the link ends with.
    token: String,
    /// Until when it serves.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Moment,
}

/// Makes a one-time link with which the user chooses a password. Earlier links of the user serve no longer.
#[utoipa::path(
    post, path = "/sign-in/users/{login}/links", tag = "sign-in", request_body = WantedLink,
    params(("login" = String, Path, description = "the login name")),
    responses(
        (status = CREATED, description = "the link, told once", body = MadeLink),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn make_link(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(login): Path<String>,
    Body(WantedLink { purpose }): Body<WantedLink>,
) -> Result<(StatusCode, Json<MadeLink>), Failed> {
    let user = looked_after(&state, &session, &login).await?;
    let purpose = match purpose {
        WantedPurpose::FirstPassword => Purpose::FirstPassword,
        WantedPurpose::NewPassword => Purpose::NewPassword,
    };
    let by = By::User(session.user);
    let (token, link) = state.sign_in.make_link(session.office, user, purpose, by).await?;
    let made = MadeLink { token: token.spelt(), expires_at: link.expires };
    Ok((StatusCode::CREATED, Json(made)))
}

/// A user's sessions.
#[utoipa::path(
    get, path = "/sign-in/users/{login}/sessions", tag = "sign-in",
    params(("login" = String, Path, description = "the login name")),
    responses(
        (status = OK, description = "the sessions", body = SessionList),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn sessions(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(login): Path<String>,
) -> Result<Json<SessionList>, Failed> {
    permit(&state, &session, Query::ReadSessions).await?;
    let user = state.sign_in.account_of(session.office, &login).await?.0;
    Ok(listed(state.sign_in.sessions(session.office, user).await?, session.id))
}

/// Ends all sessions of a user.
#[utoipa::path(
    delete, path = "/sign-in/users/{login}/sessions", tag = "sign-in",
    params(("login" = String, Path, description = "the login name")),
    responses(
        (status = NO_CONTENT, description = "ended"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn end_sessions(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(login): Path<String>,
) -> Result<StatusCode, Failed> {
    let user = looked_after(&state, &session, &login).await?;
    state.sign_in.end_all(session.office, user, By::User(session.user)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one session of a user.
#[utoipa::path(
    delete, path = "/sign-in/users/{login}/sessions/{id}", tag = "sign-in",
    params(
        ("login" = String, Path, description = "the login name"),
        ("id" = Uuid, Path, description = "the session's name"),
    ),
    responses(
        (status = NO_CONTENT, description = "ended"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn end_session(
    State(state): State<SignInState>,
    Person(session): Person,
    Path((login, id)): Path<(String, Uuid)>,
) -> Result<StatusCode, Failed> {
    let user = looked_after(&state, &session, &login).await?;
    state.sign_in.end(session.office, user, id, By::User(session.user)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes the second factors and recovery codes of a user who has lost them, and ends the user's sessions.
#[utoipa::path(
    delete, path = "/sign-in/users/{login}/second-factors", tag = "sign-in",
    params(("login" = String, Path, description = "the login name")),
    responses(
        (status = NO_CONTENT, description = "removed"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn reset_factors(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(login): Path<String>,
) -> Result<StatusCode, Failed> {
    let user = looked_after(&state, &session, &login).await?;
    state.sign_in.reset_factors(session.office, user, session.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who a user is at the provider of the single sign-on.
#[utoipa::path(
    get, path = "/sign-in/users/{login}/bindings", tag = "sign-in",
    params(("login" = String, Path, description = "the login name")),
    responses(
        (status = OK, description = "the bindings", body = BindingList),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn bindings(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(login): Path<String>,
) -> Result<Json<BindingList>, Failed> {
    let user = looked_after(&state, &session, &login).await?;
    Ok(single_sign_on::listed(state.sign_in.bindings(session.office, user).await?))
}

/// A person, as the provider names them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Subject {
    /// The `sub` of the provider.
    subject: String,
}

/// Binds a person of the provider to a user.
#[utoipa::path(
    post, path = "/sign-in/users/{login}/bindings", tag = "sign-in", request_body = Subject,
    params(("login" = String, Path, description = "the login name")),
    responses(
        (status = NO_CONTENT, description = "bound"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn bind(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(login): Path<String>,
    Body(Subject { subject }): Body<Subject>,
) -> Result<StatusCode, Failed> {
    let user = looked_after(&state, &session, &login).await?;
    state.sign_in.bind(session.office, user, &subject, session.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unbinds a person of the provider from a user.
#[utoipa::path(
    delete, path = "/sign-in/users/{login}/bindings", tag = "sign-in", request_body = Subject,
    params(("login" = String, Path, description = "the login name")),
    responses(
        (status = NO_CONTENT, description = "unbound"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn unbind(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(login): Path<String>,
    Body(Subject { subject }): Body<Subject>,
) -> Result<StatusCode, Failed> {
    let user = looked_after(&state, &session, &login).await?;
    state.sign_in.unbind(session.office, user, &subject, session.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
