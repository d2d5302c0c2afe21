//! Cases as their events made them, with those personal values unsealed that the reader may see.
use super::{Hazard, Names, Site};
use crate::cases::case_file::CaseFile;
use crate::cases::fire_hazard::{FireHazard, HazardEvent, HazardLife};
use crate::cases::ids::CaseId;
use crate::cases::occurred::Occurred;
use crate::cases::people::{Name, Officers};
use crate::cases::personal::Personal;
use crate::cases::user::{UserEvent, UserLife};
use crate::commands::{OfficeDesk, unsealed};
use crate::database::StorageError;
use crate::event_log::Pages;
use std::collections::{BTreeSet, HashMap};

/// What was seen of some cases.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Each hazard.
    pub(super) hazards: HashMap<CaseId, Hazard>,
    /// Who inspected.
    pub(super) names: Names,
}

/// These fire hazards: what they are about where that is in `matter`, and who inspected where that is in `staff`.
pub(super) async fn seen(
    desk: &OfficeDesk,
    cases: &[CaseId],
    matter: &BTreeSet<CaseId>,
    staff: &BTreeSet<CaseId>,
) -> Result<Seen, StorageError> {
    let (log, mut files) = (desk.store().log(), HashMap::<CaseId, FireHazard>::new());
    let mut pages = Pages::new(&log, desk.office(), cases);
    while let Some(page) = pages.next().await? {
        let shown = |case: &CaseId| matter.contains(case) || staff.contains(case);
        let sealed: Vec<_> = page.iter().filter(|event| shown(&event.stream)).cloned().collect();
        let ring = desk.store().keys().ring_of(desk.office(), &sealed).await?;
        for event in &page {
            files.entry(event.stream).or_default().fold(unsealed::<HazardLife>(event, &ring)?);
        }
    }
    let mut seen = Seen::default();
    for (case, file) in files {
        if staff.contains(&case) {
            names(&file, &mut seen.names);
        }
        let description = if matter.contains(&case) { description(&file) } else { None };
        let life = file.life();
        let site = life.address.clone().map(|address| Site {
            address,
            place: life.place.clone(),
            place_kind: life.place_kind.clone(),
        });
        let reinspections = life.reinspections.iter().map(|one| (one.occurred.day(), one.outcome));
        seen.hazards.insert(
            case,
            Hazard {
                site,
                kind: life.kind,
                major: life.is_major(),
                found: life.found.map(Occurred::day),
                deadline: life.deadline_now().map(|deadline| deadline.due),
                orders: life.orders_count(),
                description: description.cloned(),
                reinspections: reinspections.collect(),
                photographs: Vec::new(),
            },
        );
    }
    Ok(seen)
}

fn description(file: &FireHazard) -> Option<&crate::cases::words::Text> {
    let told = file.steps().filter_map(|(_, step)| match &step.what {
        HazardEvent::HazardReported { description, .. } => description.value(),
        HazardEvent::HazardFound { description, .. } => description.as_ref().and_then(Personal::value),
        _ => None,
    });
    told.last()
}

fn names(file: &FireHazard, names: &mut Names) {
    for (_, step) in file.steps() {
        let (HazardEvent::HazardFound { inspectors, .. }
        | HazardEvent::FixedOnTheSpot { inspectors }
        | HazardEvent::RectificationOrdered { inspectors, .. }
        | HazardEvent::HazardReinspected { inspectors, .. }
        | HazardEvent::ReportDismissed { inspectors }) = &step.what
        else {
            continue;
        };
        if let Officers::Named { names: named, .. } = inspectors {
            for name in named.value().into_iter().flatten() {
                *names.entry(name.clone()).or_default() += 1;
            }
        }
    }
}

/// The name of whoever reads, if that is a user.
pub(super) async fn own_name(desk: &OfficeDesk) -> Result<Option<Name>, StorageError> {
    let Some(user) = desk.subject().user() else { return Ok(None) };
    let (log, mut file) = (desk.store().log(), CaseFile::<UserLife>::default());
    let mut pages = Pages::new(&log, desk.office(), &[user]);
    while let Some(page) = pages.next().await? {
        let ring = desk.store().keys().ring_of(desk.office(), &page).await?;
        for event in &page {
            file.fold(unsealed::<UserLife>(event, &ring)?);
        }
    }
    let told = file.steps().filter_map(|(_, step)| match &step.what {
        UserEvent::UserAdded { name, .. } | UserEvent::UserRenamed { name } => name.value().cloned(),
        _ => None,
    });
    Ok(told.last())
}
