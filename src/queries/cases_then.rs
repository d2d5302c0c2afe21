//! The list of cases as it was on the evening of a day, and as the log knew it at a position. Each case of it is folded
//! anew from its events, so that a row says what the list would have said; how many are folded has a bound.
use super::cases::{self, Asked, CasePage, Counted};
use super::then::Then;
use crate::cases::any_file::AnyFile;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::commands::permit::NotPermitted;
use crate::commands::{OfficeDesk, bad_event};
use crate::database::StorageError;
use crate::event_log::{Pages, Position, fold};
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::case_pages::{self, Key, Order, Sort, Wanted};
use crate::projections::former_openings::{self, Stretch};
use std::collections::{BTreeSet, HashMap};

/// The one order of such a list: what was opened last comes first.
pub const ORDER: Order = Order { sort: Sort::Opened, descending: true };
/// Cases that are folded together.
const TOGETHER: u32 = 200;
/// How often one page does that at most.
const STRIDES: usize = 5;

/// A page of the list as it was then, and, if that was asked, how many were wanted: as far as an index counts them, where
/// only the day is another, else among those that one page folds. A case stands at the day on which it was opened as the
/// log knew it then, whatever was corrected since.
///
/// # Errors
/// When the reader may not see the list, or the log cannot be read.
pub async fn list(
    desk: &OfficeDesk,
    asked: &Asked,
    then: Then,
) -> Result<(CasePage, Option<Counted>), NotPermitted> {
    let sight = desk.permit(Query::ListCases).await?;
    let found_by = found_by(&asked.wanted, then.as_of);
    let (mut cases, mut more, mut strides) = (Vec::new(), 0_usize, 0_usize);
    let (mut after, mut last) = (asked.after.clone(), None);
    loop {
        let (places, next) = places(desk, &found_by, after.as_ref()).await?;
        let seen: BTreeSet<_> =
            places.iter().map(|(_, case)| *case).filter(|case| sight.shows(*case)).collect();
        let then_so = as_they_were(desk, &Vec::from_iter(seen), then).await?;
        for (day, case) in places {
            let wanted = |found: &&ListedCase| found.opened == day && is_wanted(found, &asked.wanted);
            match then_so.get(&case).filter(wanted) {
                Some(found) if cases.len() < asked.limit as usize => {
                    last = Some(Key::Day(day, case));
                    cases.push(found.clone());
                }
                Some(_) => more += 1,
                None => {}
            }
        }
        after = next;
        strides += 1;
        if after.is_none() || strides == STRIDES || (more > 0 && !asked.total) {
            break;
        }
    }
    let among =
        Counted { cases: i64::try_from(cases.len() + more).unwrap_or(i64::MAX), all: after.is_none() };
    let by_index = Wanted { opened_to: found_by.opened_to, ..asked.wanted.clone() };
    let counted = match asked.total {
        false => None,
        // What is wanted is all that an index finds, and it counts further.
        true if !among.all && then.known == Position::END && by_index == found_by => {
            cases::counted(desk, &[(&found_by, ORDER)]).await?.pop()
        }
        true => Some(among),
    };
    let next = if more > 0 { last } else { after };
    Ok((CasePage { cases, next, total: None, cut: None }, counted))
}

/// The places after `after` at which a case can have stood, each once: every day on which it is, or was once, said to be
/// opened. And where to look further.
async fn places(
    desk: &OfficeDesk,
    found_by: &Wanted,
    after: Option<&Key>,
) -> Result<(Vec<(Day, CaseId)>, Option<Key>), StorageError> {
    let (db, office) = (desk.store().db(), desk.office());
    let page = case_pages::page(db, office, found_by, ORDER, after, TOGETHER).await?;
    let (from, to) = (found_by.opened_from, found_by.opened_to);
    let stretch = Stretch { after, until: page.next.as_ref(), from, to };
    let former = former_openings::of(db, office, stretch, TOGETHER).await?;
    // There may be more of them than are taken together: what lies behind the last one waits for the next page.
    let cut = former.get(TOGETHER as usize - 1).copied();
    let mut places: Vec<_> = page.cases.iter().map(|case| (case.opened, case.case)).collect();
    places.extend(former);
    places.retain(|place| cut.is_none_or(|cut| *place >= cut));
    places.sort_unstable_by(|one, other| other.cmp(one));
    places.dedup();
    Ok((places, cut.map(|(day, case)| Key::Day(day, case)).or(page.next)))
}

/// The cases among which those that are wanted can be: what never changes in the life of a case, and the days on which it
/// is said to be opened, are found by an index.
fn found_by(wanted: &Wanted, as_of: Option<Day>) -> Wanted {
    Wanted {
        kind: wanted.kind,
        opened_from: wanted.opened_from,
        opened_to: wanted.opened_to.into_iter().chain(as_of).min(),
        number: wanted.number.clone(),
        ..Wanted::default()
    }
}

/// Those of the cases that were there then, as they were.
async fn as_they_were(
    desk: &OfficeDesk,
    cases: &[CaseId],
    then: Then,
) -> Result<HashMap<CaseId, ListedCase>, NotPermitted> {
    let log = desk.store().log();
    let (mut pages, mut files) = (Pages::new(&log, desk.office(), cases), HashMap::new());
    while let Some(page) = pages.next().await? {
        for event in page.iter().filter(|event| event.position <= then.known) {
            let file = files.entry(event.stream).or_insert(AnyFile::Blank);
            fold::fold(file, &event.told()).map_err(|error| bad_event(event, &error))?;
        }
    }
    let listed = files.into_iter().filter_map(|(case, file)| {
        let file = match then.as_of {
            Some(day) => as_of(&file, day),
            None => file,
        };
        Some((case, case_list::of_file(&file, case)?))
    });
    Ok(listed.collect())
}

fn as_of(file: &AnyFile, day: Day) -> AnyFile {
    match file {
        AnyFile::Petition(file) => AnyFile::Petition(Box::new(file.as_of(day))),
        AnyFile::FireHazard(file) => AnyFile::FireHazard(Box::new(file.as_of(day))),
        AnyFile::IllegalStructure(file) => AnyFile::IllegalStructure(Box::new(file.as_of(day))),
        AnyFile::Inspection(file) => AnyFile::Inspection(Box::new(file.as_of(day))),
        AnyFile::Declared(file) => AnyFile::Declared(Box::new(file.as_of(day))),
        _ => AnyFile::Blank,
    }
}

/// Whether a case as it was is among those that are wanted.
fn is_wanted(case: &ListedCase, wanted: &Wanted) -> bool {
    let is = |wanted: &Option<String>, held: Option<&str>| {
        wanted.as_deref().is_none_or(|wanted| held == Some(wanted))
    };
    let between = |day: Option<Day>, from: Option<Day>, to: Option<Day>| {
        from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && to.is_none_or(|to| day.is_some_and(|day| day <= to))
    };
    // Where a case stood at another day no index has looked at its kind and number.
    wanted.kind.is_none_or(|kind| case.kind == kind)
        && wanted.number.as_deref().is_none_or(|number| case.number.as_str().starts_with(number))
        && wanted.open.is_none_or(|open| case.open == open)
        && is(&wanted.phase, Some(&case.phase))
        && is(&wanted.committee, case.committee.as_deref())
        && is(&wanted.department, case.department.as_deref())
        && is(&wanted.category, case.category.as_deref())
        && between(case.due, wanted.due_from, wanted.due_to)
        && between(Some(case.opened), wanted.opened_from, wanted.opened_to)
}
