//! Errors that are nobody's own: each is told as a problem, in the reader's language.
use crate::web::problem::Problem;
use crate::web::words::Language;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;

/// After how many seconds it is worth trying again.
pub(super) const RETRY_SOON: u16 = 2;

/// The reader's language, by `Accept-Language`: the first of those that there are.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').find_map(|tag| tag.trim().parse().ok()).unwrap_or_default()
}

/// The problem, which may soon be over.
pub(super) fn soon(problem: Problem) -> Response {
    ([(header::RETRY_AFTER, RETRY_SOON.to_string())], problem).into_response()
}

/// What a route did not tell itself: its framework's plain refusals become problems.
pub(super) async fn as_problems(request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let response = next.run(request).await;
    let status = response.status();
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("text/plain")));
    if !plain || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut headers = response.headers().clone();
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_LENGTH);
    let mut told = problem_of(status).in_language(language).into_response();
    told.headers_mut().extend(headers);
    told
}

fn problem_of(status: StatusCode) -> Problem {
    let (code, detail) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            ("request.method", "there is no such method here; see the header Allow")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("request.too_large", "the body is larger than may be sent here"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("request.media_type", "the body is of another type; send application/json with its Content-Type")
        }
        StatusCode::NOT_FOUND => ("route.unknown", "there is nothing at this address"),
        status if status.is_client_error() => ("request.unreadable", "the request makes no sense here"),
        _ => ("server.failed", "the program failed; the operator's log says why"),
    };
    Problem::new(status, code, detail)
}

/// The caller learns that it failed; what was said may be personal and goes nowhere.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    problem_of(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_first_language_that_there_is_is_the_readers() {
        let read = |accepted: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            language_of(&headers)
        };
        assert_eq!(read("fr, en-GB;q=0.8, zh;q=0.5"), Language::English);
        assert_eq!(read("zh-Hans-CN,en"), Language::Chinese);
        assert_eq!(read("fr"), Language::default());
    }
}
