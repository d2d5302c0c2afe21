//! `/audit/orders`: orders that nobody re-inspected in time; `/audit/numbers`: numbers that no case bears.
use super::super::case_list::Line;
use super::super::form::Sent;
use super::super::frame::{Frame, Section, drawn};
use super::super::reader::{Reader, told};
use super::{Tab, tabs};
use crate::projections::series_gaps::Gap;
use crate::queries::findings::{self, MOST};
use crate::web::problem::Problem;
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
}

/// Orders that nobody re-inspected in time.
pub(in crate::web::pages) async fn orders(reader: Reader) -> Result<Response, Problem> {
    let mut cases = findings::not_reinspected(&reader.desk).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let count = if cases.len() > most { format!("{most}+") } else { cases.len().to_string() };
    cases.truncate(most);
    let (today, calendar) = (reader.desk.store().source().now().day(), reader.desk.calendar().await?);
    let kinds = reader.desk.kinds().await?;
    let line = |case| Line::of(case, &kinds, reader.language, today, &calendar);
    let mut lines: Vec<_> = cases.into_iter().map(line).collect();
    Line::mark(&reader, &mut lines).await?;
    let page = Orders {
        tabs: tabs(&reader, "orders"),
        sum: told(reader.language, "page.findings.orders", &[("count", count)]),
        lines,
        frame: reader.frame(Section::Audit, reader.t("page.audit.tab.orders")).await?,
    };
    drawn(&page)
}

/// Numbers that are missing.
struct Row {
    numbers: String,
    count: u64,
}

#[derive(Template)]
#[template(path = "audit/numbers.html")]
struct Numbers {
    frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    sum: String,
    next: Option<String>,
}

/// Numbers that no case bears.
pub(in crate::web::pages) async fn numbers(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let after = Some(asked.text("after")).filter(|after| !after.is_empty());
    let found = findings::missing_numbers(&reader.desk, after).await?;
    let count: u64 = found.gaps.iter().map(Gap::count).fold(0, u64::saturating_add);
    let row = |gap: &Gap| {
        let (first, last) = (gap.written(gap.first), gap.written(gap.last));
        let numbers = if first == last { first } else { format!("{first} – {last}") };
        Row { numbers, count: gap.count() }
    };
    let page = Numbers {
        tabs: tabs(&reader, "numbers"),
        sum: told(reader.language, "page.findings.numbers", &[("count", count.to_string())]),
        rows: found.gaps.iter().map(row).collect(),
        next: found.next.map(|next| format!("/audit/numbers?{}", asked.with("after", Some(&next)).written())),
        frame: reader.frame(Section::Audit, reader.t("page.audit.tab.numbers")).await?,
    };
    drawn(&page)
}
