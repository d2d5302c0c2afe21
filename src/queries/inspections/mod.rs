//! 检查: what an inspector takes along for the day: the open fire hazards that he inspects or that lie in his committee,
//! by due day, and what was found before at the places there.
mod folding;

use crate::cases::any_file::CaseKind;
use crate::cases::file_hash::FileHash;
use crate::cases::fire_hazard::{HazardKind, Phase, PlaceKind, ReinspectionOutcome};
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::people::Name;
use crate::cases::words::{Address, Committee, PlaceName, Text};
use crate::commands::OfficeDesk;
use crate::commands::permit::{NotPermitted, Sight};
use crate::database::StorageError;
use crate::event_log::{EventLog, Position};
use crate::policy::Query;
use crate::projections::case_files::{self, Photograph};
use crate::projections::case_list::{self, ListedCase};
use crate::projections::case_pages::{self, Order, Sort, Wanted};
use crate::projections::case_parts;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Cases on a day's list at most.
const VISITS: usize = 200;
/// Of what was found before, cases at most.
const PAST: u32 = 300;
/// Names of colleagues at most.
const COLLEAGUES: usize = 12;

/// Where a hazard is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Site {
    /// The address.
    pub address: Address,
    /// The name of the place.
    pub place: Option<PlaceName>,
    /// What sort of place it is.
    pub place_kind: Option<PlaceKind>,
}

/// What is known of a hazard that the reader may open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hazard {
    /// Where it is; none while nobody said so.
    pub site: Option<Site>,
    /// What it is.
    pub kind: Option<HazardKind>,
    /// Whether it is a major one.
    pub major: bool,
    /// The day on which it was found; none while it is only reported.
    pub found: Option<Day>,
    /// 整改期限, as it runs now.
    pub deadline: Option<Day>,
    /// How many orders were issued.
    pub orders: usize,
    /// What was reported or seen, where the reader may see it.
    pub description: Option<Text>,
    /// The re-inspections so far.
    pub reinspections: Vec<(Day, ReinspectionOutcome)>,
    /// The photographs that hang on it, where the reader may see files.
    pub photographs: Vec<(FileHash, String, Day)>,
}

/// A case on the day's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// Its place in the list of cases.
    pub case: ListedCase,
    /// Whether the reader inspects it himself.
    pub own: bool,
    /// What there is to know; none where the reader may not open the case.
    pub hazard: Option<Hazard>,
}

/// What was found at a place before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Past {
    /// Where.
    pub site: Site,
    /// Its place in the list of cases.
    pub case: ListedCase,
    /// What it showed when it was last re-inspected.
    pub last: Option<(Day, ReinspectionOutcome)>,
}

/// What an inspector takes along.
#[derive(Clone, Debug)]
pub struct InspectionDay {
    /// Which day.
    pub day: Day,
    /// The committee whose cases they are; those of all committees for whoever belongs to none and to no department.
    pub committee: Option<Committee>,
    /// What is to be visited, the most urgent first.
    pub visits: Vec<Visit>,
    /// Whether more is open than is on the list.
    pub more: bool,
    /// What was found before, the newest first.
    pub past: Vec<Past>,
    /// The reader's own name.
    pub own_name: Option<Name>,
    /// Who inspected there, those that did so most often first.
    pub colleagues: Vec<Name>,
}

/// From what a day is made: while this is the same, so is the day.
///
/// # Errors
/// When the reader may not see it, or the log cannot be read.
pub async fn position(desk: &OfficeDesk) -> Result<Position, NotPermitted> {
    desk.permit(Query::ReadWorkList).await?;
    Ok(desk.store().log().head(desk.office()).await?)
}

/// What whoever reads takes along today.
///
/// # Errors
/// When the reader may not see it, or the database, the log or the keys cannot be read.
pub async fn today(desk: &OfficeDesk) -> Result<InspectionDay, NotPermitted> {
    let sight = desk.permit(Query::ReadWorkList).await?;
    let committee = desk.subject().committee.clone();
    let (listed, own, more) = to_visit(desk, &sight, committee.as_ref()).await?;
    let earlier = found_before(desk, &sight, committee.as_ref()).await?;
    let ids = |cases: &[ListedCase]| cases.iter().map(|case| case.case).collect::<Vec<_>>();
    let queries = [Query::ReadCase, Query::SeeMatter, Query::SeeStaff, Query::ReadFile];
    let [opens, matter, staff, files] = desk.permitted(queries, &ids(&listed)).await?;
    let open: Vec<_> = opens.iter().copied().collect();
    let mut seen = folding::seen(desk, &open, &matter, &staff).await?;
    let mut photographs = photographs(desk, files.intersection(&opens)).await?;
    let visits = listed.into_iter().map(|case| Visit {
        own: own.contains(&case.case),
        hazard: seen.hazards.remove(&case.case).map(|hazard| Hazard {
            photographs: photographs.remove(&case.case).unwrap_or_default(),
            ..hazard
        }),
        case,
    });
    let visits = visits.collect();
    let mut colleagues: Vec<_> = seen.names.into_iter().collect();
    colleagues.sort_by(|(one, often), (other, more)| more.cmp(often).then_with(|| one.cmp(other)));
    Ok(InspectionDay {
        day: desk.store().source().now().day(),
        committee,
        visits,
        more,
        past: past(desk, earlier).await?,
        own_name: folding::own_name(desk).await?,
        colleagues: colleagues.into_iter().map(|(name, _)| name).take(COLLEAGUES).collect(),
    })
}

