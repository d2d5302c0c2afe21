//! 待批: what waits for a leader's decision in a case, whatever its kind.
use super::any_file::AnyFile;
use super::fire_hazard::HazardLife;
use super::illegal_structure::{Phase, StructureLife};
use super::inspection::InspectionLife;
use super::occurred::Day;
use super::petition::{PetitionLife, PetitionPhase};
use std::str::FromStr;

/// What has to be decided.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Decision {
    /// 延期: more time to conclude a petition.
    Extension,
    /// 复查.
    Review,
    /// 复核.
    FinalReview,
    /// 整改延期: a later deadline for a fire hazard.
    DeadlineExtension,
    /// 补办临时查封决定: premises were sealed in an emergency.
    Seal,
    /// 强制拆除决定: the party was urged and heard, and its time is up.
    ForcedDemolition,
    /// 整改延期: a later deadline for what an inspection found.
    SafetyDeadlineExtension,
}

impl Decision {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Extension,
        Self::Review,
        Self::FinalReview,
        Self::DeadlineExtension,
        Self::Seal,
        Self::ForcedDemolition,
        Self::SafetyDeadlineExtension,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Review => "review",
            Self::FinalReview => "final_review",
            Self::DeadlineExtension => "deadline_extension",
            Self::Seal => "seal",
            Self::ForcedDemolition => "forced_demolition",
            Self::SafetyDeadlineExtension => "safety_deadline_extension",
        }
    }

    /// The commands with which it is decided, the one that grants what is asked first.
    #[must_use]
    pub const fn commands(self) -> &'static [&'static str] {
        match self {
            Self::Extension => &["ApproveExtension", "RejectExtension"],
            Self::Review => &["DecideReview"],
            Self::FinalReview => &["DecideFinalReview"],
            Self::DeadlineExtension | Self::SafetyDeadlineExtension => {
                &["ApproveDeadlineExtension", "RejectDeadlineExtension"]
            }
            Self::Seal => &["DecideSeal", "LiftSeal"],
            Self::ForcedDemolition => &["DecideForcedDemolition", "TerminateStructure"],
        }
    }
}

impl FromStr for Decision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|decision| decision.name() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            format!("'{text}' is nothing that is decided; there are {}", names.join(", "))
        })
    }
}

/// What waits, and what was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// What has to be decided.
    pub decision: Decision,
    /// Days of more time that were asked for.
    pub days: Option<u16>,
    /// The day until which more time was asked for, or from which on it may be carried out.
    pub day: Option<Day>,
}

impl Waiting {
    const fn of(decision: Decision) -> Self {
        Self { decision, days: None, day: None }
    }
}

/// What waits for a decision in this stream; none, if it is no case or nothing waits.
#[must_use]
pub fn waiting(file: &AnyFile) -> Option<Waiting> {
    match file {
        AnyFile::Petition(file) => petition(file.life()),
        AnyFile::FireHazard(file) => fire_hazard(file.life()),
        AnyFile::IllegalStructure(file) => illegal_structure(file.life()),
        AnyFile::Inspection(file) => inspection(file.life()),
        _ => None,
    }
}

/// What waits in a petition.
#[must_use]
pub fn petition(life: &PetitionLife) -> Option<Waiting> {
    if life.voided().is_some() || life.merged_into().is_some() {
        return None;
    }
    match (life.extension_pending(), life.phase()) {
        (days @ Some(_), _) => Some(Waiting { days, ..Waiting::of(Decision::Extension) }),
        (None, PetitionPhase::ReviewRequested) => Some(Waiting::of(Decision::Review)),
        (None, PetitionPhase::FinalReviewRequested) => Some(Waiting::of(Decision::FinalReview)),
        _ => None,
    }
}

/// What waits in a fire hazard's case. An undecided seal is the more urgent: it runs by hours.
#[must_use]
pub fn fire_hazard(life: &HazardLife) -> Option<Waiting> {
    if !life.is_open() || life.voided.is_some() {
        return None;
    }
    let seal = life.seal().filter(|seal| seal.decided.is_none());
    let sealed = seal.map(|seal| Waiting { day: Some(seal.decide_by.due), ..Waiting::of(Decision::Seal) });
    let asked = life.extension_pending();
    sealed.or_else(|| asked.map(|day| Waiting { day: Some(day), ..Waiting::of(Decision::DeadlineExtension) }))
}

/// What waits in an illegal structure's case: once the party was urged to comply and heard, or at once where it builds on
/// although it was stopped.
#[must_use]
pub fn illegal_structure(life: &StructureLife) -> Option<Waiting> {
    let open = life.is_open() && life.voided.is_none() && life.force.is_none();
    let standing = !life.all_demolished() && !life.is_suspended() && !life.is_in_litigation();
    let ripe = life.at_once() || (life.phase() == Phase::Urged && life.heard.is_some());
    (open && standing && ripe).then(|| Waiting {
        day: life.forced_from().map(|due| due.due),
        ..Waiting::of(Decision::ForcedDemolition)
    })
}

/// What waits in the case of an inspection.
#[must_use]
pub fn inspection(life: &InspectionLife) -> Option<Waiting> {
    let asked = life.extension_pending().filter(|_| life.is_open());
    asked.map(|day| Waiting { day: Some(day), ..Waiting::of(Decision::SafetyDeadlineExtension) })
}
