//! Where a request is made, and by whom: whoever lets it in puts this into it.
use super::problem::Problem;
use crate::commands::OfficeDesk;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

/// The office as whoever makes the request meets it. Without it nobody is signed in.
#[derive(Clone, Debug)]
pub struct Here(pub OfficeDesk);

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Problem::new(StatusCode::UNAUTHORIZED, "session.missing", "nobody is signed in; sign in first")
        })
    }
}
