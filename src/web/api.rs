//! The read API: figures, cases and their histories, as JSON.
use super::figures_view::{FiguresView, Known, scope_of};
use super::history_view::HistoryView;
use super::problem::Problem;
use super::search_view;
use super::words::Language;
use crate::cases::any_file::CaseKind;
use crate::cases::occurred::Day;
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::event_log::{EventLog, Position};
use crate::figures::{self, Dimension};
use crate::projections::case_list::{self, Filter, ListedCase};
use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

/// Cases that one answer holds at most.
const PAGE: u32 = 1000;

/// The routes of the read API for one office.
pub fn router(desk: OfficeDesk) -> Router {
    let routes = Router::new()
        .route("/figures", get(figures))
        .route("/cases", get(cases))
        .route("/cases/{number}/history", get(history))
        .route("/search", get(search_view::search))
        .route("/health", get(health));
    Router::new().nest("/api/v1", routes.clone()).merge(routes).fallback(nothing_here).with_state(desk)
}

async fn nothing_here() -> Problem {
    Problem::not_found(
        "route.unknown",
        "there are /api/v1/figures, /api/v1/cases, /api/v1/cases/{number}/history, /api/v1/search and /api/v1/health",
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FiguresQuery {
    from: Day,
    to: Day,
    as_of: Option<Day>,
    known_at: Option<String>,
    by: Option<String>,
    lang: Option<String>,
}

fn known(text: Option<&String>) -> Result<Option<Known>, Problem> {
    text.map(|text| text.parse().map_err(|error: String| Problem::bad_request("query.known_at", error)))
        .transpose()
}

pub(super) type Asked<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

pub(super) fn asked<T>(query: Asked<T>) -> Result<T, Problem> {
    query
        .map(|Query(query)| query)
        .map_err(|error| Problem::bad_request("query.unreadable", error.body_text()))
}

async fn figures(
    State(desk): State<OfficeDesk>,
    query: Asked<FiguresQuery>,
) -> Result<Json<FiguresView>, Problem> {
    let query = asked(query)?;
    let by = query.by.as_deref().unwrap_or_default().split(',').filter(|name| !name.is_empty());
    let by = by
        .map(str::parse::<Dimension>)
        .collect::<Result<_, _>>()
        .map_err(|error| Problem::bad_request("query.by", error))?;
    let lang = query.lang.as_deref().map(str::parse::<Language>).transpose();
    let lang = lang.map_err(|error| Problem::bad_request("query.lang", error))?.unwrap_or_default();
    let known = known(query.known_at.as_ref())?;
    if query.to < query.from {
        return Err(Problem::bad_request("query.period", "the period ends before it begins"));
    }
    FiguresView::of(&desk, query.from, query.to, query.as_of, known, by, lang)
        .await
        .map(Json)
        .map_err(|error| Problem::failed(&*error))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasesQuery {
    kind: Option<String>,
    #[serde(default)]
    open: bool,
    #[serde(default)]
    overdue: bool,
    figure: Option<String>,
    from: Option<Day>,
    to: Option<Day>,
    as_of: Option<Day>,
    known_at: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct CasesView {
    cases: Vec<ListedCase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn cases(State(desk): State<OfficeDesk>, query: Asked<CasesQuery>) -> Result<Json<CasesView>, Problem> {
    let query = asked(query)?;
    if let Some(id) = &query.figure {
        return behind(&desk, id, &query).await.map(Json);
    }
    let kind: Option<CaseKind> = query
        .kind
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|error: String| Problem::bad_request("query.kind", error))?;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let today = desk.store().source().now().day();
    let filter = Filter {
        kind,
        open: query.open,
        due_before: query.overdue.then_some(today),
        after,
        limit: Some(PAGE),
    };
    let cases = case_list::list(desk.store().db(), desk.office(), &filter)
        .await
        .map_err(|error| Problem::failed(&error))?;
    let next = cases.last().filter(|_| cases.len() == PAGE as usize);
    let next = next.map(|last| format!("{}_{}", last.opened, last.case));
    Ok(Json(CasesView { cases, next }))
}

fn cursor(text: &str) -> Result<(Day, crate::cases::ids::CaseId), Problem> {
    let read = || {
        let (day, case) = text.split_once('_')?;
        Some((day.parse().ok()?, crate::cases::ids::StreamId(case.parse().ok()?)))
    };
    read().ok_or_else(|| Problem::bad_request("query.after", "is no cursor that this list gave"))
}

async fn behind(desk: &OfficeDesk, id: &str, query: &CasesQuery) -> Result<CasesView, Problem> {
    let figure = figures::by_id(id)
        .ok_or_else(|| Problem::not_found("figure.unknown", format!("there is no figure '{id}'")))?;
    let (Some(from), Some(to)) = (query.from, query.to) else {
        return Err(Problem::bad_request("query.period", "a figure's cases need `from` and `to`"));
    };
    let known = known(query.known_at.as_ref())?;
    let found = async {
        let mut tx = desk.store().db().begin_read().await?;
        let (scope, _) = scope_of(desk, &mut tx, from, to, query.as_of, known).await?;
        let cases = figures::cases_behind(&mut tx, &scope, figure).await?;
        case_list::of(desk.store().db(), desk.office(), &cases).await
    };
    let cases = found.await.map_err(|error| Problem::failed(&error))?;
    Ok(CasesView { cases, next: None })
}

async fn history(
    State(desk): State<OfficeDesk>,
    Path(number): Path<String>,
) -> Result<Json<HistoryView>, Problem> {
    let unknown = || Problem::not_found("case.unknown", format!("there is no case {number}"));
    let parsed: CaseNumber = number.parse().map_err(|_| unknown())?;
    let history = HistoryView::of(&desk, &parsed).await.map_err(|error| Problem::failed(&error))?;
    history.map(Json).ok_or_else(unknown)
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    engine: &'static str,
    position: Position,
}

async fn health(State(desk): State<OfficeDesk>) -> Result<Json<Health>, Problem> {
    let position = desk.store().log().head(desk.office()).await.map_err(|error| Problem::failed(&error))?;
    Ok(Json(Health { status: "ok", engine: desk.store().db().engine(), position }))
}
