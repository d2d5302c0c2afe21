//! What went wrong, as RFC 9457 describes it: `application/problem+json` with a stable code.
use super::words::{Language, word};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An error as its reader is told it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status of the answer.
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    /// What it is, in the reader's language.
    title: String,
    /// Its stable name: `case.unknown`.
    code: &'static str,
    /// What is wrong here, and what to do.
    detail: String,
    /// The field of the request that is wrong, as a JSON pointer or a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem with this status and code.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_owned();
        Self { kind: "about:blank", status, title, code, detail: detail.into(), field: None }
    }

    /// The request makes no sense.
    #[must_use]
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// There is no such thing, or none that the reader may know of.
    #[must_use]
    pub fn not_found(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// What failed is the operator's to read in the log, not the caller's.
    pub fn failed(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "a request failed");
        let detail = "the store could not answer; the operator's log says why";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "storage.failed", detail)
    }

    /// The same, about one field of the request.
    #[must_use]
    pub fn about(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same in the reader's language, where there are words for it.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        if let Some(words) = word(language, &format!("problem.{}", self.code)) {
            words.clone_into(&mut self.title);
        }
        self
    }

    /// Its stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let headers = [(header::CONTENT_TYPE, "application/problem+json")];
        (self.status, headers, Json(self)).into_response()
    }
}
