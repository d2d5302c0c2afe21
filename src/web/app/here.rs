//! Who is there, in which office: put into the request, so that every route meets the same.
use super::App;
use crate::cases::ids::OfficeId;
use crate::commands::OfficeDesk;
use crate::commands::permit;
use crate::database::StorageError;
use crate::policy::{Capacity, Scope, Subject, Who};
use crate::projections::{offices, users};
use crate::sign_in::By;
use crate::web::here::Here;
use crate::web::pages::language::COOKIES;
use crate::web::problem::Problem;
use crate::web::server::Client;
use crate::web::sign_in::{ClientAddress, SignedIn};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use std::sync::Arc;

/// The code of the office that is meant, where it is not one's own: a district's leader reads those below.
const OFFICE: HeaderName = HeaderName::from_static("anjuan-office");

/// Questions that are sent in a body, for what they ask may stand in no address.
const ASKED_IN_A_BODY: [&str; 2] = ["/search", "/api/v1/search"];

/// Whom a request over the loopback address meets as, that says nothing of who makes it. It can only read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsigned {
    /// The machine's operator, as long as the office has no user: nobody could sign in yet.
    WhileNobodyCan,
    /// The machine's operator: a demonstration, in which nobody's secrets are.
    Always,
}

/// Finds out who is there.
pub(super) async fn meet(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Some(client) = parts.extensions.get::<Client>().copied() {
        parts.extensions.insert(ClientAddress(client.address));
    }
    match desk(&app, &mut parts).await {
        Ok(desk) => {
            if let Some(desk) = desk {
                parts.extensions.insert(Here(desk));
            }
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => Problem::failed(&error).into_response(),
    }
}

async fn desk(app: &App, parts: &mut Parts) -> Result<Option<OfficeDesk>, StorageError> {
    let subject = match SignedIn::from_request_parts(parts, app).await {
        Ok(signed_in) => subject(app, &signed_in).await?,
        Err(_) if may_read_unsigned(app, parts).await? => return Ok(Some(app.0.home.clone())),
        Err(_) => None,
    };
    let Some(subject) = subject else { return Ok(None) };
    let store = app.0.home.store();
    let code = parts.headers.get(OFFICE).and_then(|code| code.to_str().ok());
    let office = match code {
        None => Some(subject.office),
        Some(code) => named(app, code).await?,
    };
    match office {
        Some(office) => Ok(Some(store.desk_of(Arc::new(subject), office).await?)),
        None => Ok(None),
    }
}

async fn named(app: &App, code: &str) -> Result<Option<OfficeId>, StorageError> {
    let offices = offices::all(app.0.home.store().db()).await?;
    Ok(offices.into_iter().find(|(_, known)| known == code).map(|(office, _)| office))
}

/// Who somebody is who is signed in; nobody if the user was disabled meanwhile.
async fn subject(app: &App, signed_in: &SignedIn) -> Result<Option<Subject>, StorageError> {
    let store = app.0.home.store();
    if let Some(program) = signed_in.integration() {
        let scopes = program.scopes.iter().filter_map(|scope| scope.parse::<Scope>().ok());
        return Ok(Some(Subject {
            who: Who::Integration(program.name.as_str().into()),
            office: signed_in.office,
            capacities: scopes.map(Capacity::Scope).collect(),
            department: None,
            committee: None,
        }));
    }
    let Some(user) = signed_in.user() else { return Ok(None) };
    let today = store.source().now().day();
    let subject = permit::subject(store.db(), signed_in.office, user, today).await?;
    if subject.is_none()
        && let Err(error) = app.sign_in().end_all(signed_in.office, user, By::Program).await
    {
        tracing::warn!(%error, "the sessions of a disabled user were not ended; they open nothing");
    }
    Ok(subject)
}

/// Whether whoever says nothing of himself reads as the operator: on this very machine, asked for by a name of this
/// machine (a page of another site that leads its own name here is not), without any sign of a session.
async fn may_read_unsigned(app: &App, parts: &Parts) -> Result<bool, StorageError> {
    let cookies = CookieJar::from_headers(&parts.headers);
    let says_who = parts.headers.contains_key(header::AUTHORIZATION)
        || cookies.iter().any(|cookie| !COOKIES.contains(&cookie.name()));
    let here = parts
        .extensions
        .get::<Client>()
        .is_some_and(|client| client.address.is_loopback() && !client.claimed);
    let reads = parts.method.is_safe() || ASKED_IN_A_BODY.contains(&parts.uri.path());
    if says_who || !here || !reads || !is_local(parts) {
        return Ok(false);
    }
    match app.0.unsigned {
        Unsigned::Always => Ok(true),
        Unsigned::WhileNobodyCan => Ok(!users::any(app.0.home.store().db(), app.0.home.office()).await?),
    }
}

fn is_local(parts: &Parts) -> bool {
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| host.parse::<Uri>().ok()?.host().map(str::to_owned));
    let host = host.or_else(|| parts.uri.host().map(str::to_owned));
    host.is_some_and(|host| matches!(host.as_str(), "localhost" | "[::1]") || host.starts_with("127."))
}
