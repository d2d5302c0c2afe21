//! What a user may be, by day.
use super::event::UserEvent;
use super::names::LoginName;
use super::refusal::UserRefusal;
use super::role::Role;
use crate::cases::course::Course;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day};
use crate::cases::words::{Committee, Department};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who acts for a user, from one day to another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Deputation {
    /// Who.
    pub deputy: LoginName,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

impl Deputation {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        (self.from..=self.until).contains(&day)
    }

    /// It was recorded in error and holds on no day.
    pub(super) fn never(&mut self) {
        self.until = self.from.pred_opt().unwrap_or(self.from);
    }
}

/// A user so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UserLife {
    /// The name to sign in with; none before the user was added.
    pub login: Option<LoginName>,
    /// The roles, by day.
    pub roles: Course<BTreeSet<Role>>,
    /// Where the user works, by day.
    pub place: Course<(Option<Department>, Option<Committee>)>,
    /// Whether the user may do anything, by day.
    pub enabled: Course<bool>,
    /// Who acts for the user.
    pub deputies: Vec<Deputation>,
}

impl UserLife {
    /// Whether the user may do anything now.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled.now() == Some(&true)
    }

    /// The roles now, whether or not the user is enabled.
    #[must_use]
    pub fn roles_now(&self) -> BTreeSet<Role> {
        self.roles.now().cloned().unwrap_or_default()
    }

    /// What the user could be on `day`: nothing while disabled.
    #[must_use]
    pub fn roles_on(&self, day: Day) -> BTreeSet<Role> {
        let enabled = self.enabled.on(day) == Some(&true);
        self.roles.on(day).filter(|_| enabled).cloned().unwrap_or_default()
    }

    /// The department now.
    #[must_use]
    pub fn department(&self) -> Option<&Department> {
        self.place.now().and_then(|(department, _)| department.as_ref())
    }

    /// The committee now.
    #[must_use]
    pub fn committee(&self) -> Option<&Committee> {
        self.place.now().and_then(|(_, committee)| committee.as_ref())
    }

    pub(super) fn admits(&self, step: &Dated<UserEvent>) -> Result<(), UserRefusal> {
        match (&step.what, &self.login) {
            (UserEvent::UserAdded { .. }, Some(login)) => Err(UserRefusal::AlreadyAdded(login.clone())),
            (UserEvent::UserAdded { .. }, None) | (_, Some(_)) => Ok(()),
            (_, None) => Err(UserRefusal::NoSuchUser),
        }
    }

    pub(super) fn take(&mut self, _version: Version, step: &Dated<UserEvent>) {
        let day = step.occurred.day();
        match &step.what {
            UserEvent::UserAdded { login, department, committee, .. } => {
                self.login = Some(login.clone());
                self.place.set(day, (department.clone(), committee.clone()));
                self.enabled.set(day, true);
            }
            UserEvent::RoleGranted { role } => {
                let roles = self.roles_now().into_iter().chain([*role]).collect();
                self.roles.set(day, roles);
            }
            UserEvent::RoleRevoked { role } => {
                let roles = self.roles_now().into_iter().filter(|held| held != role).collect();
                self.roles.set(day, roles);
            }
            UserEvent::UserMoved { department, committee } => {
                self.place.set(day, (department.clone(), committee.clone()));
            }
            UserEvent::UserDisabled {} => self.enabled.set(day, false),
            UserEvent::UserEnabled {} => self.enabled.set(day, true),
            UserEvent::DeputyAppointed { deputy, from, until } => {
                self.deputies.retain(|known| known.deputy != *deputy);
                self.deputies.push(Deputation { deputy: deputy.clone(), from: *from, until: *until });
            }
            UserEvent::DeputyDismissed { deputy } => {
                let last = day.pred_opt().unwrap_or(day);
                let acting = self.deputies.iter_mut().filter(|known| known.deputy == *deputy);
                acting.for_each(|known| known.until = known.until.min(last));
            }
            UserEvent::UserRenamed { .. }
            | UserEvent::WorkHandedOver { .. }
            | UserEvent::UserCorrected { .. }
            | UserEvent::UserIrregularityFound { .. } => {}
        }
    }
}
