//! 检查: the inspector's phone. The page is one shell that a service worker keeps, so that it opens in a stairwell
//! without network; what is in it comes from `/api/v1/inspections/today` and from the phone's own store, and goes out
//! as the API's commands. Beside it stands the page that prints the QR codes of places.
mod installing;
mod places;
mod shell;

use crate::web::sign_in::SignInState;
use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;

/// The pages of inspecting.
pub(super) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    SignInState: FromRef<S>,
{
    Router::new()
        .route("/inspect", get(shell::page))
        .route("/inspect/place", get(shell::page))
        .route("/inspect/places", get(places::page))
        .route("/inspect.webmanifest", get(installing::manifest))
        .route("/inspect-worker.js", get(installing::worker))
}
