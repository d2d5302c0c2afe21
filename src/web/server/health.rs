//! `/health/live`: the program runs. `/health/ready`: it can do its work.
use super::answers::{language_of, soon};
use super::around::Around;
use crate::commands::OfficeDesk;
use crate::database::StorageError;
use crate::event_log::{EventLog, Position};
use crate::projections::offices;
use crate::web::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use std::sync::Arc;

pub(super) fn router(around: &Arc<Around>) -> Router {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .with_state(Arc::clone(around))
}

#[derive(Serialize)]
struct Live {
    status: &'static str,
}

async fn live() -> Json<Live> {
    Json(Live { status: "live" })
}

#[derive(Serialize)]
struct Ready {
    status: &'static str,
    engine: &'static str,
    offices: Vec<OfficeHealth>,
}

/// An office's log, as the store has it now, and those who follow it.
#[derive(Serialize)]
pub(super) struct OfficeHealth {
    pub(super) office: String,
    pub(super) position: Position,
    pub(super) followers: Vec<FollowerHealth>,
}

/// How far somebody is who follows the log.
#[derive(Serialize)]
pub(super) struct FollowerHealth {
    pub(super) name: &'static str,
    pub(super) position: Position,
    /// Events that it has yet to see.
    pub(super) behind: i64,
}

async fn ready(State(around): State<Arc<Around>>, headers: HeaderMap) -> Response {
    let unready = |code, detail| {
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
        soon(problem.in_language(language_of(&headers)))
    };
    if around.stopping.has_begun() {
        return unready("server.stopping", "the program is stopping");
    }
    match offices(&around).await {
        Some(offices) => {
            let engine = around.desks.first().map_or("none", |desk| desk.store().db().engine());
            Json(Ready { status: "ready", engine, offices }).into_response()
        }
        None => {
            unready("store.unreachable", "the store does not answer in time; the operator's log says why")
        }
    }
}

/// Every office that is served, asked of the store itself; none if it does not answer in time.
pub(super) async fn offices(around: &Around) -> Option<Vec<OfficeHealth>> {
    let asked = async {
        let mut offices = Vec::with_capacity(around.desks.len());
        for desk in &around.desks {
            offices.push(office(desk).await?);
        }
        Ok::<_, StorageError>(offices)
    };
    match tokio::time::timeout(around.config.limits.ready_time.get(), asked).await {
        Ok(Ok(offices)) => Some(offices),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the store does not answer");
            None
        }
        Err(_) => {
            tracing::warn!("the store does not answer within limits.ready_time");
            None
        }
    }
}

async fn office(desk: &OfficeDesk) -> Result<OfficeHealth, StorageError> {
    // Who follows was at its position before the head was asked for, so that nobody is ahead of the log.
    let followers = desk.store().followers().of(desk.office());
    let position = desk.store().log().head(desk.office()).await?;
    let office = offices::code_of(desk.store().db(), desk.office()).await?;
    let followers = followers
        .into_iter()
        .map(|(name, reached)| FollowerHealth { name, position: reached, behind: position.0 - reached.0 })
        .collect();
    Ok(OfficeHealth { office, position, followers })
}
