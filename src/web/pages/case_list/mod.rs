//! `/cases`: the list of cases. The address holds the filter; tabs are filters that everybody needs.
mod bulk;
pub(super) mod choosing;
pub(super) mod columns;
mod tabs;
mod then;

use super::due_words::Left;
use super::form::Sent;
use super::frame::{Frame, REGISTERS, Section, drawn};
use super::reader::Reader;
use crate::cases::any_file::CaseKind;
use crate::cases::declared::Kinds;
use crate::cases::occurred::Day;
use crate::cases::workdays::Calendar;
use crate::exchange::tables::Form;
use crate::projections::case_list::ListedCase;
use crate::queries::cases::{self, Asked, CasePage, Counted};
use crate::web::api::case_query::{self, CasesQuery};
use crate::web::declared_words;
use crate::web::problem::Problem;
use crate::web::words::Language;
use askama::Template;
use axum::extract::Query;
use axum::http::Uri;
use axum::response::Response;
pub(super) use bulk::{carry_out as bulk_carry_out, page as bulk_page};
use columns::Column;
use std::borrow::Cow;
use tabs::{Tab, tabs};
use then::Shown;

/// Cases of a page.
const PAGE: u32 = 50;
/// What is shown when nothing was asked: what is still to be done, the most urgent first.
const FIRST: &str = "open=true&sort=due";

/// A case in the list.
pub(super) struct Line {
    pub(super) case: ListedCase,
    /// What its kind is called.
    pub(super) kind: String,
    /// What its category is called.
    pub(super) category: String,
    /// Where it stands.
    pub(super) phase: String,
    /// How far away its last day is, in words, and what style sheets call that.
    pub(super) due: Option<(String, &'static str)>,
    /// What its address has to ask, to show it at the same time as the list.
    pub(super) same: String,
    /// 限制处理, in the law's words, where something of it is kept only because it must be.
    pub(super) restricted: Option<Cow<'static, str>>,
}

impl Line {
    pub(super) fn of(
        case: ListedCase,
        kinds: &Kinds,
        language: Language,
        today: Day,
        calendar: &Calendar,
    ) -> Self {
        let due = case.due.map(|due| Left::of(due, today, calendar));
        let due = due.map(|left| (left.words(language), left.name()));
        let phase = declared_words::phase(kinds, language, case.kind, &case.phase);
        let kind = declared_words::kind(kinds, language, case.kind);
        let category = case.category.as_deref().unwrap_or_default();
        let category = declared_words::listed(kinds, language, case.kind, category);
        Self { case, kind, category, phase, due, restricted: None, same: String::new() }
    }

