//! `/cases`: the list of cases. The address holds the filter; tabs are filters that everybody needs.
mod bulk;
mod columns;
mod tabs;

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
use crate::queries::cases::{self, Asked, Counted};
use crate::web::api::case_query::{self, CasesQuery};
use crate::web::declared_words;
use crate::web::problem::Problem;
use crate::web::words::Language;
use askama::Template;
use axum::extract::Query;
use axum::http::Uri;
use axum::response::Response;
pub(super) use bulk::{carry_out as bulk_carry_out, page as bulk_page};
use columns::{Column, columns};
use std::borrow::Cow;
use tabs::{Tab, tabs};

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
        Self { case, kind, category, phase, due, restricted: None }
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
    asked: Sent,
    /// Whether something else is asked than the tabs ask.
    filtered: bool,
    lines: Vec<Line>,
    total: Counted,
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
    let asked = if sent.is_empty() { Sent::of(FIRST) } else { sent };
    let today = reader.desk.store().source().now().day();
    let query = query(&asked)?;
    let wanted = case_query::wanted(&query, today)?;
    case_query::known_kind(&reader.desk, wanted.kind).await?;
    let order = case_query::order(&query)?;
    let after = case_query::after(&query, &wanted, order)?;
    let asked_of = Asked { wanted, order, after, limit: PAGE, total: false };
    let found = cases::list(&reader.desk, &asked_of).await?;
    let next = found.next.as_ref().map(|key| {
        let after = case_query::place(key, &asked_of.wanted, order);
        format!("/cases?{}", asked.with("after", Some(&after)).written())
    });
    let calendar = reader.desk.calendar().await?;
    let kinds = reader.desk.kinds().await?;
    let line = |case| Line::of(case, &kinds, reader.language, today, &calendar);
    let mut lines: Vec<_> = found.cases.into_iter().map(line).collect();
    Line::mark(&reader, &mut lines).await?;
    let tabs = tabs(&reader, &asked, today).await?;
    let page = Page {
        filtered: tabs.iter().all(|tab| !tab.here),
        tabs,
        columns: columns(&asked),
        lines,
        total: cases::counted(&reader.desk, &asked_of.wanted, order).await?,
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
