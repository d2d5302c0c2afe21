//! 个人信息删除: what was asked to be erased, by whom and how far it is, for those who decide it and those who watch over it;
//! and how long cases are kept.
use crate::cases::any_file::CaseKind;
use crate::cases::erasure::{ErasureEvent, ErasureLife, Stage};
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::Day;
use crate::cases::retention::Retention;
use crate::cases::words::Text;
use crate::commands::permit::NotPermitted;
use crate::commands::{OfficeDesk, unsealed};
use crate::database::StorageError;
use crate::event_log::{Actor, EventLog};
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase, code};
use crate::projections::erasures::{self, Asked};
use std::collections::HashMap;

/// Events that are read together to find out who asked, and why.
const TOGETHER: u32 = 200;
/// Cases that are counted as kept for too long, at most.
const COUNTED: u32 = 10_000;

/// A request to erase, with its case and who asked.
#[derive(Clone, Debug)]
pub struct Requested {
    /// The request.
    pub asked: Asked,
    /// Its case.
    pub case: ListedCase,
    /// Who asked.
    pub by: Actor,
    /// Why, in words.
    pub reason: Option<Text>,
    /// Why not, in words.
    pub refused_because: Option<Text>,
}

/// Some of the requests.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The requests.
    pub requested: Vec<Requested>,
    /// From which request the next page goes on, if there may be one.
    pub next: Option<Version>,
}

/// Which requests are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// The oldest at this stage, after the one named: what has to be done next.
    Oldest(Stage, Version),
    /// The newest before the one named, at this stage or at any: what was done.
    Newest(Option<Stage>, Option<Version>),
}

/// At most `limit` of the requests that are wanted, without those about hidden cases.
///
/// # Errors
/// When the reader may not see them, or the database or the log cannot be read.
pub async fn page(desk: &OfficeDesk, wanted: Wanted, limit: u32) -> Result<Page, NotPermitted> {
    let sight = desk.permit(Query::ReadErasures).await?;
    let (db, office) = (desk.store().db(), desk.office());
    let mut found = match wanted {
        Wanted::Oldest(stage, after) => erasures::at_stage(db, office, stage, after, limit + 1).await?,
        Wanted::Newest(stage, before) => erasures::before(db, office, stage, before, limit + 1).await?,
    };
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().map(|last| last.asked).filter(|_| more);
    found.retain(|asked| sight.shows(asked.case));
    Ok(Page { requested: requested(desk, found).await?, next })
}

/// The requests about a case, the oldest first, for whoever may open it.
///
/// # Errors
/// When the reader may not see the case or learn of it, or the database or the log cannot be read.
pub async fn of_case(desk: &OfficeDesk, case: CaseId) -> Result<Vec<Requested>, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    let found = erasures::of_case(desk.store().db(), desk.office(), case).await?;
    Ok(requested(desk, found).await?)
}

/// The request of this name; none if there is none, or it is about a hidden case.
///
/// # Errors
/// When the reader may not see requests, or the database or the log cannot be read.
pub async fn named(desk: &OfficeDesk, asked: Version) -> Result<Option<Requested>, NotPermitted> {
    let sight = desk.permit(Query::ReadErasures).await?;
    let found = erasures::named(desk.store().db(), desk.office(), asked).await?;
    let found = found.filter(|asked| sight.shows(asked.case)).into_iter().collect();
    Ok(requested(desk, found).await?.into_iter().next())
}

async fn requested(desk: &OfficeDesk, found: Vec<Asked>) -> Result<Vec<Requested>, StorageError> {
    let cases: Vec<_> = found.iter().map(|asked| asked.case).collect();
    let listed = case_list::of(desk.store().db(), desk.office(), &cases).await?;
    let listed: HashMap<_, _> = listed.into_iter().map(|case| (case.case, case)).collect();
    let rejected = found.iter().filter(|asked| asked.stage == Stage::Rejected).map(|asked| asked.version);
    let told = found.iter().map(|asked| asked.asked).chain(rejected).collect();
    let said = said(desk, told).await?;
    let of = |asked: Asked| {
        let (case, asking) = (listed.get(&asked.case)?.clone(), said.get(&asked.asked)?.clone());
        let refused = said.get(&asked.version).filter(|_| asked.stage == Stage::Rejected);
        let refused_because = refused.and_then(|refused| refused.reason.clone());
        Some(Requested { asked, case, by: asking.by, reason: asking.reason, refused_because })
    };
    Ok(found.into_iter().filter_map(of).collect())
}

/// What an event of a request says: who, and why in words.
#[derive(Clone, Debug)]
struct Said {
    by: Actor,
    reason: Option<Text>,
}

/// What the events of these versions say.
async fn said(desk: &OfficeDesk, mut wanted: Vec<Version>) -> Result<HashMap<Version, Said>, StorageError> {
    let (log, office, mut known) = (desk.store().log(), desk.office(), HashMap::new());
    wanted.sort_unstable();
    for version in &wanted {
        if known.contains_key(version) {
            continue;
        }
        let before = Version(version.0 - 1);
        let mut events = log.streams(office, &[office.erasures_stream()], before, TOGETHER).await?;
        events.retain(|event| wanted.binary_search(&event.version).is_ok());
        let ring = desk.store().keys().ring_of(office, &events).await?;
        for event in events {
            let reason = match unsealed::<ErasureLife>(&event, &ring)?.what {
                ErasureEvent::ErasureAsked { reason, .. } | ErasureEvent::ErasureRejected { reason, .. } => {
                    reason.and_then(|reason| reason.value().cloned())
                }
                _ => None,
            };
            known.insert(event.version, Said { by: event.actor, reason });
        }
    }
    Ok(known)
}

/// How long the cases of a kind are kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptKind {
    /// The kind.
    pub kind: CaseKind,
    /// Years after closing; none if nothing is configured.
    pub years: Option<u32>,
    /// Closed cases.
    pub closed: i64,
    /// Those of them that are kept for too long, and of which nobody has asked to erase all.
    pub too_long: usize,
    /// The day on which the oldest of them was closed.
    pub oldest_closed: Option<Day>,
}

/// How long cases are kept, and what waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Kind by kind.
    pub kinds: Vec<KeptKind>,
    /// Requests that nobody has decided.
    pub waiting_for_a_decision: i64,
    /// Requests that are approved and wait for the case's time to end.
    pub restricted: i64,
    /// Requests of which nothing is left.
    pub erased: i64,
}

/// How long cases are kept, and what waits.
///
/// # Errors
/// When the reader may not see it, or the database fails.
pub async fn kept(desk: &OfficeDesk, retention: &Retention) -> Result<Kept, NotPermitted> {
    desk.permit(Query::ReadErasures).await?;
    let (db, office, today) = (desk.store().db(), desk.office(), desk.store().source().now().day());
    let mut kinds = Vec::new();
    for erasures::Kept { kind, closed, oldest } in erasures::kept(db, office).await? {
        let too_long = match retention.closed_until(kind, today) {
            Some(until) => erasures::kept_too_long(db, office, kind, until, COUNTED).await?.len(),
            None => 0,
        };
        kinds.push(KeptKind { kind, years: retention.years(kind), closed, too_long, oldest_closed: oldest });
    }
    let counts = erasures::counts(db, office).await?;
    let count = |stage: Stage| counts.get(&code(&stage)).copied().unwrap_or(0);
    Ok(Kept {
        kinds,
        waiting_for_a_decision: count(Stage::Asked),
        restricted: count(Stage::Restricted),
        erased: count(Stage::Erased),
    })
}
