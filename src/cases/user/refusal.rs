//! Why a command about a user is refused.
use super::names::LoginName;
use super::role::Role;
use crate::cases::case_file::Impossible;
use crate::cases::occurred::Day;
use crate::cases::words::Committee;

/// Why a command about a user was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UserRefusal {
    /// The login name is taken.
    #[error("the office has a user {0} already")]
    AlreadyAdded(LoginName),
    /// There is none.
    #[error("there is no such user: add the user first")]
    NoSuchUser,
    /// The office has no such committee.
    #[error("the office has no committee {0}")]
    UnknownCommittee(Committee),
    /// The role is held.
    #[error("the user is {0} already")]
    RoleHeld(Role),
    /// The role is not held.
    #[error("the user is not {0}")]
    RoleNotHeld(Role),
    /// 三员分立 (GB/T 22239-2019).
    #[error("whoever is {held} cannot be {asked}: the three administrations are never one person's")]
    AdministrationsApart {
        /// The administration that the user holds.
        held: Role,
        /// The one that was asked for.
        asked: Role,
    },
    /// The user may do nothing.
    #[error("the user is disabled already")]
    Disabled,
    /// The user may work.
    #[error("the user is not disabled")]
    NotDisabled,
    /// Nobody acts for himself, or hands over to himself.
    #[error("it is the same person")]
    SamePerson,
    /// The time of a deputy makes no sense.
    #[error("a deputy's time ends on {until}, before it begins on {from}")]
    EndsBeforeItBegins {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// Nobody acts for the user.
    #[error("that user is no deputy of this one")]
    NoSuchDeputy,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    UserRefusal {
        Self::AlreadyAdded(_) => "user.already_added",
        Self::NoSuchUser => "user.no_such_user",
        Self::UnknownCommittee(_) => "user.unknown_committee",
        Self::RoleHeld(_) => "user.role_held",
        Self::RoleNotHeld(_) => "user.role_not_held",
        Self::AdministrationsApart { .. } => "user.administrations_apart",
        Self::Disabled => "user.disabled",
        Self::NotDisabled => "user.not_disabled",
        Self::SamePerson => "user.same_person",
        Self::EndsBeforeItBegins { .. } => "user.ends_before_it_begins",
        Self::NoSuchDeputy => "user.no_such_deputy",
        Self::Impossible(Impossible::InTheFuture) => "user.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "user.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "user.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "user.breaks_later_step",
    }
}
