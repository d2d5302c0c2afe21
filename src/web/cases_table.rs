//! A list of cases as a table that goes out, in words: the same rows as the list, under the same policy.
use super::declared_words;
use super::words::{Language, word};
use crate::cases::declared::Kinds;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::exchange::tables::{Cell, Form, Table, TableError};
use crate::projections::case_list::ListedCase;
use crate::projections::case_pages::{Order, Sort};
use crate::queries::cases::{self, Asked};
use crate::queries::cases_then;
use crate::queries::then::Then;

/// Its columns: keys of words.
const COLUMNS: [&str; 10] = [
    "out.number",
    "out.kind",
    "out.phase",
    "out.opened",
    "out.committee",
    "out.department",
    "out.category",
    "out.due",
    "out.closed",
    "out.open",
];
/// Cases of one question.
const TOGETHER: u32 = 1000;

/// Every case that is wanted, in its order; not only those of a page.
///
/// # Errors
/// When the reader may not see the list, or the database fails.
pub async fn every(desk: &OfficeDesk, asked: Asked) -> Result<Vec<ListedCase>, NotPermitted> {
    let wished = asked.order;
    let order = wished.found_by(&asked.wanted);
    let mut asked = Asked { after: None, limit: TOGETHER, total: false, order, ..asked };
    let mut all = Vec::new();
    loop {
        let page = cases::list(desk, &asked).await?;
        all.extend(page.cases);
        match page.next {
            Some(next) => asked.after = Some(next),
            None => break,
        }
    }
    gather(&mut all, wished);
    Ok(all)
}

/// The same of the list as it was then.
///
/// # Errors
/// When the reader may not see the list, or the log cannot be read.
pub async fn every_then(
    desk: &OfficeDesk,
    asked: Asked,
    then: Then,
) -> Result<Vec<ListedCase>, NotPermitted> {
    let mut asked = Asked { after: None, limit: TOGETHER, total: false, ..asked };
    let mut all = Vec::new();
    loop {
        let (page, _) = cases_then::list(desk, &asked, then).await?;
        all.extend(page.cases);
        match page.next {
            Some(next) => asked.after = Some(next),
            None => return Ok(all),
        }
    }
}

/// Sorts all of them by what a column holds, where the order gathers them.
fn gather(cases: &mut [ListedCase], order: Order) {
    let text = |case: &ListedCase| match order.sort {
        Sort::Kind => Some(case.kind.name().to_owned()),
        Sort::Category => case.category.clone(),
        Sort::Committee => case.committee.clone(),
        Sort::Department => case.department.clone(),
        Sort::Phase => Some(case.phase.clone()),
        Sort::Opened | Sort::Due | Sort::Number | Sort::Closed => None,
    };
    if order.sort.gathers().is_some() {
        cases.sort_by_cached_key(|case| (text(case).unwrap_or_default(), case.case));
        if order.descending {
            cases.reverse();
        }
    }
}

/// The file of a table of these cases.
///
/// # Errors
/// When it cannot be written.
pub fn table(
    cases: &[ListedCase],
    kinds: &Kinds,
    form: Form,
    language: Language,
) -> Result<Vec<u8>, TableError> {
    let said = |key: &str| word(language, key).unwrap_or(key).to_owned();
    let header = COLUMNS.map(said);
    let mut table = Table::begin(form, &said("out.cases"), None, &header)?;
    for case in cases {
        let category = case.category.as_deref();
        let category = category.map(|code| declared_words::listed(kinds, language, case.kind, code));
        table.row(&[
            Cell::text(Some(&case.number)),
            Cell::Text(declared_words::kind(kinds, language, case.kind)),
            Cell::Text(declared_words::phase(kinds, language, case.kind, &case.phase)),
            Cell::Day(case.opened),
            Cell::text(case.committee.as_ref()),
            Cell::text(case.department.as_ref()),
            Cell::text(category.as_ref()),
            Cell::day(case.due),
            Cell::day(case.closed),
            Cell::Text(said(if case.open { "page.open.true" } else { "page.open.false" })),
        ])?;
    }
    table.finish()
}