/// Where hazards were found in the area of this committee, or of all, the newest first.
///
/// # Errors
/// When the reader may not see it, or the database or the log cannot be read.
pub async fn places(desk: &OfficeDesk, committee: Option<&Committee>) -> Result<Vec<Site>, NotPermitted> {
    let sight = desk.permit(Query::ReadWorkList).await?;
    let earlier = found_before(desk, &sight, committee).await?;
    let mut known = BTreeSet::new();
    let sites = past(desk, earlier).await?.into_iter().map(|past| past.site);
    Ok(sites.filter(|site| known.insert((site.address.clone(), site.place.clone()))).collect())
}

/// The open cases to visit, by due day, which of them the reader inspects himself, and whether there are more.
async fn to_visit(
    desk: &OfficeDesk,
    sight: &Sight,
    committee: Option<&Committee>,
) -> Result<(Vec<ListedCase>, BTreeSet<CaseId>, bool), StorageError> {
    let (db, office) = (desk.store().db(), desk.office());
    let mut own = BTreeSet::new();
    if let Some(user) = desk.subject().user() {
        let parts = case_parts::open_work_of(db, office, user).await?.into_iter();
        own.extend(parts.filter(|(_, _, inspects)| *inspects).map(|(case, _, _)| case));
    }
    let inspected: Vec<_> = own.iter().copied().collect();
    let mut found = case_list::of(db, office, &inspected).await?;
    let mut more = false;
    if committee.is_some() || desk.subject().is_operator() {
        let wanted = wanted(committee, Some(true));
        let due = Order { sort: Sort::Due, descending: false };
        let page = case_pages::page(db, office, &wanted, due, None, most(VISITS)).await?;
        more |= page.next.is_some();
        found.extend(page.cases);
        // For what is rectified and not closed off nothing is due, and yet it is to be closed off.
        let rectified = Wanted { phase: Some(case_list::code(&Phase::Rectified)), ..wanted };
        let newest = Order { sort: Sort::Opened, descending: true };
        let page = case_pages::page(db, office, &rectified, newest, None, most(VISITS / 4)).await?;
        more |= page.next.is_some();
        found.extend(page.cases);
    }
    let is_one = |case: &ListedCase| case.kind == CaseKind::FireHazard && case.open && sight.shows(case.case);
    let cases: HashMap<_, _> = found.into_iter().filter(is_one).map(|case| (case.case, case)).collect();
    let mut cases: Vec<_> = cases.into_values().collect();
    cases.sort_unstable_by_key(|case| (case.due.is_none(), case.due, case.case));
    more |= cases.len() > VISITS;
    cases.truncate(VISITS);
    Ok((cases, own, more))
}

fn wanted(committee: Option<&Committee>, open: Option<bool>) -> Wanted {
    let committee = committee.map(|committee| committee.as_str().to_owned());
    Wanted { kind: Some(CaseKind::FireHazard), committee, open, ..Wanted::default() }
}

fn most(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The newest cases there, open or not.
async fn found_before(
    desk: &OfficeDesk,
    sight: &Sight,
    committee: Option<&Committee>,
) -> Result<Vec<ListedCase>, StorageError> {
    if committee.is_none() && !desk.subject().is_operator() {
        return Ok(Vec::new());
    }
    let newest = Order { sort: Sort::Opened, descending: true };
    let (db, office) = (desk.store().db(), desk.office());
    let page = case_pages::page(db, office, &wanted(committee, None), newest, None, PAST).await?;
    let cases = page.cases.into_iter();
    Ok(cases.filter(|case| case.counts && sight.shows(case.case)).collect())
}

/// What of these cases the reader may know.
async fn past(desk: &OfficeDesk, cases: Vec<ListedCase>) -> Result<Vec<Past>, StorageError> {
    let ids: Vec<_> = cases.iter().map(|case| case.case).collect();
    let [opens] = desk.permitted([Query::ReadCase], &ids).await?;
    let open: Vec<_> = opens.into_iter().collect();
    let nothing = BTreeSet::new();
    let mut seen = folding::seen(desk, &open, &nothing, &nothing).await?.hazards;
    let known = |case: ListedCase| {
        let hazard = seen.remove(&case.case)?;
        Some(Past { site: hazard.site?, last: hazard.reinspections.last().copied(), case })
    };
    Ok(cases.into_iter().filter_map(known).collect())
}

type Pictures = HashMap<CaseId, Vec<(FileHash, String, Day)>>;

async fn photographs(
    desk: &OfficeDesk,
    cases: impl Iterator<Item = &CaseId>,
) -> Result<Pictures, StorageError> {
    let cases: Vec<_> = cases.copied().collect();
    let mut by_case = Pictures::new();
    let found = case_files::photographs(desk.store().db(), desk.office(), &cases).await?;
    for Photograph { case, file, what, since } in found {
        by_case.entry(case).or_default().push((file, what, since));
    }
    Ok(by_case)
}

/// Names, and how often each stands there.
type Names = BTreeMap<Name, usize>;
