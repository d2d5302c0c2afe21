//! The pages: what people see and fill in. Each is a plain link or form first, drawn by the server; scripts only make it
//! quicker. A page asks the same questions and sends the same commands as the API: it has no figure, no rule and no SQL
//! of its own.
pub mod assets;
mod case_list;
mod dressed;
mod due_words;
mod form;
mod frame;
mod inspect;
pub mod language;
mod reader;
mod sign_in;
mod theme;

use super::problem::Problem;
use super::sign_in::SignInState;
use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

/// The pages, for whoever puts [`super::here::Here`] into each request.
pub fn routes<S>(state: &SignInState) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    SignInState: FromRef<S>,
{
    Router::new()
        .route("/", get(async || axum::response::Redirect::to("/cases")))
        .route("/cases", get(case_list::page))
        .merge(sign_in::routes())
        .merge(inspect::routes())
        .route("/assets/{file}", get(assets::served))
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_so)
        .layer(from_fn_with_state(state.clone(), dressed::dressed))
}

async fn nothing_here() -> Problem {
    Problem::not_found("page.unknown", "there is no such page")
}

async fn not_so() -> Problem {
    let detail = "this page is asked for in another way";
    Problem::new(axum::http::StatusCode::METHOD_NOT_ALLOWED, "route.other_method", detail)
}
