//! `GET /cases`: the list of cases, and the cases behind a figure.
use super::asked::Asked;
use super::cursor;
use super::figures::{known, period};
use crate::cases::any_file::CaseKind;
use crate::cases::occurred::Day;
use crate::cases::petition::Channel;
use crate::commands::OfficeDesk;
use crate::figures;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::case_pages::{Order, Sort, Wanted};
use crate::queries::cases;
use crate::web::figures_view::scope_of;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Cases of a page, if nothing else is asked for.
const PAGE: u32 = 50;
/// Cases of a page at most.
const MOST: u32 = 200;
/// Characters of a filter's word at most.
const WORD: usize = 80;

/// What is asked of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Only this kind: `petition`, `fire_hazard`, `illegal_structure`.
    kind: Option<String>,
    /// Only cases that stand here, such as `accepted`.
    #[param(max_length = 80)]
    phase: Option<String>,
    /// Only those with something still to be done; `false`: only the others.
    open: Option<bool>,
    /// Only open ones for which something was due before today.
    #[serde(default)]
    #[param(required = false)]
    overdue: bool,
    /// Only those of this committee (居委会).
    #[param(max_length = 80)]
    committee: Option<String>,
    /// Only those of this department (科室).
    #[param(max_length = 80)]
    department: Option<String>,
    /// Only those of this category.
    #[param(max_length = 80)]
    category: Option<String>,
    /// Only petitions that came in so: `letter`, `visit`, `call`, `online`.
    channel: Option<String>,
    /// Only open ones due on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    due_from: Option<Day>,
    /// Only open ones due on this day or before.
    #[param(value_type = Option<String>, format = Date)]
    due_to: Option<Day>,
    /// Only those opened on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    opened_from: Option<Day>,
    /// Only those opened on this day or before.
    #[param(value_type = Option<String>, format = Date)]
    opened_to: Option<Day>,
    /// Only those whose number begins so.
    #[param(max_length = 80)]
    number: Option<String>,
    /// `opened` (the default), `due` (open ones for which something is due), `number`, or `closed` (closed ones); with
    /// `-` before it the last one first.
    sort: Option<String>,
    /// The `next` of the page before, under the same filter and sort.
    #[param(max_length = 400)]
    after: Option<String>,
    /// Cases of a page at most, 1 to 200. A page may hold fewer, even none: the list ends where there is no `next`.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Whether all that are wanted are counted, too.
    #[serde(default)]
    #[param(required = false)]
    total: bool,
    /// Instead of all this: the cases behind the figure of this id, with `from`, `to`, `as_of`, `known_at`.
    #[param(max_length = 80)]
    figure: Option<String>,
    /// The first day of the figure's period.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// The last day of it.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    /// What had happened by that evening.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// What the log knew: a position, or a moment (RFC 3339).
    known_at: Option<String>,
}

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
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        let detail = format!("must be from 1 to {MOST}");
        return Err(Problem::bad_request("query.limit", detail).about("limit").with("most", &MOST));
    }
    let after = query.after.as_deref().map(|text| cursor::read(text, &wanted, order)).transpose()?;
    let asked = cases::Asked { wanted, order, after, limit, total: query.total };
    let page = cases::list(&desk, &asked).await?;
    let next = page.next.map(|key| cursor::written(&key, &asked.wanted, order));
    Ok(Json(CasesView { cases: page.cases, next, total: page.total }))
}

fn wanted(query: &CasesQuery, today: Day) -> Result<Wanted, Problem> {
    let kind: Option<CaseKind> = query
        .kind
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|error: String| Problem::bad_request("query.kind", error).about("kind"))?;
    let channel = query.channel.as_deref().map(channel).transpose()?;
    let words = [
        ("phase", &query.phase),
        ("committee", &query.committee),
        ("department", &query.department),
        ("category", &query.category),
        ("number", &query.number),
    ];
    for (name, word) in words {
        if let Some(word) = word
            && (word.is_empty() || word.chars().count() > WORD || word.contains('\0'))
        {
            let detail = format!("must have 1 to {WORD} characters");
            return Err(Problem::bad_request("query.word", detail).about(name).with("field", &name));
        }
    }
    let yesterday = query.overdue.then(|| today.pred_opt().unwrap_or(today));
    let due_to = query.due_to.into_iter().chain(yesterday).min();
    Ok(Wanted {
        kind,
        phase: query.phase.clone(),
        open: if query.overdue { Some(true) } else { query.open },
        committee: query.committee.clone(),
        department: query.department.clone(),
        category: query.category.clone(),
        channel,
        due_from: query.due_from,
        due_to,
        opened_from: query.opened_from,
        opened_to: query.opened_to,
        number: query.number.clone(),
    })
}

fn channel(text: &str) -> Result<Channel, Problem> {
    serde_json::from_value(text.into()).map_err(|_| {
        let detail = format!("'{text}' is no channel; there are letter, visit, call, online");
        Problem::bad_request("query.channel", detail).about("channel")
    })
}

fn order(query: &CasesQuery) -> Result<Order, Problem> {
    let Some(text) = query.sort.as_deref() else {
        // What begins alike stands together in the order of numbers.
        let sort = if query.number.is_some() { Sort::Number } else { Sort::Opened };
        return Ok(Order { sort, descending: false });
    };
    let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
    let sort = match name {
        "opened" => Sort::Opened,
        "due" => Sort::Due,
        "number" => Sort::Number,
        "closed" => Sort::Closed,
        _ => {
            let detail =
                format!("'{text}' is no order; there are opened, due, number, closed, and each with '-'");
            return Err(Problem::bad_request("query.sort", detail).about("sort"));
        }
    };
    Ok(Order { sort, descending })
}

async fn behind(desk: &OfficeDesk, id: &str, query: &CasesQuery) -> Result<CasesView, Problem> {
    let figure = figures::by_id(id)
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
