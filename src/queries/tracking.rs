//! Where a case stands, as whoever holds its query code is told: what came in when, how far it is, what comes next and by
//! when, and what is the petitioner's own to do. No names, nothing of what it is about, and nobody else's case.
use super::case::file;
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::case_file::{CaseFile, Order};
use crate::cases::clocks::Clock;
use crate::cases::facts::{Conduct, Facts};
use crate::cases::fire_hazard::HazardLife;
use crate::cases::ids::{CaseId, Version};
use crate::cases::illegal_structure::StructureLife;
use crate::cases::occurred::{Dated, Day};
use crate::cases::petition::{PetitionCommand, PetitionEvent, PetitionLife, Rating};
use crate::cases::words::{Body, CaseNumber};
use crate::cases::workdays::Calendar;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::Pages;
use crate::policy::Query;
use crate::projections::case_list;
use std::sync::Arc;

/// Photographs that are taken of one case by its query code at most.
pub const MOST_PHOTOGRAPHS: usize = 12;
/// Clocks that are the petitioner's own.
const OWN: [&str; 2] = ["request_review", "request_final_review"];

/// Something that the petitioner may ask for until a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asking {
    /// `RequestReview` or `RequestFinalReview`.
    pub command: &'static str,
    /// The last day.
    pub until: Day,
    /// Whether it can still be asked for.
    pub open: bool,
}

/// Where a case stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tracked {
    /// Its number.
    pub number: CaseNumber,
    /// Its kind.
    pub kind: CaseKind,
    /// The day on which it came in.
    pub received: Day,
    /// Where it stands, as the list names it.
    pub phase: String,
    /// The periods that run for the office.
    pub clocks: Vec<Clock>,
    /// Since when it stands still.
    pub suspended: Option<Day>,
    /// The day on which it was concluded.
    pub concluded: Option<Day>,
    /// Whom the petitioner was told to turn to.
    pub competent: Option<Body>,
    /// What may be asked for.
    pub asking: Option<Asking>,
    /// How it was rated.
    pub rating: Option<Rating>,
    /// Whether it can be rated now.
    pub can_rate: bool,
    /// How many photographs were sent by the query code.
    pub photographs: usize,
    /// Whether more are taken.
    pub takes_photographs: bool,
}

/// Where the case stands.
///
/// # Errors
/// When the reader may not track it or learn of it, or the log or the keys cannot be read.
pub async fn of(desk: &OfficeDesk, case: CaseId) -> Result<Tracked, NotPermitted> {
    desk.permit_case(Query::TrackCase, case).await?;
    let listed = case_list::of(desk.store().db(), desk.office(), &[case]).await?;
    let kind = listed.into_iter().next().ok_or(NotPermitted::NoSuchCase)?.kind;
    let mut tracked = match kind {
        CaseKind::Petition => petition(desk, case).await?,
        CaseKind::FireHazard => {
            let file = file::<HazardLife>(desk, case).await?;
            let clocks = file.life().clocks();
            tracked(&AnyFile::FireHazard(Box::new(file)), case, clocks)?
        }
        CaseKind::IllegalStructure => {
            let file = file::<StructureLife>(desk, case).await?;
            let clocks = file.life().clocks();
            tracked(&AnyFile::IllegalStructure(Box::new(file)), case, clocks)?
        }
        // Nobody from outside hands these in, so nobody has a code of theirs.
        CaseKind::Inspection | CaseKind::Declared(_) => return Err(NotPermitted::NoSuchCase),
    };
    tracked.photographs = photographs(desk, case).await?;
    let gone = matches!(tracked.phase.as_str(), "void" | "voided" | "merged" | "withdrawn");
    tracked.takes_photographs = !gone && tracked.photographs < MOST_PHOTOGRAPHS;
    Ok(tracked)
}

fn tracked(file: &AnyFile, case: CaseId, clocks: Vec<Clock>) -> Result<Tracked, NotPermitted> {
    let listed = case_list::of_file(file, case).ok_or(NotPermitted::NoSuchCase)?;
    let running = clocks.into_iter().filter(|clock| clock.ended.is_none() && !OWN.contains(&clock.name));
    Ok(Tracked {
        number: listed.number,
        kind: listed.kind,
        received: listed.opened,
        phase: listed.phase,
        clocks: running.collect(),
        suspended: None,
        concluded: listed.closed,
        competent: None,
        asking: None,
        rating: None,
        can_rate: false,
        photographs: 0,
        takes_photographs: false,
    })
}

async fn petition(desk: &OfficeDesk, case: CaseId) -> Result<Tracked, NotPermitted> {
    let file = file::<PetitionLife>(desk, case).await?;
    let life = file.life();
    let (clocks, suspended) = (life.clocks(), life.suspended());
    let calendar = desk.calendar().await?;
    let can = |command: PetitionCommand| can(desk, &calendar, &file, command);
    let asked = OWN.iter().zip(["RequestReview", "RequestFinalReview"]).find_map(|(name, command)| {
        let clock = clocks.iter().find(|clock| clock.name == *name && clock.ended.is_none())?;
        Some((command, clock.due.due))
    });
    let asking = asked.map(|(command, until)| {
        let open = match command {
            "RequestReview" => can(PetitionCommand::RequestReview {}),
            _ => can(PetitionCommand::RequestFinalReview {}),
        };
        Asking { command, until, open }
    });
    let competent = file.steps().filter_map(|(_, step)| match &step.what {
        PetitionEvent::PetitionRedirected { to } => to.clone(),
        _ => None,
    });
    let (competent, rating) = (competent.last(), life.ratings().now().copied());
    let can_rate = can(PetitionCommand::RatePetition { rating: Rating::Satisfied });
    let of = tracked(&AnyFile::Petition(Box::new(file)), case, clocks)?;
    let competent = competent.filter(|_| of.phase == "redirected");
    Ok(Tracked { suspended, competent, asking, rating, can_rate, ..of })
}

/// Whether the petitioner could do this now: it is tried on the case as it stands, and nothing is recorded.
fn can(
    desk: &OfficeDesk,
    calendar: &Arc<Calendar>,
    file: &CaseFile<PetitionLife>,
    command: PetitionCommand,
) -> bool {
    let facts = Facts {
        now: desk.store().source().now(),
        conduct: Conduct::Live,
        calendar: Arc::clone(calendar),
        committees: Arc::default(),
        kinds: Arc::default(),
        stored: Arc::default(),
        case_version: Version::default(),
        tellings: Arc::default(),
    };
    file.decide(&Dated::at(facts.now, Order::Step(command)), &facts).is_ok()
}

/// How many files whoever holds the query code has attached.
async fn photographs(desk: &OfficeDesk, case: CaseId) -> Result<usize, NotPermitted> {
    let (log, stream) = (desk.store().log(), desk.office().attachment_stream(case));
    let (mut pages, mut sent) = (Pages::new(&log, desk.office(), &[stream]), 0);
    while let Some(page) = pages.next().await? {
        let own = |actor: &str| actor.starts_with("petitioner:");
        sent +=
            page.iter().filter(|event| &*event.event_type == "FileAttached" && own(&event.actor.0)).count();
    }
    Ok(sent)
}
