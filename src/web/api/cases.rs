//! `GET /cases`: the list of cases, and the cases behind a figure.
use super::asked::Asked;
use super::case_query::{CasesQuery, after, known_kind, order, order_then, place, wanted};
use super::figures::{known, period};
use crate::cases::occurred::Moment;
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::event_log::Position;
use crate::exchange::tables::Form;
use crate::figures;
use crate::projections::case_list::{self, ListedCase};
use crate::queries::then::{self, Then};
use crate::queries::{cases, cases_then};
use crate::web::cases_table;
use crate::web::figures_view::{Known, scope_of};
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::web::table_file;
use crate::web::words::Language;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
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
    /// 限制处理: the numbers of those among them of which something is kept only because the case must be (Personal Information
    /// Protection Law, article 47), as it is today.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    restricted: Vec<CaseNumber>,
    /// Where the next page begins; none after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many are wanted in all, if that was asked; of the list at another time only where they are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
}

impl CasesView {
    async fn of(
        desk: &OfficeDesk,
        cases: Vec<ListedCase>,
        next: Option<String>,
        total: Option<i64>,
    ) -> Result<Self, Problem> {
        let ids: Vec<_> = cases.iter().map(|case| case.case).collect();
        let marked = cases::restricted(desk, &ids).await?;
        let restricted = cases.iter().filter(|case| marked.contains(&case.case));
        let restricted = restricted.map(|case| case.number.clone()).collect();
        Ok(Self { cases, restricted, next, total })
    }
}

/// The list of cases
///
/// Under any filter and in any order, page by page. A page looks through a bounded part of its order: it may be short,
/// even empty, and there is more to come as long as there is a `next`. Cases that were there all the time come once,
/// whatever is written meanwhile.
#[utoipa::path(get, path = "/cases", tag = "cases", params(CasesQuery),
    responses((status = 200, description = "A page of cases, or the whole list as a table.", content(
        (CasesView = "application/json"), (String = "text/csv"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn list(
    Here(desk): Here,
    Asked(query): Asked<CasesQuery>,
    language: Option<Extension<Language>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = language.map(|Extension(language)| language).unwrap_or_default();
    let form = form(&query, &headers)?;
    if let Some(id) = &query.figure {
        let view = behind(&desk, id, &query).await?;
        return match form {
            Some(form) => file(&desk, &view.cases, form, language).await,
            None => Ok(Json(view).into_response()),
        };
    }
    if query.as_of.is_some() || query.known_at.is_some() {
        return as_it_was(&desk, &query, form, language).await;
    }
    let today = desk.store().source().now().day();
    let (wanted, order) = (wanted(&query, today)?, order(&query)?);
    known_kind(&desk, wanted.kind).await?;
    if let Some(form) = form {
        let asked = cases::Asked { wanted, order, after: None, limit: MOST, total: false };
        return file(&desk, &cases_table::every(&desk, asked).await?, form, language).await;
    }
    let limit = limit(&query)?;
    let after = after(&query, &wanted, order)?;
    let asked = cases::Asked { wanted, order, after, limit, total: query.total };
    let page = cases::list(&desk, &asked).await?;
    let next = page.next.map(|key| place(&key, &asked.wanted, order));
    Ok(Json(CasesView::of(&desk, page.cases, next, page.total).await?).into_response())
}

fn limit(query: &CasesQuery) -> Result<u32, Problem> {
    let limit = query.limit.unwrap_or(PAGE);
    if (1..=MOST).contains(&limit) {
        return Ok(limit);
    }
    let detail = format!("must be from 1 to {MOST}");
    Err(Problem::bad_request("query.limit", detail).about("limit").with("most", &MOST))
}

/// The list as it was at another time.
async fn as_it_was(
    desk: &OfficeDesk,
    query: &CasesQuery,
    form: Option<Form>,
    language: Language,
) -> Result<Response, Problem> {
    let known = match known(query.known_at.as_ref())? {
        None => Position::END,
        Some(Known::At(position)) => position,
        Some(Known::When(moment)) => then::known_at(desk, moment).await?,
    };
    let then = Then { as_of: query.as_of, known };
    let known_day = then::recorded(desk, known).await?.map(Moment::day);
    let today = query.as_of.or(known_day).unwrap_or_else(|| desk.store().source().now().day());
    let wanted = wanted(query, today)?;
    let order = order_then(query, &wanted)?;
    known_kind(desk, wanted.kind).await?;
    if let Some(form) = form {
        let asked = cases::Asked { wanted, order, after: None, limit: MOST, total: false };
        return file(desk, &cases_table::every_then(desk, asked, then).await?, form, language).await;
    }
    let after = after(query, &wanted, order)?;
    let asked = cases::Asked { wanted, order, after, limit: limit(query)?, total: query.total };
    let (page, counted) = cases_then::list(desk, &asked, then).await?;
    let next = page.next.map(|key| place(&key, &asked.wanted, order));
    let total = counted.filter(|counted| counted.all).map(|counted| counted.cases);
    Ok(Json(CasesView::of(desk, page.cases, next, total).await?).into_response())
}

/// In what form the list is wanted as a table, if it is: as `format` says, else as `Accept` does.
fn form(query: &CasesQuery, headers: &HeaderMap) -> Result<Option<Form>, Problem> {
    if let Some(format) = &query.format {
        let form = format
            .parse()
            .map_err(|error: String| Problem::bad_request("query.format", error).about("format"))?;
        return Ok(Some(form));
    }
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let types = || accept.split(',').filter_map(|one| one.split(';').next()).map(str::trim);
    let named = |form: &Form| {
        let media_type = form.media_type().split(';').next();
        types().any(|one| Some(one) == media_type)
    };
    // Whoever takes JSON, too, gets the page.
    let takes_pages = types().any(|one| one == "application/json");
    Ok(Form::ALL.into_iter().find(named).filter(|_| !takes_pages))
}

async fn file(
    desk: &OfficeDesk,
    cases: &[ListedCase],
    form: Form,
    language: Language,
) -> Result<Response, Problem> {
    let kinds = desk.kinds().await?;
    let table = cases_table::table(cases, &kinds, form, language).map_err(table_file::unwritten)?;
    Ok(table_file::file("cases", form, table))
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
    CasesView::of(desk, cases, None, None).await
}
