//! What every page has in common: what changes something comes from here, a switch is heard, a problem is told as a
//! page, and the browser is told what such a page may do.
use super::frame::{Frame, Section, drawn_as};
use super::language::chosen;
use super::reader::Anybody;
use crate::web::problem::Problem;
use crate::web::sign_in::{SignInState, check_origin, has_session};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Nothing of another host, nothing written into the page itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
                      manifest-src 'self'; worker-src 'self'";
/// Forms of this program are told where they come from; other sites are told nothing.
const REFERRER: &str = "same-origin";

pub(super) async fn dressed(State(state): State<SignInState>, request: Request, next: Next) -> Response {
    let settings = state.sign_in.settings();
    if let Some(switched) = chosen(request.uri(), settings.is_secure()).filter(|_| request.method().is_safe())
    {
        return switched;
    }
    let (parts, body) = request.into_parts();
    let (anybody, method) = (Anybody::of(&parts), parts.method.clone());
    let known = has_session(&parts.headers, settings);
    let response = match check_origin(&parts.method, &parts.headers, settings, known) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refused) => refused.into_response(),
    };
    let response = match response.extensions().get::<Problem>() {
        Some(problem) => told(&anybody, &method, problem.clone(), response.headers()).await,
        None => response,
    };
    with_policy(response)
}

fn with_policy(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static(REFERRER));
    response
}

/// What went wrong, as a page.
#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    frame: Frame,
    title: &'p str,
    detail: &'p str,
    code: &'p str,
}

/// Headers of a problem that stand on its page, too.
const KEPT: [HeaderName; 3] = [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE];

async fn told(anybody: &Anybody, method: &Method, problem: Problem, headers: &HeaderMap) -> Response {
    let missing = problem.status() == StatusCode::UNAUTHORIZED;
    if missing && anybody.desk.is_none() {
        return Redirect::to(&sign_in_for(anybody, method)).into_response();
    }
    let problem = problem.in_language(anybody.language);
    let mut response = page(anybody, &problem).await.unwrap_or_else(IntoResponse::into_response);
    for name in KEPT {
        for value in headers.get_all(&name) {
            let _ = response.headers_mut().try_append(name.clone(), value.clone());
        }
    }
    response
}

async fn page(anybody: &Anybody, problem: &Problem) -> Result<Response, Problem> {
    let frame = anybody.frame(Section::Elsewhere, problem.title()).await?;
    let page = ProblemPage { frame, title: problem.title(), detail: problem.detail(), code: problem.code() };
    drawn_as(problem.status(), &page)
}

/// Where to sign in, and to come back from. What was sent cannot be sent again by coming back: the page can.
fn sign_in_for(anybody: &Anybody, method: &Method) -> String {
    let uri = &anybody.uri;
    let then = match uri.query() {
        Some(query) if method.is_safe() => format!("{}?{query}", uri.path()),
        _ => uri.path().to_owned(),
    };
    let then: String = url::form_urlencoded::byte_serialize(then.as_bytes()).collect();
    format!("/sign-in?then={then}")
}
