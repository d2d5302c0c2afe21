//! Why a command to a petition was refused.
use super::state::{PetitionPhase, PetitionStep};
use crate::cases::case_file::Impossible;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::Unlawful;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::words::Committee;

/// Why it was refused, and what to do instead.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PetitionRefusal {
    /// No case of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The law forbids it.
    #[error(transparent)]
    Unlawful(#[from] Unlawful),
    /// The office has no such committee.
    #[error("the office has no committee {committee}; choose one of its own, or add it first")]
    UnknownCommittee {
        /// The name given.
        committee: Committee,
    },
    /// The petition does not stand where this step begins.
    #[error("a petition that is {phase:?} cannot be {step:?}; look at its steps and take the next one")]
    OutOfOrder {
        /// Where it stands.
        phase: PetitionPhase,
        /// The step asked for.
        step: PetitionStep,
    },
    /// The step would lie before the one it follows.
    #[error("{step_day} is before {not_before}, the day of the step it follows; check the date")]
    BeforeEarlierStep {
        /// The day given.
        step_day: Day,
        /// The first possible day.
        not_before: Day,
    },
    /// It is void.
    #[error("the petition is void; register it anew")]
    Voided,
    /// It goes on in another petition.
    #[error("the petition goes on in {into}; take the step there")]
    Merged {
        /// That petition.
        into: CaseId,
    },
    /// It is registered.
    #[error("the petition is registered already; correct the registration if it is wrong")]
    AlreadyRegistered,
    /// It is concluded.
    #[error("the petition was concluded on {on}; reopen it first")]
    AlreadyConcluded {
        /// On which day.
        on: Day,
    },
    /// It is not concluded.
    #[error("the petition is not concluded; it is rated after its conclusion")]
    NotConcluded,
    /// An extension waits for the leader.
    #[error("an extension waits for the leader; approve or reject it first")]
    ExtensionPending,
    /// No extension waits for the leader.
    #[error("no extension was asked for; ask for it first")]
    NoExtensionRequested,
    /// No term of the petition procedure runs.
    #[error("no term to conclude it is running, so there is nothing to extend")]
    NoConclusionClock,
    /// Its clock stands still.
    #[error("the petition is suspended since {since}; resume it first")]
    Suspended {
        /// Since when.
        since: Day,
    },
    /// Its clock runs.
    #[error("the petition is not suspended")]
    NotSuspended,
    /// This conclusion is rated.
    #[error("the petition is rated already; correct the rating if it is wrong")]
    AlreadyRated,
    /// Its dispute is settled.
    #[error("the dispute was settled on {on}; correct that step if it is wrong")]
    AlreadySettled {
        /// On which day.
        on: Day,
    },
    /// It is linked with that case.
    #[error("the petition is linked with {to} already")]
    AlreadyLinked {
        /// That case.
        to: CaseId,
    },
    /// The number is on this petition.
    #[error("the petition has {number} already")]
    NumberAlreadyRecorded {
        /// The number.
        number: ExternalNumber,
    },
    /// That department has it.
    #[error("that department has the petition already; choose another")]
    SameDepartment,
}

crate::refusal_keys! {
    PetitionRefusal {
        Self::Impossible(Impossible::InTheFuture) => "petition.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "petition.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "petition.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "petition.breaks_later_step",
        Self::Unlawful(_) => "petition.unlawful",
        Self::UnknownCommittee { .. } => "petition.unknown_committee",
        Self::OutOfOrder { .. } => "petition.out_of_order",
        Self::BeforeEarlierStep { .. } => "petition.before_earlier_step",
        Self::Voided => "petition.voided",
        Self::Merged { .. } => "petition.merged",
        Self::AlreadyRegistered => "petition.already_registered",
        Self::AlreadyConcluded { .. } => "petition.already_concluded",
        Self::NotConcluded => "petition.not_concluded",
        Self::ExtensionPending => "petition.extension_pending",
        Self::NoExtensionRequested => "petition.no_extension_requested",
        Self::NoConclusionClock => "petition.no_conclusion_clock",
        Self::Suspended { .. } => "petition.suspended",
        Self::NotSuspended => "petition.not_suspended",
        Self::AlreadyRated => "petition.already_rated",
        Self::AlreadySettled { .. } => "petition.already_settled",
        Self::AlreadyLinked { .. } => "petition.already_linked",
        Self::NumberAlreadyRecorded { .. } => "petition.number_already_recorded",
        Self::SameDepartment => "petition.same_department",
    }
}
