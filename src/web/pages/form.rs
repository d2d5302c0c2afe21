//! What a form sends, or an address asks: names and texts.
use crate::web::problem::Problem;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};

/// Names and texts, in the order in which they were sent; what was left empty was not sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sent(Vec<(String, String)>);

impl Sent {
    /// What this text in the form of addresses says.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned();
        Self(pairs.filter(|(_, value)| !value.trim().is_empty()).collect())
    }

    /// These names and texts.
    #[must_use]
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect())
    }

    /// The first text under this name; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether something was sent under this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every text under this name.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Everything.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether nothing was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same, with another text under this name; without any, if there is none.
    #[must_use]
    pub fn with(&self, name: &str, value: Option<&str>) -> Self {
        let others = self.0.iter().filter(|(key, _)| key != name).cloned();
        let value = value.map(|value| (name.to_owned(), value.to_owned()));
        Self(others.chain(value).collect())
    }

    /// In the form of addresses.
    #[must_use]
    pub fn written(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            let detail = "this page takes what its form sends, and nothing else";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "page.no_form", detail));
        }
        let body = Bytes::from_request(request, state).await.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "page.form_too_large",
                "the form is larger than may be sent here",
            ),
            _ => Problem::bad_request("body.cut_off", "the body did not arrive whole; send it again"),
        })?;
        match std::str::from_utf8(&body) {
            Ok(text) if !text.contains("%00") => Ok(Self::of(text)),
            _ => Err(Problem::bad_request("page.no_form", "the form holds a character that nobody types")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_empty_was_not_sent() {
        let sent = Sent::of("kind=petition&phase=&committee=%E5%85%B1%E9%9D%92&committee=+");
        assert_eq!(sent.text("committee"), "共青");
        assert_eq!((sent.has("phase"), sent.has("kind")), (false, true));
        assert_eq!(sent.with("kind", Some("fire_hazard")).text("kind"), "fire_hazard");
        assert_eq!(sent.with("kind", None).written(), "committee=%E5%85%B1%E9%9D%92");
    }
}
