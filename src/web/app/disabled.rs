//! Whoever is disabled is signed out with the very answer that says so.
use super::{App, by};
use crate::cases::user::LoginName;
use crate::sign_in::SignInError;
use crate::web::here::Here;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

/// Ends the sessions of the user whom a command was about, if the user can do nothing any more.
pub(super) async fn signed_out(State(app): State<App>, request: Request, next: Next) -> Response {
    let user = changed(request.method(), request.uri().path());
    let desk = request.extensions().get::<Here>().map(|here| here.0.clone());
    let response = next.run(request).await;
    if let (Some(login), Some(desk), true) = (user, desk, response.status().is_success()) {
        let (office, user) = (desk.office(), desk.office().user_stream(&login));
        let outcome = match app.sign_in().enabled(office, user).await {
            Err(SignInError::NotSignedIn) => {
                app.sign_in().end_all(office, user, by(desk.subject())).await.map(drop)
            }
            outcome => outcome.map(drop),
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, "the sessions of a disabled user were not ended; they open nothing");
        }
    }
    response
}

/// The user whom a command of this path changes: `/api/v1/users/li.na/commands/DisableUser`, or a correction.
fn changed(method: &Method, path: &str) -> Option<LoginName> {
    let (login, what) = path.strip_prefix("/api/v1/users/")?.split_once('/')?;
    let changes = method == Method::POST && (what.starts_with("commands/") || what == "corrections");
    changes.then(|| login.parse().ok()).flatten()
}
