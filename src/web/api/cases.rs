//! `GET /cases`: the list of cases, and the cases behind a figure.
use super::asked::Asked;
use super::case_query::{CasesQuery, after, known_kind, order, place, wanted};
use super::figures::{known, period};
use crate::commands::OfficeDesk;
use crate::figures;
use crate::projections::case_list::{self, ListedCase};
use crate::queries::cases;
use crate::web::figures_view::scope_of;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// Cases of a page, if nothing else is asked for.
const PAGE: u32 = 50;
/// Cases of a page at most.
const MOST: u32 = 200;

/// A page of cases.
#[derive(Serialize, ToSchema)]
#[schema(as = CasePage)]
pub struct CasesView {
    /// The cases.
    cases: Vec<ListedCase>,
    /// Where the next page begins; none after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many are wanted in all, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
}

/// The list of cases
///
/// Under any filter and in four orders, page by page. A page looks through a bounded part of its order: it may be short,
/// even empty, and there is more to come as long as there is a `next`. Cases that were there all the time come once,
/// whatever is written meanwhile.
#[utoipa::path(get, path = "/cases", tag = "cases", params(CasesQuery),
    responses((status = 200, description = "A page of cases.", body = CasesView)))]
pub async fn list(Here(desk): Here, Asked(query): Asked<CasesQuery>) -> Result<Json<CasesView>, Problem> {
    if let Some(id) = &query.figure {
        return behind(&desk, id, &query).await.map(Json);
    }
    let today = desk.store().source().now().day();
    let (wanted, order) = (wanted(&query, today)?, order(&query)?);
    known_kind(&desk, wanted.kind).await?;
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        let detail = format!("must be from 1 to {MOST}");
        return Err(Problem::bad_request("query.limit", detail).about("limit").with("most", &MOST));
    }
    let after = after(&query, &wanted, order)?;
    let asked = cases::Asked { wanted, order, after, limit, total: query.total };
    let page = cases::list(&desk, &asked).await?;
    let next = page.next.map(|key| place(&key, &asked.wanted, order));
    Ok(Json(CasesView { cases: page.cases, next, total: page.total }))
}

async fn behind(desk: &OfficeDesk, id: &str, query: &CasesQuery) -> Result<CasesView, Problem> {
    let kinds = desk.kinds().await?;
    let figure = figures::declared::find(&kinds, id)
        .ok_or_else(|| Problem::not_found("figure.unknown", format!("there is no figure '{id}'")))?;
    let (Some(from), Some(to)) = (query.from, query.to) else {
        return Err(
            Problem::bad_request("query.period", "a figure's cases need `from` and `to`").about("from")
        );
    };
    period(from, to)?;
    let known = known(query.known_at.as_ref())?;
    let mut tx = desk.store().db().begin_read().await?;
    let (scope, _) = scope_of(desk, &mut tx, from, to, query.as_of, known).await?;
    let cases = figures::cases_behind(&mut tx, &scope, figure).await?;
    let cases = case_list::of(desk.store().db(), desk.office(), &cases).await?;
    Ok(CasesView { cases, next: None, total: None })
}
