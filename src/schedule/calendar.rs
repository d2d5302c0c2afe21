//! 暂定期限: when a year of the calendar is published, the terms of every case that it moves are counted again, by events.
use super::ScheduleError;
use crate::cases::any_file::CaseKind;
use crate::cases::fire_hazard::HazardCommand;
use crate::cases::ids::{CaseId, CommandId};
use crate::cases::illegal_structure::StructureCommand;
use crate::cases::inspection::InspectionCommand;
use crate::cases::occurred::Dated;
use crate::cases::office::OfficeCommand;
use crate::cases::petition::PetitionCommand;
use crate::cases::workdays::CalendarVersion;
use crate::commands::{OfficeDesk, Request};
use crate::event_log::EventLog;
use crate::event_log::committer::CommitError;
use crate::projections::case_list::with_a_running_clock;
use crate::projections::offices;
use std::collections::HashSet;
use uuid::Uuid;

/// Cases that are looked at together.
const PAGE: u32 = 200;

/// What counting again did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recounted {
    /// The edition by which was counted.
    pub edition: CalendarVersion,
    /// Cases that were looked at: those of which some period runs.
    pub looked_at: u32,
    /// Cases of which some term moved.
    pub moved: u32,
    /// Cases whose terms could not be counted again, because their own rules refuse it.
    pub refused: u32,
}

/// Counts the terms of every case again, if the office published a year since that was done last. It can be ended at
/// any moment and goes on when it is begun again; several servers that do it move every case once. None if there was
/// nothing to do.
///
/// # Errors
/// When the database fails. What was moved stays so.
pub async fn recount(
    desk: &OfficeDesk,
    mut progress: impl FnMut(u32) + Send,
) -> Result<Option<Recounted>, ScheduleError> {
    let (log, db, office) = (desk.store().log(), desk.store().db(), desk.office());
    let life = offices::as_known(&log, office, log.head(office).await?).await?;
    let edition = life.calendar.calendar().version();
    if edition <= life.applied {
        return Ok(None);
    }
    let mut done = Recounted { edition, looked_at: 0, moved: 0, refused: 0 };
    // A case that moved is met again at its new place.
    let (mut after, mut moved) = (None, HashSet::new());
    loop {
        let page = with_a_running_clock(db, office, after, PAGE).await?;
        let Some((day, case, _)) = page.last() else { break };
        after = Some((*day, *case));
        for (_, case, kind) in &page {
            if moved.contains(case) {
                continue;
            }
            match recount_one(desk, *case, *kind, edition).await? {
                Outcome::Moved => {
                    moved.insert(*case);
                    done.moved += 1;
                }
                Outcome::Stays => {}
                Outcome::Refused => done.refused += 1,
            }
            done.looked_at += 1;
            progress(done.looked_at);
        }
    }
    let now = desk.store().source().now();
    let applied = OfficeCommand::NoteCalendarApplied { edition, moved: done.moved };
    desk.execute(Request::live(office.stream(), Dated::at(now, applied))).await?;
    Ok(Some(done))
}

enum Outcome {
    Moved,
    Stays,
    Refused,
}

async fn recount_one(
    desk: &OfficeDesk,
    case: CaseId,
    kind: CaseKind,
    edition: CalendarVersion,
) -> Result<Outcome, ScheduleError> {
    let now = desk.store().source().now();
    let request = match kind {
        CaseKind::Petition => Request::live(case, Dated::at(now, PetitionCommand::RecountTerms {})),
        CaseKind::FireHazard => Request::live(case, Dated::at(now, HazardCommand::RecountTerms {})),
        CaseKind::IllegalStructure => Request::live(case, Dated::at(now, StructureCommand::RecountTerms {})),
        CaseKind::Inspection => Request::live(case, Dated::at(now, InspectionCommand::RecountTerms {})),
        // Its declaration has no such step: the day that a step sets is the office's own term.
        CaseKind::Declared(_) => return Ok(Outcome::Stays),
    };
    // One id a case and edition, whoever asks and when.
    let name = format!("recount:{case}:{}", edition.0);
    let id = CommandId(Uuid::new_v5(&desk.office().0, name.as_bytes()));
    let head = desk.store().log().head(desk.office()).await?;
    match desk.execute_as(id, None, None, request).await {
        Ok(receipt) if receipt.position > head => Ok(Outcome::Moved),
        // Nothing followed, or another server moved it in this moment.
        Ok(_) | Err(CommitError::CommandReused(_)) => Ok(Outcome::Stays),
        Err(CommitError::Refused(_)) => Ok(Outcome::Refused),
        Err(error) => Err(error.into()),
    }
}
