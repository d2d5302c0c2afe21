//! What is asked of the list of cases: of the API, and of the page.
use super::cursor;
use crate::cases::any_file::CaseKind;
use crate::cases::occurred::Day;
use crate::cases::petition::Channel;
use crate::commands::OfficeDesk;
use crate::projections::case_pages::{Key, Order, Sort, Wanted};
use crate::queries::cases_then;
use crate::web::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

/// Characters of a filter's word at most.
const WORD: usize = 80;

/// What is asked of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Only this kind: `petition`, `fire_hazard`, `illegal_structure`, `inspection` or a declared one by its id.
    pub kind: Option<String>,
    /// Only cases that stand here, such as `accepted`.
    #[param(max_length = 80)]
    pub phase: Option<String>,
    /// Only those with something still to be done; `false`: only the others.
    pub open: Option<bool>,
    /// Only open ones for which something was due before today.
    #[serde(default)]
    #[param(required = false)]
    pub overdue: bool,
    /// Only those of this committee (居委会).
    #[param(max_length = 80)]
    pub committee: Option<String>,
    /// Only those of this department (科室).
    #[param(max_length = 80)]
    pub department: Option<String>,
    /// Only those of this category.
    #[param(max_length = 80)]
    pub category: Option<String>,
    /// Only petitions that came in so: `letter`, `visit`, `call`, `online`, or `own:` and a channel of the office's own.
    pub channel: Option<String>,
    /// Only open ones due on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    pub due_from: Option<Day>,
    /// Only open ones due on this day or before.
    #[param(value_type = Option<String>, format = Date)]
    pub due_to: Option<Day>,
    /// Only those opened on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    pub opened_from: Option<Day>,
    /// Only those opened on this day or before.
    #[param(value_type = Option<String>, format = Date)]
    pub opened_to: Option<Day>,
    /// Only those whose number begins so.
    #[param(max_length = 80)]
    pub number: Option<String>,
    /// `opened` (the default), `due` (open ones for which something is due), `number`, `closed` (closed ones), `kind`,
    /// `category`, `committee`, `department` or `phase`; with `-` before it the last one first. The last five sort the
    /// 10,000 cases that were opened last, or are due first where `due_from` or `due_to` is given.
    pub sort: Option<String>,
    /// The `next` of the page before, under the same filter and sort.
    #[param(max_length = 400)]
    pub after: Option<String>,
    /// Cases of a page at most, 1 to 200. A page may hold fewer, even none: the list ends where there is no `next`.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Whether all that are wanted are counted, too.
    #[serde(default)]
    #[param(required = false)]
    pub total: bool,
    /// Instead of a page the whole list as a table: `csv` or `xlsx`; `after`, `limit` and `total` have no meaning then.
    pub format: Option<String>,
    /// Instead of all this: the cases behind the figure of this id, with `from`, `to`, `as_of`, `known_at`.
    #[param(max_length = 80)]
    pub figure: Option<String>,
    /// The first day of the figure's period.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<Day>,
    /// The last day of it.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<Day>,
    /// What had happened by that evening: of a figure, or of the list itself, which then has one order, `-opened`.
    #[param(value_type = Option<String>, format = Date)]
    pub as_of: Option<Day>,
    /// What the log knew: a position, or a moment (RFC 3339).
    pub known_at: Option<String>,
}

/// Demands that the office has cases of the kind, where one is named.
///
/// # Errors
/// When it has none, or the log cannot be read.
pub async fn known_kind(desk: &OfficeDesk, kind: Option<CaseKind>) -> Result<(), Problem> {
    let Some(kind) = kind else { return Ok(()) };
    if desk.knows(kind).await? {
        return Ok(());
    }
    let detail = format!("'{}' is no kind of case, and no declared one", kind.name());
    Err(Problem::bad_request("query.kind", detail).about("kind"))
}

/// Which cases are wanted.
///
/// # Errors
/// When a filter makes no sense.
pub fn wanted(query: &CasesQuery, today: Day) -> Result<Wanted, Problem> {
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
    let known = serde_json::from_value(text.into()).ok();
    let own = || text.strip_prefix("own:")?.parse().ok().map(Channel::Own);
    known.or_else(own).ok_or_else(|| {
        let detail = format!(
            "'{text}' is no channel; there are letter, visit, call, online, and own:NAME for one of the office's own"
        );
        Problem::bad_request("query.channel", detail).about("channel")
    })
}

/// In which order.
///
/// # Errors
/// When there is no such order.
pub fn order(query: &CasesQuery) -> Result<Order, Problem> {
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
        "kind" => Sort::Kind,
        "category" => Sort::Category,
        "committee" => Sort::Committee,
        "department" => Sort::Department,
        "phase" => Sort::Phase,
        _ => {
            let detail = format!(
                "'{text}' is no order; there are opened, due, number, closed, kind, category, committee, department, phase, and each with '-'"
            );
            return Err(Problem::bad_request("query.sort", detail).about("sort"));
        }
    };
    Ok(Order { sort, descending })
}

/// The order of the list as it was at another time: the cases that were opened last come first.
///
/// # Errors
/// When another is asked for, or a filter that is not kept of another time.
pub fn order_then(query: &CasesQuery, wanted: &Wanted) -> Result<Order, Problem> {
    if query.sort.as_deref().is_some_and(|sort| sort != "-opened") {
        let detail = "the list as of a day has one order, -opened";
        return Err(Problem::bad_request("query.sort", detail).about("sort"));
    }
    if wanted.channel.is_some() {
        let detail = "the list as of a day is not filtered by channel";
        return Err(Problem::bad_request("query.channel", detail).about("channel"));
    }
    Ok(cases_then::ORDER)
}

/// After which place in the order.
///
/// # Errors
/// When it is no place of this order under this filter.
pub fn after(query: &CasesQuery, wanted: &Wanted, order: Order) -> Result<Option<Key>, Problem> {
    query.after.as_deref().map(|text| cursor::read(text, wanted, order)).transpose()
}

/// A place in the order, as it is asked for.
#[must_use]
pub fn place(key: &Key, wanted: &Wanted, order: Order) -> String {
    cursor::written(key, wanted, order)
}
