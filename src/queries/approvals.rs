//! 待批: what waits for a leader's decision, with what there is to know before it is taken.
use super::case::{self, file};
use crate::cases::any_file::CaseKind;
use crate::cases::clocks::Clock;
use crate::cases::fire_hazard::{HazardEvent, HazardLife};
use crate::cases::ids::CaseId;
use crate::cases::illegal_structure::StructureLife;
use crate::cases::inspection::{InspectionEvent, InspectionLife};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::petition::{PetitionEvent, PetitionLife};
use crate::cases::waiting::{self, Decision, Waiting};
use crate::cases::words::Text;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::policy::{Action, Kind, Query};
use crate::projections::approvals;
use crate::projections::case_list::ListedCase;

/// What waits in a case.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The case.
    pub case: ListedCase,
    /// What has to be decided.
    pub decision: Decision,
    /// What was asked for.
    pub asked: Option<Waiting>,
    /// Since when.
    pub since: Option<Day>,
    /// Why, in the words of whoever asked, where the reader may see it.
    pub reason: Option<Text>,
    /// What the case is about, where the reader may see it.
    pub matter: Option<Text>,
    /// What is due next.
    pub due: Option<Clock>,
}

/// A page of what waits.
#[derive(Clone, Debug)]
pub struct Approvals {
    /// What waits, the oldest case first.
    pub waiting: Vec<Approval>,
    /// Where the next page begins, if there may be one.
    pub next: Option<(Day, CaseId)>,
}

/// Of which kind of case something is decided.
#[must_use]
pub const fn kind_of(decision: Decision) -> Kind {
    match decision {
        Decision::Extension | Decision::Review | Decision::FinalReview => Kind::Petition,
        Decision::DeadlineExtension | Decision::Seal => Kind::FireHazard,
        Decision::ForcedDemolition => Kind::IllegalStructure,
        Decision::SafetyDeadlineExtension => Kind::Inspection,
    }
}

/// Whether the reader may decide anything of this kind, whichever case it is.
#[must_use]
pub fn decides(desk: &OfficeDesk, decision: Decision) -> bool {
    let kind = kind_of(decision);
    decision.commands().iter().any(|command| desk.may(Action::Command(kind, command)))
}

/// A page of what waits for a decision that the reader may take.
///
/// # Errors
/// When the reader may not see what is due, or the log or the keys cannot be read.
pub async fn waiting(
    desk: &OfficeDesk,
    after: Option<(Day, CaseId)>,
    limit: u32,
) -> Result<Approvals, NotPermitted> {
    let sight = desk.permit(Query::ReadWorkList).await?;
    let (mut waiting, mut next) = (Vec::new(), after);
    loop {
        let found = approvals::waiting(desk.store().db(), desk.office(), next, limit + 1).await?;
        let more = found.len() > limit as usize;
        for (listed, decision) in found.into_iter().take(limit as usize) {
            if waiting.len() == limit as usize {
                return Ok(Approvals { waiting, next });
            }
            next = Some((listed.opened, listed.case));
            if !sight.shows(listed.case) || !decides(desk, decision) {
                continue;
            }
            match approval(desk, listed, decision).await {
                Ok(approval) => waiting.push(approval),
                // What may not be opened is decided by somebody else.
                Err(NotPermitted::Denied { .. } | NotPermitted::NoSuchCase) => {}
                Err(error) => return Err(error),
            }
        }
        if !more {
            return Ok(Approvals { waiting, next: None });
        }
    }
}

async fn approval(
    desk: &OfficeDesk,
    listed: ListedCase,
    decision: Decision,
) -> Result<Approval, NotPermitted> {
    let seen = case::seen(desk, listed.case).await?;
    let may_see = desk.clear(listed.case).await?.matter;
    let (asked, since, reason) = match listed.kind {
        CaseKind::Petition => petition(desk, listed.case, decision).await?,
        CaseKind::FireHazard => hazard(desk, listed.case, decision).await?,
        CaseKind::IllegalStructure => {
            let file = file::<StructureLife>(desk, listed.case).await?;
            (waiting::illegal_structure(file.life()), file.life().heard.map(Occurred::day), None)
        }
        CaseKind::Inspection => inspection(desk, listed.case).await?,
        // Its declaration says who takes which step; nothing is asked of a leader beside it.
        CaseKind::Declared(_) => (None, None, None),
    };
    let running = seen.clocks.into_iter().filter(|clock| clock.ended.is_none());
    Ok(Approval {
        case: listed,
        decision,
        asked,
        since,
        reason: reason.filter(|_| may_see),
        matter: seen.matter,
        due: running.min_by_key(|clock| clock.due.due),
    })
}

/// What was asked for, since when, and why.
type Asked = (Option<Waiting>, Option<Day>, Option<Text>);

async fn petition(desk: &OfficeDesk, case: CaseId, decision: Decision) -> Result<Asked, NotPermitted> {
    let file = file::<PetitionLife>(desk, case).await?;
    let (mut since, mut why) = (None, None);
    for (_, step) in file.steps() {
        match (&step.what, decision) {
            (PetitionEvent::ExtensionRequested { reason, .. }, Decision::Extension) => {
                (since, why) = (Some(step.occurred.day()), reason.value().cloned());
            }
            (PetitionEvent::ReviewRequested { .. }, Decision::Review)
            | (PetitionEvent::FinalReviewRequested { .. }, Decision::FinalReview) => {
                since = Some(step.occurred.day());
            }
            _ => {}
        }
    }
    Ok((waiting::petition(file.life()), since, why))
}

async fn hazard(desk: &OfficeDesk, case: CaseId, decision: Decision) -> Result<Asked, NotPermitted> {
    let file = file::<HazardLife>(desk, case).await?;
    let (mut since, mut why) = (None, None);
    for (_, step) in file.steps() {
        match (&step.what, decision) {
            (HazardEvent::DeadlineExtensionRequested { reason, .. }, Decision::DeadlineExtension) => {
                (since, why) =
                    (Some(step.occurred.day()), reason.as_ref().and_then(|reason| reason.value().cloned()));
            }
            (HazardEvent::PremisesSealed { .. }, Decision::Seal) => since = Some(step.occurred.day()),
            _ => {}
        }
    }
    Ok((waiting::fire_hazard(file.life()), since, why))
}

async fn inspection(desk: &OfficeDesk, case: CaseId) -> Result<Asked, NotPermitted> {
    let file = file::<InspectionLife>(desk, case).await?;
    let (mut since, mut why) = (None, None);
    for (_, step) in file.steps() {
        if let InspectionEvent::DeadlineExtensionRequested { reason, .. } = &step.what {
            since = Some(step.occurred.day());
            why = reason.as_ref().and_then(|reason| reason.value().cloned());
        }
    }
    Ok((waiting::inspection(file.life()), since, why))
}
