//! Who looked at what, for those who watch over it.
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::readings::{self, Recorded, Wanted};
use crate::policy::Query;
use crate::projections::case_list;
use std::collections::HashMap;

/// A reading.
#[derive(Clone, Debug)]
pub struct Read {
    /// As it is recorded.
    pub recorded: Recorded,
    /// The number of its case.
    pub number: Option<String>,
    /// Why, in words.
    pub words: Option<String>,
}

/// Some of the readings that were wanted.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The readings, the newest first.
    pub read: Vec<Read>,
    /// Before which place the next page begins, if there may be one.
    pub next: Option<i64>,
}

/// At most `limit` readings before the place `before`, without those of hidden cases.
///
/// # Errors
/// When the reader may not see them, or the database or the keys cannot be read.
pub async fn page(
    desk: &OfficeDesk,
    wanted: &Wanted,
    before: Option<i64>,
    limit: usize,
) -> Result<Page, NotPermitted> {
    let sight = desk.permit(Query::ReadReadings).await?;
    let (db, office) = (desk.store().db(), desk.office());
    let mut found = readings::page(db, office, wanted, before, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|last| last.position).filter(|_| more);
    found.retain(|recorded| recorded.reading.case.is_none_or(|case| sight.shows(case)));
    let cases: Vec<_> = found.iter().filter_map(|recorded| recorded.reading.case).collect();
    let listed = case_list::of(db, office, &cases).await?;
    let numbers: HashMap<_, _> =
        listed.into_iter().map(|case| (case.case, case.number.to_string())).collect();
    let mut read = Vec::with_capacity(found.len());
    for recorded in found {
        let number = recorded.reading.case.and_then(|case| numbers.get(&case).cloned());
        let words = desk.words_of(&recorded).await?;
        read.push(Read { recorded, number, words });
    }
    Ok(Page { read, next })
}
