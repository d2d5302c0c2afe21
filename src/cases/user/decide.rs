//! What follows from a command about a user.
use super::command::UserCommand;
use super::event::UserEvent;
use super::names::LoginName;
use super::refusal::UserRefusal;
use super::role::Role;
use super::state::UserLife;
use crate::cases::case_file::Life;
use crate::cases::facts::{Facts, Judge};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day};
use crate::cases::personal::Personal;
use crate::cases::words::Committee;

impl Life for UserLife {
    const KIND: &'static str = "user";
    type Command = UserCommand;
    type Event = UserEvent;
    type Refusal = UserRefusal;

    fn decide(
        &self,
        command: &Dated<UserCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<UserEvent>, UserRefusal> {
        if self.login.is_none() && !matches!(command.what, UserCommand::AddUser { .. }) {
            return Err(UserRefusal::NoSuchUser);
        }
        let event = match &command.what {
            UserCommand::AddUser { login, name, department, committee } => {
                known(judge.facts(), committee.as_ref())?;
                let (login, name) = (login.clone(), name.clone());
                UserEvent::UserAdded {
                    login,
                    name,
                    department: department.clone(),
                    committee: committee.clone(),
                }
            }
            UserCommand::GrantRole { role } => self.grant(*role)?,
            UserCommand::RevokeRole { role } => self.revoke(*role)?,
            UserCommand::MoveUser { department, committee } => {
                known(judge.facts(), committee.as_ref())?;
                UserEvent::UserMoved { department: department.clone(), committee: committee.clone() }
            }
            UserCommand::RenameUser { name } => UserEvent::UserRenamed { name: name.clone() },
            UserCommand::DisableUser {} if !self.is_enabled() => return Err(UserRefusal::Disabled),
            UserCommand::DisableUser {} => UserEvent::UserDisabled {},
            UserCommand::EnableUser {} if self.is_enabled() => return Err(UserRefusal::NotDisabled),
            UserCommand::EnableUser {} => UserEvent::UserEnabled {},
            UserCommand::AppointDeputy { deputy, from, until } => self.appoint(deputy, *from, *until)?,
            UserCommand::DismissDeputy { deputy } => self.dismiss(deputy, command.occurred.day())?,
            UserCommand::HandOverWork { to } if self.is(to) => return Err(UserRefusal::SamePerson),
            UserCommand::HandOverWork { to } => UserEvent::WorkHandedOver { to: to.clone() },
        };
        Ok(vec![event])
    }

    fn admits(&self, step: &Dated<UserEvent>) -> Result<(), UserRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<UserEvent>) {
        self.take(version, step);
    }

    fn remember(&mut self, before: Self) {
        for mut former in before.deputies {
            if !self.deputies.iter().any(|known| known.deputy == former.deputy) {
                former.never();
                self.deputies.push(former);
            }
        }
    }

    crate::records!(UserEvent { UserCorrected, UserIrregularityFound });

    fn command_of(event: &UserEvent) -> Option<UserCommand> {
        Some(match event.clone() {
            UserEvent::UserAdded { login, department, committee, .. } => {
                UserCommand::AddUser { login, name: Personal::kept(), department, committee }
            }
            UserEvent::RoleGranted { role } => UserCommand::GrantRole { role },
            UserEvent::RoleRevoked { role } => UserCommand::RevokeRole { role },
            UserEvent::UserMoved { department, committee } => UserCommand::MoveUser { department, committee },
            UserEvent::UserRenamed { .. } => UserCommand::RenameUser { name: Personal::kept() },
            UserEvent::UserDisabled {} => UserCommand::DisableUser {},
            UserEvent::UserEnabled {} => UserCommand::EnableUser {},
            UserEvent::DeputyAppointed { deputy, from, until } => {
                UserCommand::AppointDeputy { deputy, from, until }
            }
            UserEvent::DeputyDismissed { deputy } => UserCommand::DismissDeputy { deputy },
            UserEvent::WorkHandedOver { to } => UserCommand::HandOverWork { to },
            UserEvent::UserCorrected { .. } | UserEvent::UserIrregularityFound { .. } => return None,
        })
    }
}

/// Whether the office has the committee that is named.
fn known(facts: &Facts, committee: Option<&Committee>) -> Result<(), UserRefusal> {
    match committee {
        Some(name) if !facts.is_known(committee) => Err(UserRefusal::UnknownCommittee(name.clone())),
        _ => Ok(()),
    }
}

impl UserLife {
    fn is(&self, login: &LoginName) -> bool {
        self.login.as_ref() == Some(login)
    }

    fn grant(&self, role: Role) -> Result<UserEvent, UserRefusal> {
        let held = self.roles_now();
        if held.contains(&role) {
            return Err(UserRefusal::RoleHeld(role));
        }
        let other = held.into_iter().find(|held| held.is_administration());
        match other.filter(|_| role.is_administration()) {
            Some(held) => Err(UserRefusal::AdministrationsApart { held, asked: role }),
            None => Ok(UserEvent::RoleGranted { role }),
        }
    }

    fn revoke(&self, role: Role) -> Result<UserEvent, UserRefusal> {
        if !self.roles_now().contains(&role) {
            return Err(UserRefusal::RoleNotHeld(role));
        }
        Ok(UserEvent::RoleRevoked { role })
    }

    fn appoint(&self, deputy: &LoginName, from: Day, until: Day) -> Result<UserEvent, UserRefusal> {
        if self.is(deputy) {
            return Err(UserRefusal::SamePerson);
        }
        if until < from {
            return Err(UserRefusal::EndsBeforeItBegins { from, until });
        }
        Ok(UserEvent::DeputyAppointed { deputy: deputy.clone(), from, until })
    }

    fn dismiss(&self, deputy: &LoginName, on: Day) -> Result<UserEvent, UserRefusal> {
        if !self.deputies.iter().any(|known| known.deputy == *deputy && known.until >= on) {
            return Err(UserRefusal::NoSuchDeputy);
        }
        Ok(UserEvent::DeputyDismissed { deputy: deputy.clone() })
    }
}
