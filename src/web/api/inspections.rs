//! `GET /inspections/today`: what an inspector takes along for a day without network.
use super::case::is_known;
use crate::cases::fire_hazard::{HazardKind, ReinspectionOutcome};
use crate::cases::ids::UserId;
use crate::cases::occurred::Day;
use crate::cases::office::OfficeLife;
use crate::commands::OfficeDesk;
use crate::event_log::Position;
use crate::policy::Who;
use crate::projections::case_list::ListedCase;
use crate::queries::inspections::{self, Hazard, InspectionDay, Past, Site, Visit};
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// What an inspector takes along.
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionDay)]
pub struct DayView {
    /// The login name of whoever asked; none for the machine's operator.
    #[schema(value_type = Option<String>)]
    login: Option<String>,
    /// The name of whoever asked.
    name: Option<String>,
    /// The office.
    office: Option<String>,
    /// The committee whose cases they are.
    committee: Option<String>,
    /// The committees of the office.
    committees: Vec<String>,
    /// Who inspected there, those that did so most often first.
    colleagues: Vec<String>,
    /// The day.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// How far the log was read.
    #[schema(value_type = i64)]
    position: Position,
    /// What is to be visited, the most urgent first, at most 200.
    visits: Vec<VisitView>,
    /// Whether more is open than is on the list.
    more: bool,
    /// What was found there before, the newest first, at most 300.
    past: Vec<PastView>,
}

/// Where a hazard is.
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionSite)]
pub struct SiteView {
    /// The address.
    address: String,
    /// The name of the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// What sort of place it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    place_kind: Option<String>,
}

/// A fire hazard that is open.
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionVisit)]
pub struct VisitView {
    #[serde(flatten)]
    case: ListedCase,
    /// Whether whoever asked inspects it himself.
    own: bool,
    /// What there is to know; none where whoever asked may not open the case.
    hazard: Option<HazardView>,
}

/// What there is to know of a hazard.
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionHazard)]
pub struct HazardView {
    /// Where it is.
    site: Option<SiteView>,
    /// What it is.
    #[schema(value_type = Option<String>)]
    kind: Option<HazardKind>,
    /// Whether it is a major one.
    major: bool,
    /// The day on which it was found.
    #[schema(value_type = Option<String>, format = Date)]
    found: Option<Day>,
    /// 整改期限.
    #[schema(value_type = Option<String>, format = Date)]
    deadline: Option<Day>,
    /// How many orders were issued.
    orders: usize,
    /// What was reported or seen, where that may be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The re-inspections so far.
    reinspections: Vec<ReinspectionView>,
    /// The photographs that hang on it.
    photographs: Vec<PhotographView>,
}

/// A re-inspection.
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionOutcome)]
pub struct ReinspectionView {
    /// When.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// What it showed.
    #[schema(value_type = String)]
    outcome: ReinspectionOutcome,
}

/// A photograph.
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionPhotograph)]
pub struct PhotographView {
    /// The file, by the SHA-256 of its bytes.
    file: String,
    /// What it shows: `photograph_before`, `photograph_after`, `photograph`.
    what: String,
    /// The day on which it was attached.
    #[schema(value_type = String, format = Date)]
    since: Day,
}

/// What was found before.
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionPast)]
pub struct PastView {
    #[serde(flatten)]
    case: ListedCase,
    /// Where.
    site: SiteView,
    /// The last re-inspection.
    last: Option<ReinspectionView>,
}

/// The inspector's day
///
/// The open fire hazards that whoever asks inspects or that lie in his committee, by due day, what was found at the places
/// there before, and what a form needs to be filled in without network. `ETag` changes with the log, the day and whoever
/// asks.
#[utoipa::path(get, path = "/inspections/today", tag = "cases",
    responses((status = 200, description = "The day.", body = DayView),
        (status = 304, description = "It is still as `If-None-Match` says.")))]
pub async fn today(Here(desk): Here, headers: HeaderMap) -> Result<Response, Problem> {
    let position = inspections::position(&desk).await?;
    let tag = tag(&desk, position);
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let day = inspections::today(&desk).await?;
    let file = desk.file().await.map_err(|error| Problem::failed(&error))?;
    let view = view(&desk, position, day, file.as_ref());
    Ok(([(header::ETAG, tag)], Json(view)).into_response())
}

/// For whom, on which day, up to which position.
fn tag(desk: &OfficeDesk, position: Position) -> String {
    let user: UserId = desk.subject().user().unwrap_or_else(|| desk.office().stream());
    format!("\"{position}/{}/{user}\"", desk.store().source().now().day())
}

fn view(desk: &OfficeDesk, position: Position, day: InspectionDay, file: Option<&OfficeLife>) -> DayView {
    let login = match &desk.subject().who {
        Who::User { login, .. } => Some(login.to_string()),
        _ => None,
    };
    let committees = file.into_iter().flat_map(|file| file.committees.iter().map(ToString::to_string));
    DayView {
        login,
        name: day.own_name.map(|name| name.to_string()),
        office: file.and_then(|file| Some(file.office.as_ref()?.1.to_string())),
        committee: day.committee.map(|committee| committee.to_string()),
        committees: committees.collect(),
        colleagues: day.colleagues.iter().map(ToString::to_string).collect(),
        day: day.day,
        position,
        visits: day.visits.into_iter().map(visit).collect(),
        more: day.more,
        past: day.past.into_iter().map(past).collect(),
    }
}

fn site(site: Site) -> SiteView {
    SiteView {
        address: site.address.to_string(),
        place: site.place.map(|place| place.to_string()),
        place_kind: site.place_kind.map(|kind| kind.to_string()),
    }
}

const fn reinspection((day, outcome): (Day, ReinspectionOutcome)) -> ReinspectionView {
    ReinspectionView { day, outcome }
}

fn visit(visit: Visit) -> VisitView {
    VisitView { case: visit.case, own: visit.own, hazard: visit.hazard.map(hazard) }
}

fn hazard(hazard: Hazard) -> HazardView {
    let photographs = hazard.photographs.into_iter();
    let photographs =
        photographs.map(|(file, what, since)| PhotographView { file: file.to_string(), what, since });
    HazardView {
        site: hazard.site.map(site),
        kind: hazard.kind,
        major: hazard.major,
        found: hazard.found,
        deadline: hazard.deadline,
        orders: hazard.orders,
        description: hazard.description.map(|text| text.to_string()),
        reinspections: hazard.reinspections.into_iter().map(reinspection).collect(),
        photographs: photographs.collect(),
    }
}

fn past(past: Past) -> PastView {
    PastView { case: past.case, site: site(past.site), last: past.last.map(reinspection) }
}
