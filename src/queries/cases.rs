//! The list of cases as a reader may see it.
use crate::cases::ids::CaseId;
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::commands::permit::{NotPermitted, Sight};
use crate::database::StorageError;
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::case_pages::{self, Key, Order, Wanted};
use crate::projections::erasures;
use std::collections::BTreeSet;
use std::fmt;

/// Hidden cases that one statement asks for.
const TOGETHER: usize = 500;

/// What is asked of the list.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which cases.
    pub wanted: Wanted,
    /// In which order.
    pub order: Order,
    /// After which place in it.
    pub after: Option<Key>,
    /// How many at most.
    pub limit: u32,
    /// Whether all of them are counted, too.
    pub total: bool,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct CasePage {
    /// Its cases.
    pub cases: Vec<ListedCase>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Key>,
    /// How many are wanted in all, if that was asked.
    pub total: Option<i64>,
    /// How many of them were sorted, where there are more and no index keeps this order.
    pub cut: Option<u32>,
}

/// A page of the list of cases.
///
/// # Errors
/// When the reader may not see the list, or the database fails.
pub async fn list(desk: &OfficeDesk, asked: &Asked) -> Result<CasePage, NotPermitted> {
    let sight = desk.permit(Query::ListCases).await?;
    let (db, office) = (desk.store().db(), desk.office());
    let (mut cases, mut after, mut cut) = (Vec::new(), asked.after.clone(), None);
    loop {
        let missing = asked.limit - u32::try_from(cases.len()).unwrap_or(asked.limit);
        let page = case_pages::page(db, office, &asked.wanted, asked.order, after.as_ref(), missing).await?;
        // A short page was cut by the bound on what is looked through: the reader asks on.
        let whole = page.cases.len() >= missing as usize;
        cut = cut.or(page.cut);
        cases.extend(page.cases.into_iter().filter(|case| sight.shows(case.case)));
        after = page.next;
        if after.is_none() || !whole || cases.len() >= asked.limit as usize {
            break;
        }
    }
    let total = if asked.total { Some(total(desk, asked, &sight).await?) } else { None };
    Ok(CasePage { cases, next: after, total, cut })
}

/// A count that is cut where it would cost too much.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    /// How many were counted.
    pub cases: i64,
    /// Whether those are all.
    pub all: bool,
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.cases, if self.all { "" } else { "+" })
    }
}

/// How many cases each of these wants, counted only so far that it costs the same however many there are.
///
/// # Errors
/// When the reader may not see the list, or the database fails.
pub async fn counted(desk: &OfficeDesk, each: &[(&Wanted, Order)]) -> Result<Vec<Counted>, NotPermitted> {
    let sight = desk.permit(Query::ListCases).await?;
    let hidden: Vec<_> = sight.hidden.iter().copied().collect();
    let each: Vec<_> = each.iter().map(|(wanted, order)| (*wanted, order.sort)).collect();
    let counted = case_pages::count_each(desk.store().db(), desk.office(), &each, &hidden).await?;
    Ok(counted.into_iter().map(|(cases, all)| Counted { cases, all }).collect())
}

async fn total(desk: &OfficeDesk, asked: &Asked, sight: &Sight) -> Result<i64, StorageError> {
    let (db, office, sort) = (desk.store().db(), desk.office(), asked.order.sort);
    let mut total = case_pages::count(db, office, &asked.wanted, sort, None).await?;
    let hidden: Vec<_> = sight.hidden.iter().copied().collect();
    for some in hidden.chunks(TOGETHER) {
        total -= case_pages::count(db, office, &asked.wanted, sort, Some(some)).await?;
    }
    Ok(total)
}

/// The case that bears the number; none if there is none.
///
/// # Errors
/// When the database fails.
pub async fn numbered(desk: &OfficeDesk, number: &CaseNumber) -> Result<Option<ListedCase>, StorageError> {
    let found = case_list::by_number(desk.store().db(), desk.office(), std::slice::from_ref(number)).await?;
    Ok(found.into_iter().next())
}

/// 限制处理: those of the cases of which something is kept only because they must be.
///
/// # Errors
/// When the database fails.
pub async fn restricted(desk: &OfficeDesk, cases: &[CaseId]) -> Result<BTreeSet<CaseId>, StorageError> {
    let restricted = erasures::restricted_of(desk.store().db(), desk.office(), cases).await?;
    Ok(restricted.into_keys().collect())
}
