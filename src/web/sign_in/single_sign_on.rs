//! Single sign-on: there, back, and binding a person of the provider to a user.
use super::SignInState;
use super::answer::{Failed, ProblemBody};
use super::body::Body;
use super::cookies::Kept;
use super::signed_in::{Halfway, Person};
use super::visitor::Visitor;
use crate::cases::occurred::Moment;
use crate::sign_in::SignInError;
use crate::sign_in::oidc::{Binding, Departure, Return};
use crate::web::problem::Problem;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// To which office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichOffice {
    /// The code of the office; not needed when there is only one.
    office: Option<String>,
}

/// Where the browser goes.
#[derive(Serialize, ToSchema)]
pub(super) struct Location {
    /// The provider's page.
    location: String,
}

fn departed(state: &SignInState, jar: CookieJar, departure: &Departure) -> (CookieJar, Json<Location>) {
    let jar = Kept::Journey.put(jar, &departure.browser, state.sign_in.settings());
    (jar, Json(Location { location: departure.location.to_string() }))
}

/// Begins to sign in by single sign-on: where the browser goes.
#[utoipa::path(
    post, path = "/session/oidc", tag = "sign-in", request_body = WhichOffice,
    responses(
        (status = OK, description = "the provider's page", body = Location),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin(
    State(state): State<SignInState>,
    Visitor { jar, .. }: Visitor,
    Body(WhichOffice { office }): Body<WhichOffice>,
) -> Result<(CookieJar, Json<Location>), Failed> {
    let departure = state.sign_in.depart(office).await?;
    Ok(departed(&state, jar, &departure))
}

/// What the provider sends the browser back with. It may add what it likes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Answer {
    /// What was asked with.
    state: String,
    /// The code, when somebody is there.
    code: Option<String>,
    /// Why not, when nobody is.
    error: Option<String>,
}

/// The browser is back from the provider: it is signed in, or the person is bound, and goes on to the first page.
#[utoipa::path(
    get, path = "/session/oidc/callback", tag = "sign-in", params(Answer),
    responses(
        (status = SEE_OTHER, description = "to the first page, with the session's token in the cookie"),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn callback(
    State(state): State<SignInState>,
    Visitor { visit, jar }: Visitor,
    answer: Result<Query<Answer>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Failed> {
    let Query(answer) =
        answer.map_err(|error| Problem::bad_request("query.unreadable", error.body_text()))?;
    let settings = state.sign_in.settings();
    let asked = answer.state.parse().map_err(|_| SignInError::TooLate)?;
    let browser = Kept::Journey.read(&jar, settings).ok_or(SignInError::TooLate)?;
    let code = match (answer.code, answer.error) {
        (Some(code), None) => code,
        (_, error) => {
            return Err(SignInError::Provider(format!("it answers {error:?}")).into());
        }
    };
    let returned = state.sign_in.arrive(&visit, &asked, &browser, &code).await?;
    let jar = Kept::Journey.remove(jar, settings);
    let jar = match returned {
        Return::SignedIn(entered) => Kept::Session.put(jar, &entered.token, settings),
        Return::Bound => jar,
    };
    Ok((jar, Redirect::to("/")).into_response())
}

/// A user as the provider knows them.
#[derive(Serialize, ToSchema)]
pub(super) struct BindingView {
    /// The provider.
    issuer: String,
    /// The person.
    subject: String,
    /// When they were bound.
    #[schema(value_type = String, format = DateTime)]
    bound_at: Moment,
}

/// Who a user is at the provider.
#[derive(Serialize, ToSchema)]
pub(super) struct BindingList {
    /// The bindings.
    bindings: Vec<BindingView>,
}

pub(super) fn listed(bindings: Vec<Binding>) -> Json<BindingList> {
    let views = bindings.into_iter().map(|binding| BindingView {
        issuer: binding.issuer,
        subject: binding.subject,
        bound_at: binding.bound,
    });
    Json(BindingList { bindings: views.collect() })
}

/// Who one is at the provider.
#[utoipa::path(
    get, path = "/bindings", tag = "sign-in",
    responses(
        (status = OK, description = "the bindings", body = BindingList),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn bindings(
    State(state): State<SignInState>,
    Person(session): Person,
) -> Result<Json<BindingList>, Failed> {
    Ok(listed(state.sign_in.bindings(session.office, session.user).await?))
}

/// Begins to bind oneself to whoever the provider says is there: where the browser goes.
#[utoipa::path(
    post, path = "/bindings", tag = "sign-in",
    responses(
        (status = OK, description = "the provider's page", body = Location),
        (status = "default", description = "why not", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn begin_binding(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
) -> Result<(CookieJar, Json<Location>), Failed> {
    let departure = state.sign_in.depart_to_bind(&session).await?;
    Ok(departed(&state, jar, &departure))
}
