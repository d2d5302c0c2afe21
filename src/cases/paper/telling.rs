//! Of which step of a case each paper tells.
use super::kind::PaperKind;
use crate::cases::any_file::AnyFile;
use crate::cases::case_file::{CaseFile, Life};
use crate::cases::fire_hazard::HazardEvent;
use crate::cases::ids::Version;
use crate::cases::illegal_structure::StructureEvent;
use crate::cases::inspection::InspectionEvent;
use crate::cases::petition::PetitionEvent;
use crate::cases::words::PaperNumber;
use std::collections::BTreeMap;

/// The step of which a paper tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Telling {
    /// Its version in the case.
    pub step: Version,
    /// The number that it bears already, where whoever took it wrote the paper by hand.
    pub number: Option<PaperNumber>,
}

/// The papers of which a case has taken the step, each with the last such step.
pub type Tellings = BTreeMap<PaperKind, Telling>;

/// What one step is to the papers of its case.
enum Says<'a> {
    /// A paper tells of it.
    Paper(PaperKind, Option<&'a PaperNumber>),
    /// Of the steps before it such papers tell no more.
    Undoes(&'static [PaperKind]),
    /// Nothing.
    Nothing,
}

/// The papers that can tell of this case; none of a void one.
#[must_use]
pub fn tellings(file: &AnyFile) -> Tellings {
    if file.is_void() {
        return Tellings::new();
    }
    match file {
        AnyFile::Petition(file) => last_of(file, petition),
        AnyFile::FireHazard(file) => last_of(file, hazard),
        AnyFile::IllegalStructure(file) => last_of(file, structure),
        AnyFile::Inspection(file) => last_of(file, inspection),
        _ => Tellings::new(),
    }
}

fn last_of<L: Life>(file: &CaseFile<L>, says: fn(&L::Event) -> Says<'_>) -> Tellings {
    let mut told = Tellings::new();
    for (step, dated) in file.steps() {
        match says(&dated.what) {
            Says::Paper(kind, number) => {
                told.insert(kind, Telling { step, number: number.cloned() });
            }
            Says::Undoes(kinds) => told.retain(|kind, _| !kinds.contains(kind)),
            Says::Nothing => {}
        }
    }
    told
}

fn petition(event: &PetitionEvent) -> Says<'_> {
    use PetitionEvent as E;
    match event {
        E::PetitionRegistered { .. } => Says::Paper(PaperKind::Receipt, None),
        E::PetitionAccepted { .. } => Says::Paper(PaperKind::Acceptance, None),
        E::PetitionDeclined { .. } | E::PetitionRedirected { .. } => {
            Says::Paper(PaperKind::NotAccepted, None)
        }
        E::PetitionForwarded { .. } | E::PetitionAssigned { .. } => Says::Paper(PaperKind::Forwarding, None),
        E::ForwardedPetitionReturned { .. } => Says::Undoes(&[PaperKind::Forwarding]),
        E::ExtensionApproved { .. } => Says::Paper(PaperKind::Extension, None),
        E::PetitionConcluded { paper, .. } => Says::Paper(PaperKind::Opinion, paper.as_ref()),
        E::ReviewDecided { paper, .. } => Says::Paper(PaperKind::ReviewOpinion, paper.as_ref()),
        E::FinalReviewDecided { paper, .. } => Says::Paper(PaperKind::FinalReviewOpinion, paper.as_ref()),
        E::PetitionReopened { .. } => {
            Says::Undoes(&[PaperKind::Opinion, PaperKind::ReviewOpinion, PaperKind::FinalReviewOpinion])
        }
        _ => Says::Nothing,
    }
}

fn hazard(event: &HazardEvent) -> Says<'_> {
    use HazardEvent as E;
    match event {
        E::RectificationOrdered { paper, .. } => Says::Paper(PaperKind::OrderToCorrect, paper.as_ref()),
        E::HazardReinspected { .. } => Says::Paper(PaperKind::ReinspectionOpinion, None),
        // What was sealed in an emergency is decided afterwards, and the decision is the paper.
        E::PremisesSealed { emergency: false, paper, .. } | E::SealDecided { paper } => {
            Says::Paper(PaperKind::Seal, paper.as_ref())
        }
        E::PremisesSealed { .. } | E::SealLifted {} => Says::Undoes(&[PaperKind::Seal]),
        E::HazardReopened { .. } => Says::Undoes(&[PaperKind::ReinspectionOpinion]),
        _ => Says::Nothing,
    }
}

fn structure(event: &StructureEvent) -> Says<'_> {
    use StructureEvent as E;
    match event {
        E::DemolitionOrdered { paper, .. } => Says::Paper(PaperKind::OrderToDemolish, paper.as_ref()),
        E::ComplianceDemanded { paper } => Says::Paper(PaperKind::Urging, paper.as_ref()),
        E::OrderAnnounced { .. } | E::ForcedDemolitionAnnounced {} => {
            Says::Paper(PaperKind::Announcement, None)
        }
        _ => Says::Nothing,
    }
}

fn inspection(event: &InspectionEvent) -> Says<'_> {
    use InspectionEvent as E;
    match event {
        E::InspectionRecorded { .. } => Says::Paper(PaperKind::InspectionOpinion, None),
        E::OpinionIssued { opinion } => Says::Paper(PaperKind::InspectionOpinion, Some(opinion)),
        E::RectificationOrdered { opinion, .. } => Says::Paper(PaperKind::OrderToCorrect, opinion.as_ref()),
        E::InspectionReopened { .. } => Says::Undoes(&[PaperKind::ReinspectionOpinion]),
        E::HazardsReinspected { opinion, .. } => {
            Says::Paper(PaperKind::ReinspectionOpinion, opinion.as_ref())
        }
        _ => Says::Nothing,
    }
}
