//! The API, `/api/v1`: one noun a file. What it takes and gives is told in `schema/openapi.json`.
mod answers;
mod asked;
pub(in crate::web) mod body;
pub(in crate::web) mod case;
mod case_files;
pub mod case_query;
mod cases;
mod clocks;
pub(in crate::web) mod commands;
mod cursor;
mod docs;
mod entrances;
mod erasures;
mod events;
mod figures;
mod health;
mod indicators;
mod inspections;
mod leads;
mod links;
pub(in crate::web) mod masks;
mod naming;
mod openapi;
mod papers;
mod people;
mod proof;
mod readings;
pub(in crate::web) mod receipt;
mod references;
pub mod refusing;
mod reminders;
mod report;
pub mod sample;
mod search;
mod sign_ins;
mod work_list;

pub use openapi::{document, whole_document};

use super::asking;
use super::here::Here;
use super::problem::Problem;
use crate::commands::OfficeDesk;
use crate::config::Limits;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Router, middleware};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The reads, with what the document tells of them.
fn reads() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(figures::figures))
        .routes(routes!(cases::list))
        .routes(routes!(case::one))
        .routes(routes!(case::history))
        .routes(routes!(case_files::case_files))
        .routes(routes!(proof::receipt))
        .routes(routes!(people::access))
        .routes(routes!(work_list::work_list))
        .routes(routes!(inspections::today))
        .routes(routes!(indicators::indicators))
        .routes(routes!(indicators::indicator))
        .routes(routes!(reminders::reminders))
        .routes(routes!(report::report))
        .routes(routes!(report::published, report::publish))
        .routes(routes!(report::since))
        .routes(routes!(papers::case_papers))
        .routes(routes!(papers::paper_register, papers::issue_paper))
        .routes(routes!(papers::print_paper))
        .routes(routes!(papers::void_paper))
        .routes(routes!(erasures::erasures, erasures::ask_erasure))
        .routes(routes!(erasures::case_erasures))
        .routes(routes!(erasures::erasure))
        .routes(routes!(erasures::decide_erasure))
        .routes(routes!(erasures::retention))
        .routes(routes!(search::search, search::search_for_a_person))
        .routes(routes!(readings::readings))
        .routes(routes!(sample::sample))
        .routes(routes!(people::users))
        .routes(routes!(people::user))
        .routes(routes!(sign_ins::sign_ins))
        .routes(routes!(events::events))
        .routes(routes!(health::health))
}

/// The routes of the API, for whoever puts [`Here`] into each request.
pub fn routes() -> Router {
    let (read, _) = reads().split_for_parts();
    let routes = read
        .layer(middleware::from_fn(asking::at_least))
        .merge(commands::routes())
        .route("/openapi.json", get(openapi::served))
        .route("/docs", get(docs::page));
    let routes = routes.fallback(nothing_here).method_not_allowed_fallback(not_so);
    Router::new()
        .nest("/api/v1", routes)
        .route("/health", get(health::health))
        .layer(middleware::from_fn(asking::speak))
}

/// The routes of the API as the machine's own operator, or whoever else works at `desk`, meets them.
pub fn router(desk: OfficeDesk) -> Router {
    routes().layer(Extension(Here(desk))).layer(DefaultBodyLimit::max(Limits::BODY.bytes()))
}

async fn nothing_here() -> Problem {
    Problem::not_found("route.unknown", "there is nothing here; /api/v1/docs tells what there is")
}

async fn not_so() -> Problem {
    let detail = "this is asked for in another way; /api/v1/docs tells how";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "route.other_method", detail)
}
