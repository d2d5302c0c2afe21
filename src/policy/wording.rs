//! The words in which the rules are written.
use super::action::{Action, Kind};
use super::question::{Does, Effect, Place, Relation, Rule};
use super::subject::{Capacity, Scope};
use crate::cases::user::Role;
use Relation::{Admitted, Department, Handles, Inspects, Registered};

pub(super) const CLERK: Capacity = Capacity::Role(Role::PetitionClerk);
pub(super) const HANDLER: Capacity = Capacity::Role(Role::Handler);
pub(super) const INSPECTOR: Capacity = Capacity::Role(Role::Inspector);
pub(super) const LEADER: Capacity = Capacity::Role(Role::Leader);
pub(super) const AUDITOR: Capacity = Capacity::Role(Role::Auditor);
pub(super) const SYSTEM: Capacity = Capacity::Role(Role::SystemAdministrator);
pub(super) const SECURITY: Capacity = Capacity::Role(Role::SecurityAdministrator);
pub(super) const AUDIT: Capacity = Capacity::Role(Role::AuditAdministrator);
pub(super) const fn token(scope: Scope) -> Capacity {
    Capacity::Scope(scope)
}

pub(super) const OWN: &[Place] = &[Place::Own];
pub(super) const OWN_AND_BELOW: &[Place] = &[Place::Own, Place::Below];
pub(super) const EVERYWHERE: &[Place] = &[Place::Own, Place::Below, Place::Elsewhere];
/// Who works on a case: handles it, or works in the department that does.
pub(super) const WORKS: &[Relation] = &[Handles, Department];
/// Who checks a place: found it, inspects it, or works in the department that handles it.
pub(super) const CHECKS: &[Relation] = &[Registered, Inspects, Department];
/// What is done with the files of a case.
pub(super) const ATTACHING: &[Action] = &[
    Action::Command(Kind::Attachment, "AttachFile"),
    Action::Command(Kind::Attachment, "DetachFile"),
    Action::Correct(Kind::Attachment),
];
/// Who has any part in a case.
pub(super) const HAS_PART: &[Relation] = &[Registered, Handles, Inspects, Department, Admitted];

pub(super) const fn permit(name: &'static str, to: &'static [Capacity], does: &'static [Action]) -> Rule {
    Rule {
        name,
        effect: Effect::Permit,
        to,
        does: Does::These(does),
        at: OWN,
        levels: &[],
        having: &[],
        unless: &[],
    }
}

pub(super) const fn forbid(name: &'static str, does: Does) -> Rule {
    Rule {
        name,
        effect: Effect::Forbid,
        to: &[],
        does,
        at: EVERYWHERE,
        levels: &[],
        having: &[],
        unless: &[],
    }
}

macro_rules! actions {
    ($($kind:ident { $($name:ident)+ })+) => {
        &[$($(Action::Command(Kind::$kind, stringify!($name))),+),+]
    };
}

macro_rules! questions {
    ($($query:ident)+) => {
        &[$(Action::Query(Query::$query)),+]
    };
}

pub(super) use {actions, questions};
