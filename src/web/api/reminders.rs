//! `GET /reminders`: what the reader was told about deadlines.
use super::asked::Asked;
use crate::projections::reminders::ToldTo;
use crate::queries::work;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const PAGE: u32 = 50;
const MOST: u32 = 200;

/// What is asked of the reminders.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RemindersQuery {
    /// How many at most, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
}

/// What the reader was told.
#[derive(Serialize, ToSchema)]
#[schema(as = Reminders)]
pub struct RemindersView {
    /// The latest first.
    reminders: Vec<ToldTo>,
}

/// Reminders
///
/// What whoever asks was told about deadlines, in cases where it is still so.
#[utoipa::path(get, path = "/reminders", tag = "cases", params(RemindersQuery),
    responses((status = 200, description = "What was said.", body = RemindersView)))]
pub async fn reminders(
    Here(desk): Here,
    Asked(query): Asked<RemindersQuery>,
) -> Result<Json<RemindersView>, Problem> {
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        let detail = format!("must be from 1 to {MOST}");
        return Err(Problem::bad_request("query.limit", detail).about("limit").with("most", &MOST));
    }
    Ok(Json(RemindersView { reminders: work::told(&desk, limit).await? }))
}
