//! `GET /work-list`: what is to be done next, the most urgent first.
use super::asked::Asked;
use crate::cases::any_file::CaseKind;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::words::CaseNumber;
use crate::queries::work;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const PAGE: u32 = 50;
const MOST: u32 = 200;

/// What is asked of the work list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkQuery {
    /// Only what is due on this day or before.
    #[param(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// How much at most, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
}

/// What is to be done.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkList)]
pub struct WorkView {
    /// The most urgent first.
    items: Vec<ItemView>,
}

/// One thing that is to be done by a day.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkItem)]
pub struct ItemView {
    /// The case's number.
    #[schema(value_type = String)]
    number: CaseNumber,
    /// The case's id.
    #[schema(value_type = String, format = Uuid)]
    case_id: CaseId,
    /// The case's kind.
    #[schema(value_type = String)]
    kind: CaseKind,
    /// What is to be done, in a code: `conclude_petition`.
    clock: String,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    due: Day,
    /// Whether the day was yesterday or before.
    overdue: bool,
    /// 暂定: the calendar on which the day rests is not published yet.
    provisional: bool,
}

/// The work list
///
/// What is due next in each case, the most urgent first.
#[utoipa::path(get, path = "/work-list", tag = "cases", params(WorkQuery),
    responses((status = 200, description = "What is to be done.", body = WorkView)))]
pub async fn work_list(Here(desk): Here, Asked(query): Asked<WorkQuery>) -> Result<Json<WorkView>, Problem> {
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        let detail = format!("must be from 1 to {MOST}");
        return Err(Problem::bad_request("query.limit", detail).about("limit").with("most", &MOST));
    }
    let today = desk.store().source().now().day();
    let items = work::due(&desk, query.until, limit).await?.into_iter().map(|item| ItemView {
        number: item.number,
        case_id: item.case,
        kind: item.kind,
        clock: item.clock,
        due: item.due,
        overdue: item.due < today,
        provisional: item.provisional,
    });
    Ok(Json(WorkView { items: items.collect() }))
}
