//! What is answered when something is refused: a problem with a stable code, told in the reader's language.
use crate::sign_in::{PasswordRefusal, SignInError};
use crate::web::problem::Problem;
use crate::web::words::Language;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A refusal on its way out.
#[derive(Debug)]
pub struct Failed {
    problem: Box<Problem>,
    /// Seconds after which the same may succeed.
    retry_after: Option<u64>,
}

/// A problem as RFC 9457 has it.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInProblem)]
pub struct ProblemBody {
    /// `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    kind: String,
    /// The status of the answer.
    status: u16,
    /// What it is, in the reader's language.
    title: String,
    /// Its stable name.
    code: String,
    /// What is wrong here, and what to do.
    detail: String,
    /// The field of the request that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Failed {
    /// What is told.
    pub(in crate::web) fn into_problem(self) -> Problem {
        *self.problem
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), retry_after: None }
    }
}

const fn of_password(refusal: &PasswordRefusal) -> &'static str {
    match refusal {
        PasswordRefusal::Short(_) => "password.short",
        PasswordRefusal::Long(_) => "password.long",
        PasswordRefusal::Composition(_) => "password.composition",
        PasswordRefusal::Common => "password.common",
        PasswordRefusal::Reused(_) => "password.reused",
    }
}

/// The status and the code of a refusal; none for what only the operator understands.
const fn named(error: &SignInError) -> Option<(StatusCode, &'static str)> {
    Some(match error {
        SignInError::Wrong => (StatusCode::UNAUTHORIZED, "sign_in.wrong"),
        SignInError::WrongFactor => (StatusCode::UNAUTHORIZED, "sign_in.wrong_factor"),
        SignInError::SlowDown(_) => (StatusCode::TOO_MANY_REQUESTS, "sign_in.slow_down"),
        SignInError::Busy => (StatusCode::SERVICE_UNAVAILABLE, "sign_in.busy"),
        SignInError::Password(refusal) => (StatusCode::UNPROCESSABLE_ENTITY, of_password(refusal)),
        SignInError::NotSignedIn => (StatusCode::UNAUTHORIZED, "session.none"),
        SignInError::SecondFactorNeeded => (StatusCode::FORBIDDEN, "session.second_factor"),
        SignInError::EnrolmentNeeded => (StatusCode::FORBIDDEN, "session.enrolment"),
        SignInError::NewPasswordNeeded => (StatusCode::FORBIDDEN, "session.new_password"),
        SignInError::NotAllowed => (StatusCode::FORBIDDEN, "sign_in.not_allowed"),
        SignInError::LinkGone => (StatusCode::GONE, "link.gone"),
        SignInError::TooLate => (StatusCode::CONFLICT, "sign_in.too_late"),
        SignInError::NoSuch(_) => (StatusCode::NOT_FOUND, "sign_in.unknown"),
        SignInError::NotSetUp(_) => (StatusCode::NOT_FOUND, "sign_in.not_set_up"),
        SignInError::NotBound => (StatusCode::FORBIDDEN, "sign_in.not_bound"),
        SignInError::AlreadyBound => (StatusCode::CONFLICT, "sign_in.already_bound"),
        SignInError::LastFactor => (StatusCode::CONFLICT, "sign_in.last_factor"),
        SignInError::Malformed { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "sign_in.malformed"),
        SignInError::Provider(_) => (StatusCode::BAD_GATEWAY, "sign_in.provider"),
        SignInError::NotNoted(_) => (StatusCode::SERVICE_UNAVAILABLE, "sign_in.not_noted"),
        SignInError::Storage(_) | SignInError::Seal(_) | SignInError::Internal(_) => return None,
    })
}

impl From<SignInError> for Failed {
    fn from(error: SignInError) -> Self {
        let Some((status, code)) = named(&error) else { return Problem::failed(&error).into() };
        let problem = match &error {
            SignInError::Provider(reason) => {
                // What a provider answers is the operator's to read.
                tracing::warn!(%reason, "single sign-on failed");
                Problem::new(status, code, "the single sign-on failed; the operator's log says why")
            }
            SignInError::NotNoted(reason) => {
                tracing::error!(%reason, "what happened in signing in was not noted");
                Problem::new(status, code, error.to_string())
            }
            SignInError::Malformed { field, reason } => {
                Problem::new(status, code, reason.as_str()).about(*field)
            }
            SignInError::Password(_) => Problem::new(status, code, error.to_string()).about("password"),
            _ => Problem::new(status, code, error.to_string()),
        };
        let retry_after = match error {
            SignInError::SlowDown(wait) => Some(wait.as_secs()),
            SignInError::Busy | SignInError::NotNoted(_) => Some(2),
            _ => None,
        };
        Self { problem: Box::new(problem), retry_after }
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = self.problem.clone().into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.problem.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"anjuan\""));
        }
        response.extensions_mut().insert(*self.problem);
        response
    }
}

/// The first language that the reader asks for and there are words in.
fn asked_for(headers: &HeaderMap) -> Language {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut tags = asked.unwrap_or_default().split([',', ';']).map(str::trim);
    tags.find_map(|tag| tag.parse().ok()).unwrap_or_default()
}

/// Tells problems in the language that the reader asks for by `Accept-Language`.
pub async fn in_the_readers_language(request: Request, next: Next) -> Response {
    let language = asked_for(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut told = problem.in_language(language).into_response();
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers_mut().remove(&name) {
            told.headers_mut().insert(name, value);
        }
    }
    let language = HeaderValue::from_static(language.tag());
    told.headers_mut().insert(header::CONTENT_LANGUAGE, language);
    told
}
