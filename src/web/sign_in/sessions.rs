//! Signing in and out, and one's sessions.
use super::SignInState;
use super::answer::{Failed, ProblemBody};
use super::body::Body;
use super::cookies::Kept;
use super::signed_in::{Halfway, Person};
use super::visitor::Visitor;
use crate::cases::occurred::Moment;
use crate::sign_in::factor::Factor;
use crate::sign_in::{Account, By, Entered, Session, SignIn, SignInError, Stage};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// Login name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    /// The code of the office; not needed when there is only one.
    office: Option<String>,
    /// The login name.
    login: String,
    /// The password.
    password: String,
}

/// Who is signed in, and how far.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionView {
    /// `signed_in`, or what is missing: `second_factor`, `enrolment`, `new_password`.
    state: &'static str,
    /// The session's name.
    session: Uuid,
    /// The office.
    office: Uuid,
    /// The user.
    user: Uuid,
    /// The login name.
    login: String,
    /// The user's roles.
    roles: BTreeSet<String>,
    /// `password` or `single_sign_on`.
    entrance: &'static str,
    /// The second factor that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    second_factor: Option<&'static str>,
    /// The second factors that can be given now: `totp`, `passkey`, `recovery_code`.
    possible: Vec<&'static str>,
    /// When it ends, used or not.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Moment,
}

impl SessionView {
    async fn of(sign_in: &SignIn, session: &Session, account: &Account) -> Result<Self, SignInError> {
        let possible = if session.stage == Stage::SecondFactor {
            sign_in.factors(session.office, session.user, account).await?.possible()
        } else {
            Vec::new()
        };
        Ok(Self {
            state: session.stage.code(),
            session: session.id,
            office: session.office.0,
            user: session.user.0,
            login: account.login.to_string(),
            roles: account.roles.clone(),
            entrance: session.entrance.code(),
            second_factor: session.factor.map(Factor::code),
            possible: possible.into_iter().map(Factor::code).collect(),
            ends_at: session.ends,
        })
    }
}

/// A session with its new token in the cookie.
pub(super) type Entry = (CookieJar, Json<SessionView>);

/// Hands out the token of a session that began or went on.
pub(super) async fn entry(state: &SignInState, jar: CookieJar, entered: &Entered) -> Result<Entry, Failed> {
    let view = SessionView::of(&state.sign_in, &entered.session, &entered.account).await?;
    Ok((Kept::Session.put(jar, &entered.token, state.sign_in.settings()), Json(view)))
}

/// Signs in with login name and password. The answer says whether a second factor is wanted, and which can be given.
#[utoipa::path(
    post, path = "/session", tag = "sign-in", request_body = Credentials,
    responses(
        (status = OK, description = "a session; its token is in the cookie", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin(
    State(state): State<SignInState>,
    Visitor { visit, jar }: Visitor,
    Body(Credentials { office, login, password }): Body<Credentials>,
) -> Result<Entry, Failed> {
    let password = zeroize::Zeroizing::new(password);
    let entered = state.sign_in.with_password(&visit, office, &login, &password).await?;
    entry(&state, jar, &entered).await
}

/// Says who is signed in, and how far.
#[utoipa::path(
    get, path = "/session", tag = "sign-in",
    responses(
        (status = OK, description = "the session", body = SessionView),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn who_am_i(
    State(state): State<SignInState>,
    Halfway { session, .. }: Halfway,
) -> Result<Json<SessionView>, Failed> {
    let account = state.sign_in.enabled(session.office, session.user).await?;
    Ok(Json(SessionView::of(&state.sign_in, &session, &account).await?))
}

/// Signs out.
#[utoipa::path(
    delete, path = "/session", tag = "sign-in",
    responses(
        (status = NO_CONTENT, description = "signed out"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn leave(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
) -> Result<(CookieJar, StatusCode), Failed> {
    state.sign_in.leave(&session).await?;
    Ok((Kept::Session.remove(jar, state.sign_in.settings()), StatusCode::NO_CONTENT))
}

/// A session in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedSession {
    /// The session's name.
    id: Uuid,
    /// Whether it is the one that asks.
    here: bool,
    /// `signed_in`, or what is missing.
    state: &'static str,
    /// `password` or `single_sign_on`.
    entrance: &'static str,
    /// The second factor that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    second_factor: Option<&'static str>,
    /// When somebody signed in.
    #[schema(value_type = String, format = DateTime)]
    created_at: Moment,
    /// When it was last used, to the minute.
    #[schema(value_type = String, format = DateTime)]
    seen_at: Moment,
    /// When it ends, used or not.
    #[schema(value_type = String, format = DateTime)]
    ends_at: Moment,
    /// From which address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// What the browser says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
}

/// Sessions, the newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionList {
    /// The sessions.
    sessions: Vec<ListedSession>,
}

/// The sessions, as seen from the one that asks.
pub(super) fn listed(sessions: Vec<Session>, here: Uuid) -> Json<SessionList> {
    let listed = sessions.into_iter().map(|session| ListedSession {
        id: session.id,
        here: session.id == here,
        state: session.stage.code(),
        entrance: session.entrance.code(),
        second_factor: session.factor.map(Factor::code),
        created_at: session.created,
        seen_at: session.seen,
        ends_at: session.ends,
        address: session.address,
        agent: session.agent,
    });
    Json(SessionList { sessions: listed.collect() })
}

/// One's own sessions.
#[utoipa::path(
    get, path = "/sessions", tag = "sign-in",
    responses(
        (status = OK, description = "the sessions", body = SessionList),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(state): State<SignInState>,
    Person(session): Person,
) -> Result<Json<SessionList>, Failed> {
    let sessions = state.sign_in.sessions(session.office, session.user).await?;
    Ok(listed(sessions, session.id))
}

/// Ends one of one's own sessions.
#[utoipa::path(
    delete, path = "/sessions/{id}", tag = "sign-in", params(("id" = Uuid, Path, description = "the session's name")),
    responses(
        (status = NO_CONTENT, description = "ended"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn end(
    State(state): State<SignInState>,
    Person(session): Person,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Failed> {
    state.sign_in.end(session.office, session.user, id, By::User(session.user)).await?;
    Ok(StatusCode::NO_CONTENT)
}