    /// Says of each of which something is kept only because it must be that it is.
    pub(super) async fn mark(reader: &Reader, lines: &mut [Self]) -> Result<(), Problem> {
        let cases: Vec<_> = lines.iter().map(|line| line.case.case).collect();
        let restricted = cases::restricted(&reader.desk, &cases).await?;
        for line in lines {
            line.restricted = restricted.contains(&line.case.case).then(|| reader.t("page.restricted"));
        }
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "case_list/page.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    columns: Vec<Column>,
    /// Where other columns are chosen; none for who has no choice.
    choosing: Option<String>,
    asked: Sent,
    /// Whether something else is asked than the tabs ask.
    filtered: bool,
    lines: Vec<Line>,
    total: Counted,
    /// The time that the list shows, if it is not now.
    then: Option<Shown>,
    /// Whether another time is offered.
    then_offered: bool,
    /// How many were sorted, if those are not all.
    sorted: Option<u32>,
    next: Option<String>,
    first: Option<String>,
    registers: bool,
    /// Every kind, by its id and what it is called.
    kinds: Vec<(String, String)>,
    /// The list as a table: the name of the form, and where it is.
    tables: [(&'static str, String); 2],
}

/// The list.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let sent = Sent::of(uri.query().unwrap_or_default());
    let mut asked = if sent.is_empty() { Sent::of(FIRST) } else { sent };
    let mut then = None;
    if then::is_asked(&asked) {
        asked = then::spelt(&asked);
        then = Some(Shown::of(&reader, &asked).await?);
    }
    let now = reader.desk.store().source().now().day();
    let today = then.as_ref().map_or(now, |then| then.today);
    let query = query(&asked)?;
    let wanted = case_query::wanted(&query, today)?;
    case_query::known_kind(&reader.desk, wanted.kind).await?;
    let order =
        if then.is_some() { case_query::order_then(&query, &wanted)? } else { case_query::order(&query)? };
    let after = case_query::after(&query, &wanted, order)?;
    let asked_of = Asked { wanted, order, after, limit: PAGE, total: then.is_some() && !asked.has("after") };
    let (found, then_counted) = match &then {
        Some(then) => then.list(&reader, &asked_of).await?,
        None => (cases::list(&reader.desk, &asked_of).await?, None),
    };
    let next = found.next.as_ref().map(|key| {
        let after = case_query::place(key, &asked_of.wanted, order);
        format!("/cases?{}", asked.with("after", Some(&after)).written())
    });
    let calendar = reader.desk.calendar().await?;
    let kinds = reader.desk.kinds().await?;
    let same = then.as_ref().map(|then| then.same.clone()).unwrap_or_default();
    let line =
        |case| Line { same: same.clone(), ..Line::of(case, &kinds, reader.language, today, &calendar) };
    let sorted = found.cut;
    let mut lines: Vec<_> = found.cases.into_iter().map(line).collect();
    Line::mark(&reader, &mut lines).await?;
    let also = then.is_none().then_some((&asked_of.wanted, order));
    let (tabs, counted) = tabs(&reader, &asked, now, also).await?;
    let total = then_counted.or(counted).unwrap_or(Counted { cases: 0, all: true });
    let page = Page {
        filtered: tabs.iter().all(|tab| !tab.here),
        tabs,
        columns: columns::columns(&columns::chosen(&reader).await?, &asked, then.is_none()),
        choosing: columns::preferences(&reader)
            .map(|_| format!("/cases/columns?{}", asked.with("after", None).written())),
        lines,
        total,
        then_offered: then::is_offered(&reader),
        then,
        sorted,
        next,
        first: asked.has("after").then(|| format!("/cases?{}", asked.with("after", None).written())),
        registers: reader.desk.may(REGISTERS),
        kinds: named_kinds(&kinds, reader.language),
        tables: Form::ALL.map(|form| (form.name(), table(&asked, form, reader.language))),
        frame: reader.frame(Section::Cases, reader.t("page.cases.title")).await?,
        asked,
    };
    drawn(&page)
}

/// Every kind that the office has, by its id and what it is called.
pub(super) fn named_kinds(kinds: &Kinds, language: Language) -> Vec<(String, String)> {
    let declared = kinds.newest().map(|declaration| CaseKind::Declared(declaration.id));
    let all = CaseKind::ALL.into_iter().chain(declared);
    all.map(|kind| (kind.name().to_owned(), declared_words::kind(kinds, language, kind))).collect()
}

/// Where the whole list is as a table, under the same filter.
fn table(asked: &Sent, form: Form, language: Language) -> String {
    let asked =
        asked.with("after", None).with("format", Some(form.name())).with("lang", Some(language.tag()));
    format!("/api/v1/cases?{}", asked.written())
}

fn query(asked: &Sent) -> Result<CasesQuery, Problem> {
    let uri = format!("/cases?{}", asked.written()).parse::<Uri>();
    let unreadable = |text: String| Problem::bad_request("query.unreadable", text);
    let uri = uri.map_err(|error| unreadable(error.to_string()))?;
    Query::try_from_uri(&uri).map(|Query(query)| query).map_err(|error| unreadable(error.body_text()))
}
