//! `/audit/orders`: orders that nobody re-inspected in time; `/audit/numbers`: numbers that no case bears.
use super::super::as_table;
use super::super::case_list::Line;
use super::super::form::Sent;
use super::super::frame::{Frame, Section, drawn};
use super::super::reader::{Reader, told};
use super::{Tab, tabs};
use crate::exchange::tables::{Cell, Form};
use crate::projections::series_gaps::Gap;
use crate::queries::findings::{self, MOST};
use crate::web::cases_table;
use crate::web::problem::Problem;
use crate::web::table_file;
use askama::Template;
use axum::http::Uri;
use axum::response::Response;

#[derive(Template)]
#[template(path = "audit/orders.html")]
struct Orders {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    sum: String,
    tables: as_table::Links,
}

/// Orders that nobody re-inspected in time.
pub(in crate::web::pages) async fn orders(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let mut cases = findings::not_reinspected(&reader.desk).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let count = if cases.len() > most { format!("{most}+") } else { cases.len().to_string() };
    cases.truncate(most);
    let (today, calendar) = (reader.desk.store().source().now().day(), reader.desk.calendar().await?);
    let kinds = reader.desk.kinds().await?;
    if let Some(form) = as_table::wanted(&asked)? {
        let table = cases_table::table(&cases, &kinds, form, reader.language);
        return Ok(table_file::file("orders", form, table.map_err(table_file::unwritten)?));
    }
    let line = |case| Line::of(case, &kinds, reader.language, today, &calendar);
    let mut lines: Vec<_> = cases.into_iter().map(line).collect();
    Line::mark(&reader, &mut lines).await?;
    let page = Orders {
        tabs: tabs(&reader, "orders"),
        sum: told(reader.language, "page.findings.orders", &[("count", count)]),
        lines,
        tables: as_table::links("/audit/orders", &asked),
        frame: reader.frame(Section::Audit, reader.t("page.audit.tab.orders")).await?,
    };
    drawn(&page)
}

/// Numbers that are missing.
struct Row {
    numbers: String,
    count: u64,
}

impl Row {
    fn of(gap: &Gap) -> Self {
        let (first, last) = (gap.written(gap.first), gap.written(gap.last));
        let numbers = if first == last { first } else { format!("{first} – {last}") };
        Self { numbers, count: gap.count() }
    }
}

#[derive(Template)]
#[template(path = "audit/numbers.html")]
struct Numbers {
    frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    sum: String,
    next: Option<String>,
    tables: as_table::Links,
}

/// Numbers that no case bears.
pub(in crate::web::pages) async fn numbers(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let after = Some(asked.text("after")).filter(|after| !after.is_empty());
    if let Some(form) = as_table::wanted(&asked)? {
        return numbers_table(&reader, form).await;
    }
    let found = findings::missing_numbers(&reader.desk, after).await?;
    let count: u64 = found.gaps.iter().map(Gap::count).fold(0, u64::saturating_add);
    let page = Numbers {
        tabs: tabs(&reader, "numbers"),
        sum: told(reader.language, "page.findings.numbers", &[("count", count.to_string())]),
        rows: found.gaps.iter().map(Row::of).collect(),
        next: found.next.map(|next| format!("/audit/numbers?{}", asked.with("after", Some(&next)).written())),
        tables: as_table::links("/audit/numbers", &asked),
        frame: reader.frame(Section::Audit, reader.t("page.audit.tab.numbers")).await?,
    };
    drawn(&page)
}

/// All of the missing numbers, as a table.
async fn numbers_table(reader: &Reader, form: Form) -> Result<Response, Problem> {
    let columns = ["page.column.number", "page.findings.count"];
    let mut table = as_table::begin(reader, form, "page.audit.tab.numbers", &columns)?;
    let mut after: Option<String> = None;
    loop {
        let found = findings::missing_numbers(&reader.desk, after.as_deref()).await?;
        for gap in &found.gaps {
            let row = Row::of(gap);
            let count = i64::try_from(row.count).unwrap_or(i64::MAX);
            table.row(&[Cell::Text(row.numbers), Cell::Whole(count)]).map_err(table_file::unwritten)?;
        }
        after = found.next;
        if after.is_none() {
            return Ok(table_file::file("numbers", form, table.finish().map_err(table_file::unwritten)?));
        }
    }
}
