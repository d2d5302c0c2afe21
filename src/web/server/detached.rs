//! A client that hangs up does not stop its command.
use super::answers::{language_of, soon};
use super::around::Around;
use crate::web::problem::Problem;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use tracing::Instrument;

/// Whatever may change something runs on a task of its own, to its end, which the program waits for when it stops.
pub(super) async fn detached(State(around): State<Arc<Around>>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let language = language_of(request.headers());
    let carried_out = around.under_way.spawn(next.run(request).in_current_span()).await;
    carried_out.unwrap_or_else(|error| {
        if let Ok(panic) = error.try_into_panic() {
            std::panic::resume_unwind(panic);
        }
        let detail = "the program is stopping; send the command again, with the same id";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "server.stopping", detail);
        soon(problem.in_language(language))
    })
}
