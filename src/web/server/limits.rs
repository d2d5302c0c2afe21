//! How many requests at a time, and for how long.
use super::answers::{RETRY_SOON, language_of, soon};
use super::around::Around;
use crate::web::problem::Problem;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The time until an answer must have begun. An extension of every request: whoever takes in what is large lifts it.
#[derive(Clone, Debug, Default)]
pub struct Deadline(Arc<AtomicBool>);

impl Deadline {
    /// Lifts it for this request.
    pub fn lift(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_lifted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) async fn in_time(State(around): State<Arc<Around>>, mut request: Request, next: Next) -> Response {
    let deadline = Deadline::default();
    request.extensions_mut().insert(deadline.clone());
    let language = language_of(request.headers());
    let mut answer = std::pin::pin!(next.run(request));
    tokio::select! {
        response = &mut answer => response,
        () = tokio::time::sleep(around.config.limits.request_time.get()) => {
            if deadline.is_lifted() {
                return answer.await;
            }
            let detail = "no answer was there in time; a command may still be carried out, so send it again with the \
                          same id to learn what became of it";
            soon(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "request.timed_out", detail).in_language(language))
        }
    }
}

pub(super) async fn not_too_many(
    State(around): State<Arc<Around>>,
    request: Request,
    next: Next,
) -> Response {
    let Ok(_place) = around.room.try_acquire() else {
        let detail = format!("more requests than can be answered at a time; try again in {RETRY_SOON} s");
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "server.busy", detail);
        return soon(problem.in_language(language_of(request.headers())));
    };
    next.run(request).await
}
