//! The cases behind a count, page by page: the same as [`super::count::cases`] gives, in the same order, without reading
//! all that lies before a page.
use super::count::{Grouping, Scope, grouped};
use super::months::{Rows, days_of};
use super::predicate::{By, CodeField, Count, Measure};
use super::reading::{Reading, needed};
use super::unpacked::Unpacked;
use crate::cases::ids::{CaseId, StreamId};
use crate::cases::occurred::Day;
use crate::database::{StorageError, Transaction};
use std::collections::{BTreeMap, BTreeSet};

/// Rows that a page looks through at most.
const WALK: usize = 20_000;
/// Rows that are read at a time: more than one case ever has of one day.
const STRIDE: usize = 2_000;

/// A place in the order of the cases: the day that puts one in the period, and the case.
pub type Place = (Day, CaseId);

/// Which of the cases behind a count are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Only those of which a column holds this; the empty text stands for nothing.
    pub of: Option<(CodeField, &'a str)>,
    /// After this place.
    pub after: Option<Place>,
    /// How many at most.
    pub limit: usize,
}

/// A page of the cases.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// The cases.
    pub cases: Vec<CaseId>,
    /// Where the next page begins, if there may be one. A page may be short, even empty, and there is more to come.
    pub next: Option<Place>,
}

/// A page of the cases behind a count.
///
/// # Errors
/// When the database fails.
pub async fn page(
    (tx, unpacked): (&mut Transaction, &Unpacked),
    scope: &Scope,
    count: &Count,
    wanted: Wanted<'_>,
) -> Result<Page, StorageError> {
    let (mut page, mut walked, mut at) = (Page::default(), 0, wanted.after);
    for days in days_with_cases((tx, unpacked), scope, count, wanted.after).await? {
        loop {
            let stride = Stride::read(tx, scope, count, wanted.of, days, at).await?;
            walked += stride.rows;
            for some in stride.passing.chunks(wanted.limit.max(1)) {
                let first = first_days(tx, scope, count, wanted.of, some).await?;
                for place in some {
                    if page.cases.len() == wanted.limit {
                        page.next = at;
                        return Ok(page);
                    }
                    at = Some(*place);
                    if first.get(&place.1) == Some(&place.0) {
                        page.cases.push(place.1);
                    }
                }
            }
            at = stride.last;
            if !stride.more {
                break;
            }
            if walked >= WALK {
                page.next = at;
                return Ok(page);
            }
        }
    }
    Ok(page)
}

/// The days of the months in which there is something to find.
async fn days_with_cases(
    (tx, unpacked): (&mut Transaction, &Unpacked),
    scope: &Scope,
    count: &Count,
    after: Option<Place>,
) -> Result<Vec<(Day, Day)>, StorageError> {
    let rows = Count { measure: Measure::Rows, ..*count };
    let by_month = Grouping { by: Some(By::Month), counts: vec![rows] };
    let months = grouped((tx, unpacked), scope, &[by_month]).await?;
    let some = months.into_iter().flatten().filter(|(_, rows)| rows[0].is_some_and(|rows| rows > 0));
    let days = some.filter_map(|(month, _)| {
        let (first, last) = days_of(month.replace('-', "").parse().ok()?);
        let days = (first.max(scope.from), last.min(scope.to).min(scope.as_of));
        after.is_none_or(|(day, _)| day <= days.1).then_some(days)
    });
    Ok(days.collect())
}

/// Some rows in their order.
struct Stride {
    /// Those that are counted, each case once a day.
    passing: Vec<Place>,
    /// How many were read.
    rows: usize,
    /// The last place that was looked at.
    last: Option<Place>,
    /// Whether there may be more.
    more: bool,
}

impl Stride {
    async fn read(
        tx: &mut Transaction,
        scope: &Scope,
        count: &Count,
        of: Option<(CodeField, &str)>,
        days: (Day, Day),
        after: Option<Place>,
    ) -> Result<Self, StorageError> {
        let places = counted(tx, scope, count, of, (days, Some((after, STRIDE))), None).await?;
        let (rows, more) = (places.len(), places.len() == STRIDE);
        let mut last = places.last().map(|(place, _)| *place).or(after);
        // What the end of a stride may have cut in two is read with the next one.
        let cut = |place: &Place| more && Some(*place) == last && places[0].0 != *place;
        let whole: Vec<_> = places.iter().filter(|(place, _)| !cut(place)).copied().collect();
        if let Some((place, _)) = whole.last() {
            last = Some(*place);
        }
        let mut passing: Vec<_> =
            whole.into_iter().filter(|(_, passes)| *passes).map(|(place, _)| place).collect();
        passing.dedup();
        passing.retain(|(_, case)| !scope.hidden.contains(case));
        Ok(Self { passing, rows, last, more })
    }
}

/// On which day of the period each of these cases is counted first.
async fn first_days(
    tx: &mut Transaction,
    scope: &Scope,
    count: &Count,
    of: Option<(CodeField, &str)>,
    places: &[Place],
) -> Result<BTreeMap<CaseId, Day>, StorageError> {
    let cases = places.iter().map(|(_, case)| *case).collect();
    let days = (scope.from, scope.to.min(scope.as_of));
    let mut first = BTreeMap::new();
    for ((day, case), passes) in counted(tx, scope, count, of, (days, None), Some(&cases)).await? {
        if passes {
            first.entry(case).or_insert(day);
        }
    }
    Ok(first)
}

/// Which days, and which part of their rows.
type Part = ((Day, Day), Option<(Option<Place>, usize)>);

/// The rows of a part in their order, each with whether it is counted.
async fn counted(
    tx: &mut Transaction,
    scope: &Scope,
    count: &Count,
    of: Option<(CodeField, &str)>,
    (days, part): Part,
    cases: Option<&BTreeSet<CaseId>>,
) -> Result<Vec<(Place, bool)>, StorageError> {
    let by: Vec<_> = of.iter().map(|(field, _)| By::Code(*field)).collect();
    let names = needed(count.table, (count.anchor, scope.known), &by, &[count]);
    let rows = Rows { names: &names, days, clocks: Some((scope.as_of, scope.known)), part };
    let (found, months) = rows.fetch(tx, scope.office, count.table, count.anchor, cases).await?;
    let mut found = found.into_iter();
    let mut places = Vec::with_capacity(found.len());
    for month in months {
        let mut reading = Reading::new(count.table, &month.columns, scope);
        let (in_scope, passing) = (reading.in_scope(count.anchor), reading.mask(count.test));
        let holding = of.map(|(field, wanted)| reading.holding(field.0, wanted));
        for (row, (case, day)) in (0..in_scope.len()).zip(found.by_ref()) {
            let fits = holding.as_ref().is_none_or(|holding| holding[row]);
            places.push(((day, StreamId(case)), in_scope[row] && passing[row] && fits));
        }
    }
    Ok(places)
}
