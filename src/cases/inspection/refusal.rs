//! Why a step in the case of an inspection is refused.
use super::event::HazardNo;
use super::state::Phase;
use crate::cases::case_file::Impossible;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::Unlawful;
use crate::cases::occurred::Day;
use crate::cases::words::PaperNumber;

/// The reason, in words that say what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InspectionRefusal {
    /// No case of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The law forbids it.
    #[error(transparent)]
    Unlawful(#[from] Unlawful),
    /// The office has no committee of that name.
    #[error("the office has no such committee; choose one of its committees")]
    UnknownCommittee,
    /// The inspection has already been recorded.
    #[error("this inspection is already recorded; record another one under a number of its own")]
    AlreadyRecorded,
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
        /// The latest deadline that runs.
        deadline: Day,
    },
    /// Some hazard is not seen to be rectified.
    #[error("hazard {0} did not pass a re-inspection; re-inspect before closing off")]
    NotRectified(HazardNo),
    /// A re-inspection that says nothing.
    #[error("say what the re-inspection showed: of all hazards, or of each")]
    NothingSeen,
    /// The record has no such hazard.
    #[error("the record has no hazard {0}; name one that it lists")]
    NoSuchHazard(HazardNo),
    /// A hazard stands twice.
    #[error("hazard {0} stands twice; give each a number of its own, and name it once")]
    HazardTwice(HazardNo),
    /// Nothing is to be ordered of this hazard.
    #[error(
        "hazard {0} is rectified, or ordered and not re-inspected since; name one that waits for an order"
    )]
    NotWaiting(HazardNo),
    /// More points failed than were checked.
    #[error(
        "{failed} points of the checklist cannot have failed when {checked} were checked; check both numbers"
    )]
    MoreFailedThanChecked {
        /// Points that were checked.
        checked: u16,
        /// Points that failed.
        failed: u16,
    },
    /// The document is on record.
    #[error("the opinion {0} is on record already; a document counts once")]
    OpinionAlreadyIssued(PaperNumber),
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
    InspectionRefusal {
        Self::Impossible(_) => "inspection.impossible",
        Self::Unlawful(_) => "inspection.unlawful",
        Self::UnknownCommittee => "inspection.unknown_committee",
        Self::AlreadyRecorded => "inspection.already_recorded",
        Self::Voided => "inspection.voided",
        Self::OutOfOrder { .. } => "inspection.out_of_order",
        Self::BeforeEarlierStep { .. } => "inspection.before_earlier_step",
        Self::DeadlineBeforeOrder { .. } => "inspection.deadline_before_order",
        Self::NotLater { .. } => "inspection.not_later",
        Self::NotRectified(_) => "inspection.not_rectified",
        Self::NothingSeen => "inspection.nothing_seen",
        Self::NoSuchHazard(_) => "inspection.no_such_hazard",
        Self::HazardTwice(_) => "inspection.hazard_twice",
        Self::NotWaiting(_) => "inspection.not_waiting",
        Self::MoreFailedThanChecked { .. } => "inspection.more_failed_than_checked",
        Self::OpinionAlreadyIssued(_) => "inspection.opinion_already_issued",
        Self::NothingToReassign => "inspection.nothing_to_reassign",
        Self::NumberAlreadyRecorded { .. } => "inspection.number_already_recorded",
        Self::AlreadyLinked => "inspection.already_linked",
    }
}
