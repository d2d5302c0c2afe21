//! Why a step in a fire hazard's case is refused.
use super::state::Phase;
use crate::cases::case_file::Impossible;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::Unlawful;
use crate::cases::occurred::Day;
use crate::cases::words::CaseNumber;

/// The reason, in words that say what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HazardRefusal {
    /// No case of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The law forbids it.
    #[error(transparent)]
    Unlawful(#[from] Unlawful),
    /// The office has no committee of that name.
    #[error("the office has no such committee; choose one of its committees")]
    UnknownCommittee,
    /// The case has already been reported or found.
    #[error("this case is already registered; register another hazard under a number of its own")]
    AlreadyRegistered,
    /// It was reported under another number.
    #[error("this case was reported as {reported}; find it under that number")]
    OtherNumber {
        /// The number that it has.
        reported: CaseNumber,
    },
    /// The case is void.
    #[error("this case is void; nothing more can happen to it")]
    Voided,
    /// The step does not follow from where the case stands.
    #[error("{step} cannot follow while the case is {phase:?}; take the steps before it first")]
    OutOfOrder {
        /// Where the case stands.
        phase: Phase,
        /// The event that would have happened.
        step: &'static str,
    },
    /// The step is said to have happened before one that it follows.
    #[error("it cannot have happened on {step_day}, for it follows a step of {not_before}; check both days")]
    BeforeEarlierStep {
        /// The day of the step.
        step_day: Day,
        /// The earliest day on which it is possible.
        not_before: Day,
    },
    /// A printed day lies before the paper's own day.
    #[error("the deadline {deadline} lies before the paper's own day {ordered}; check both days")]
    DeadlineBeforeOrder {
        /// The day of the paper.
        ordered: Day,
        /// The printed day.
        deadline: Day,
    },
    /// An extension that does not extend.
    #[error("{until} is not later than the deadline {deadline}; name a later day")]
    NotLater {
        /// The day asked for.
        until: Day,
        /// The deadline that runs.
        deadline: Day,
    },
    /// Nobody has seen it rectified.
    #[error("no re-inspection was passed and nothing was fixed on the spot; re-inspect before closing off")]
    NotRectified,
    /// The premises are still sealed.
    #[error("the premises are sealed; lift the seal before closing off")]
    StillSealed,
    /// Neither committee nor department is named.
    #[error("name the committee or the department that takes the case over")]
    NothingToReassign,
    /// The number is on this case.
    #[error("this case has {number} already")]
    NumberAlreadyRecorded {
        /// The number.
        number: ExternalNumber,
    },
    /// The cases are linked.
    #[error("these two cases are linked already")]
    AlreadyLinked,
}

crate::refusal_keys! {
    HazardRefusal {
        Self::Impossible(_) => "hazard.impossible",
        Self::Unlawful(_) => "hazard.unlawful",
        Self::UnknownCommittee => "hazard.unknown_committee",
        Self::AlreadyRegistered => "hazard.already_registered",
        Self::OtherNumber { .. } => "hazard.other_number",
        Self::Voided => "hazard.voided",
        Self::OutOfOrder { .. } => "hazard.out_of_order",
        Self::BeforeEarlierStep { .. } => "hazard.before_earlier_step",
        Self::DeadlineBeforeOrder { .. } => "hazard.deadline_before_order",
        Self::NotLater { .. } => "hazard.not_later",
        Self::NotRectified => "hazard.not_rectified",
        Self::StillSealed => "hazard.still_sealed",
        Self::NothingToReassign => "hazard.nothing_to_reassign",
        Self::NumberAlreadyRecorded { .. } => "hazard.number_already_recorded",
        Self::AlreadyLinked => "hazard.already_linked",
    }
}
