//! Why a step in a declared case is refused.
use super::ids::{Code, KindId};
use crate::cases::case_file::Impossible;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::Unlawful;
use crate::cases::occurred::Day;

/// The reason, in words that say what to do.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DeclaredRefusal {
    /// No case of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The law forbids it.
    #[error(transparent)]
    Unlawful(#[from] Unlawful),
    /// No such kind, or no such version of it.
    #[error("no kind '{0}' is declared in this version; `anjuan kind list` shows those that are")]
    UnknownKind(KindId),
    /// There is no case yet.
    #[error("there is no such case; open it first")]
    NotOpened,
    /// The case is there.
    #[error("this case is open already; open another under a number of its own")]
    AlreadyOpened,
    /// The case is void.
    #[error("this case is void; nothing more can happen to it")]
    Voided,
    /// The declaration has no such step.
    #[error("the declaration of this kind has no step '{0}'")]
    UnknownStep(Code),
    /// The step does not follow from where the case stands.
    #[error("'{step}' cannot follow while the case is '{state}'; take the steps before it first")]
    OutOfOrder {
        /// Where the case stands.
        state: Code,
        /// The step.
        step: Code,
    },
    /// The step is said to have happened before one that it follows.
    #[error("it cannot have happened on {step_day}, for it follows a step of {not_before}; check both days")]
    BeforeEarlierStep {
        /// The day of the step.
        step_day: Day,
        /// The earliest day on which it is possible.
        not_before: Day,
    },
    /// The step has no such field.
    #[error("this step tells no '{0}'")]
    UnknownField(Code),
    /// The field is told twice.
    #[error("'{0}' is told twice")]
    FieldTwice(Code),
    /// The field has to be told.
    #[error("'{0}' is missing")]
    FieldMissing(Code),
    /// The value is not of the field's type, or none of its values.
    #[error("this is no value of '{0}'")]
    WrongValue(Code),
    /// The office has no committee of that name.
    #[error("the office has no such committee; choose one of its committees")]
    UnknownCommittee,
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
    /// A deadline that is told lies before the step.
    #[error("the deadline {deadline} lies before the step's own day {day}; check both days")]
    DeadlineBeforeStep {
        /// The day of the step.
        day: Day,
        /// The deadline.
        deadline: Day,
    },
}

crate::refusal_keys! {
    DeclaredRefusal {
        Self::Impossible(_) => "declared.impossible",
        Self::Unlawful(_) => "declared.unlawful",
        Self::UnknownKind(_) => "declared.unknown_kind",
        Self::NotOpened => "declared.not_opened",
        Self::AlreadyOpened => "declared.already_opened",
        Self::Voided => "declared.voided",
        Self::UnknownStep(_) => "declared.unknown_step",
        Self::OutOfOrder { .. } => "declared.out_of_order",
        Self::BeforeEarlierStep { .. } => "declared.before_earlier_step",
        Self::UnknownField(_) => "declared.unknown_field",
        Self::FieldTwice(_) => "declared.field_twice",
        Self::FieldMissing(_) => "declared.field_missing",
        Self::WrongValue(_) => "declared.wrong_value",
        Self::UnknownCommittee => "declared.unknown_committee",
        Self::NothingToReassign => "declared.nothing_to_reassign",
        Self::NumberAlreadyRecorded { .. } => "declared.number_already_recorded",
        Self::AlreadyLinked => "declared.already_linked",
        Self::DeadlineBeforeStep { .. } => "declared.deadline_before_step",
    }
}
