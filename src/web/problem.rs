//! What went wrong, as RFC 9457 describes it: `application/problem+json` with a stable code.
use super::words::{Language, sentence, word};
use crate::cases::ids::Version;
use crate::commands::permit::NotPermitted;
use crate::database::StorageError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// What belongs to a problem and is not told in its body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Hints {
    /// What the words about it name: a limit, a day.
    with: Vec<(&'static str, String)>,
    /// The version at which the stream is now, where the caller had another in mind.
    current: Option<Version>,
}

/// An error as its reader is told it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status of the answer.
    #[serde(serialize_with = "as_number")]
    #[schema(value_type = u16)]
    status: StatusCode,
    /// What it is, in the reader's language.
    title: Box<str>,
    /// Its stable name: `case.unknown`.
    code: &'static str,
    /// What is wrong here, and what to do.
    detail: Box<str>,
    /// The field of the request that is wrong, as a JSON pointer or a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Box<str>>,
    #[serde(skip)]
    hints: Box<Hints>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem with this status and code.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Box<str>>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").into();
        Self {
            kind: "about:blank",
            status,
            title,
            code,
            detail: detail.into(),
            field: None,
            hints: Box::default(),
        }
    }

    /// The request makes no sense.
    #[must_use]
    pub fn bad_request(code: &'static str, detail: impl Into<Box<str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// There is no such thing, or none that the reader may know of.
    #[must_use]
    pub fn not_found(code: &'static str, detail: impl Into<Box<str>>) -> Self {
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
    pub fn about(mut self, field: impl Into<Box<str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same, with what its words name.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &dyn std::fmt::Display) -> Self {
        self.hints.with.push((name, value.to_string()));
        self
    }

    /// The same, with the version at which the stream is now.
    #[must_use]
    pub fn at_version(mut self, version: Version) -> Self {
        self.hints.current = Some(version);
        self
    }

    /// The same in the reader's language, where there are words for it.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        if let Some(words) = word(language, &format!("problem.{}", self.code)) {
            self.title = words.into();
        }
        if let Some(words) = sentence(language, &format!("detail.{}", self.code), &self.hints.with) {
            self.detail = words.into();
        }
        self
    }

    /// Its stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// What it is.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What is wrong here, and what to do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The field of the request that is wrong, as a JSON pointer or a name.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        if error.may_pass() {
            tracing::warn!(%error, "a request failed and may be sent again");
            let detail = "the store could not be asked now; send the request again, with the same key";
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage.busy", detail);
        }
        Self::failed(&error)
    }
}

impl From<NotPermitted> for Problem {
    fn from(not: NotPermitted) -> Self {
        match not {
            NotPermitted::Storage(error) => error.into(),
            NotPermitted::NoSuchCase => Self::not_found("case.unknown", not.to_string()),
            NotPermitted::Denied { .. } => {
                Self::new(StatusCode::FORBIDDEN, "policy.not_permitted", not.to_string())
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let headers = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (self.status, headers, Json(&self)).into_response();
        if let Some(version) = self.hints.current.and_then(|version| format!("\"{version}\"").parse().ok()) {
            response.headers_mut().insert(header::ETAG, version);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        // Whoever knows the reader's language says it again in that.
        response.extensions_mut().insert(self);
        response
    }
}
