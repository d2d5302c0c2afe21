//! The list of cases as it was on the evening of a day, and as the log knew it at a position. Each case of it is folded
//! anew from its events, so that a row says what the list would have said; how many are folded has a bound.
use super::cases::{self, Asked, CasePage, Counted};
use super::then::Then;
use crate::cases::any_file::AnyFile;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::commands::permit::NotPermitted;
use crate::commands::{OfficeDesk, bad_event};
use crate::event_log::{Pages, Position, fold};
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::case_pages::{self, Key, Order, Sort, Wanted};
use std::collections::HashMap;

/// The one order of such a list: what was opened last comes first.
pub const ORDER: Order = Order { sort: Sort::Opened, descending: true };
/// Cases that are folded together.
const TOGETHER: u32 = 200;
/// How often one page does that at most.
const STRIDES: usize = 5;

/// A page of the list as it was then, and, if that was asked, how many were wanted: as far as an index counts them, where
/// only the day is another, else among those that one page folds. A case whose opening day was corrected since stands at the day
/// that it has now.
///
/// # Errors
/// When the reader may not see the list, or the log cannot be read.
pub async fn list(
    desk: &OfficeDesk,
    asked: &Asked,
    then: Then,
) -> Result<(CasePage, Option<Counted>), NotPermitted> {
    let sight = desk.permit(Query::ListCases).await?;
    let (db, office) = (desk.store().db(), desk.office());
    let found_by = found_by(&asked.wanted, then.as_of);
    let (mut cases, mut more, mut strides) = (Vec::new(), 0_usize, 0_usize);
    let (mut after, mut last) = (asked.after.clone(), None);
    loop {
        let page = case_pages::page(db, office, &found_by, ORDER, after.as_ref(), TOGETHER).await?;
        let seen = page.cases.iter().filter(|case| sight.shows(case.case)).map(|case| case.case);
        let mut then_so = as_they_were(desk, &seen.collect::<Vec<_>>(), then).await?;
        for now in &page.cases {
            let case = then_so.remove(&now.case).filter(|case| is_wanted(case, &asked.wanted));
            match case {
                Some(case) if cases.len() < asked.limit as usize => {
                    last = Some(Key::Day(now.opened, now.case));
                    cases.push(case);
                }
                Some(_) => more += 1,
                None => {}
            }
        }
        after = page.next;
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
    Ok((CasePage { cases, next, total: None, cut: false }, counted))
}

/// The cases among which those that are wanted can be: what never changes in the life of a case is found by an index.
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
    wanted.open.is_none_or(|open| case.open == open)
        && is(&wanted.phase, Some(&case.phase))
        && is(&wanted.committee, case.committee.as_deref())
        && is(&wanted.department, case.department.as_deref())
        && is(&wanted.category, case.category.as_deref())
        && between(case.due, wanted.due_from, wanted.due_to)
        && between(Some(case.opened), wanted.opened_from, wanted.opened_to)
}
