//! The pages: what people see and fill in. Each is a plain link or form first, drawn by the server; scripts only make it
//! quicker. A page asks the same questions and sends the same commands as the API: it has no figure, no rule and no SQL
//! of its own.
mod admin;
mod approvals;
mod as_table;
pub mod assets;
mod audit;
mod case;
mod case_list;
mod declared;
mod desk;
mod dressed;
mod due_words;
mod erasures;
mod evidence;
mod figures;
mod form;
mod frame;
mod inspect;
pub mod language;
mod reader;
mod receipt_slip;
mod register;
mod reports;
mod search;
mod sign_in;
mod steps;
mod theme;
mod timeline;
mod track;
mod values;

pub use track::TrackState;

use super::problem::Problem;
use super::sign_in::SignInState;
use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

/// The pages, for whoever puts [`super::here::Here`] into each request.
pub fn routes<S>(state: &SignInState) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    SignInState: FromRef<S>,
    TrackState: FromRef<S>,
{
    Router::new()
        .route("/", get(desk::page))
        .route("/audit", get(audit::log::page))
        .route("/audit/readings", get(audit::readings::page))
        .route("/audit/orders", get(audit::findings::orders))
        .route("/audit/numbers", get(audit::findings::numbers))
        .route("/audit/erasures", get(audit::erasures::page))
        .route("/audit/sample", get(audit::sample::page))
        .route("/audit/sample.csv", get(audit::sample::csv))
        .route("/search", get(search::page).post(search::ask))
        .route("/register", get(register::page).post(register::register))
        .route("/register/inspection", get(register::inspection::page).post(register::inspection::record))
        .route("/register/known", post(register::known))
        .route("/register/draft", post(register::draft))
        .route("/cases/{number}/slip", get(receipt_slip::page))
        .route("/cases/{number}/proof", get(receipt_slip::download))
        .route("/cases", get(case_list::page))
        .route("/cases/columns", get(case_list::choosing::page).post(case_list::choosing::take))
        .route("/cases/bulk", get(case_list::bulk_page).post(case_list::bulk_carry_out))
        .route("/cases/{number}", get(case::page))
        .route("/cases/{number}/reveal", post(case::reveal))
        .route("/cases/{number}/papers", post(case::papers::issue))
        .route("/cases/{number}/papers/void", post(case::papers::void))
        .route("/cases/{number}/evidence.zip", get(evidence::download))
        .route("/cases/{number}/steps/{command}", get(steps::page).post(steps::take))
        .route(
            "/cases/{number}/corrections/{version}",
            get(steps::correcting::page).post(steps::correcting::take),
        )
        .route("/cases/{number}/access/{command}", get(steps::access_page).post(steps::access_take))
        .route("/cases/{number}/erasures", post(erasures::ask))
        .route("/approvals", get(approvals::page))
        .route("/approvals/erasures", post(erasures::decide))
        .merge(declared::routes())
        .merge(figures::routes())
        .merge(reports::routes())
        .merge(admin::routes())
        .merge(sign_in::routes())
        .merge(inspect::routes())
        .merge(track::routes())
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
