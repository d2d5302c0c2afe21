//! `GET /health`: whether the store answers, and how far the log reaches.
use crate::event_log::{EventLog, Position};
use crate::policy::Place;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// The store answers.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
    /// `sqlite` or `postgres`.
    engine: &'static str,
    /// The position of the office's last event.
    #[schema(value_type = i64)]
    position: Position,
}

/// Whether the store answers
#[utoipa::path(get, path = "/health", tag = "service",
    responses((status = 200, description = "It does.", body = Health)))]
pub async fn health(Here(desk): Here) -> Result<Json<Health>, Problem> {
    // How much an office does is nothing to the offices beside it.
    if desk.place() == Place::Elsewhere {
        let detail = "the health is told to the office itself and to the one above it";
        return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
    }
    let position = desk.store().log().head(desk.office()).await?;
    Ok(Json(Health { status: "ok", engine: desk.store().db().engine(), position }))
}
