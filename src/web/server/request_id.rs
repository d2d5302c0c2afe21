//! A name for every request, by which log, traces and the caller's own log are brought together.
use super::around::Around;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::fmt;
use std::sync::Arc;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longer names are not taken over.
const LONGEST: usize = 64;

/// The request's name: the caller's, or our own. An extension of every request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's name for it, if it is letters, digits, `-`, `_` and `.`, at most 64.
    #[must_use]
    pub fn given(text: &str) -> Option<Self> {
        let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
        let fits = (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) async fn named(State(around): State<Arc<Around>>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).and_then(|value| RequestId::given(value.to_str().ok()?));
    let made = || around.source.as_ref().map(|source| RequestId(source.uuid().simple().to_string()));
    let Some(id) = given.or_else(made) else { return next.run(request).await };
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_of_some_length_are_taken_over() {
        for plain in ["a", "0f-9_.Z", &"x".repeat(64)] {
            assert_eq!(RequestId::given(plain).map(|id| id.to_string()).as_deref(), Some(plain));
        }
        for other in ["", "a b", "何家明", "a\n", &"x".repeat(65), "a=1"] {
            assert_eq!(RequestId::given(other), None, "{other}");
        }
    }
}
