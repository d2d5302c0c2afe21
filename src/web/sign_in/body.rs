//! Bodies of requests: JSON, short, with no field that is not known.
use super::answer::Failed;
use crate::web::problem::Problem;
use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// Bytes of a body: a passkey's answer is the longest, at a few thousand.
const LONGEST: usize = 64 * 1024;

/// The body of a request.
pub(super) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failed;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Failed> {
        DefaultBodyLimit::max(LONGEST).apply(&mut request);
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(error) => {
                let status = match error.status() {
                    StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
                    status => status,
                };
                Err(Problem::new(status, "body.unreadable", error.body_text()).into())
            }
        }
    }
}
