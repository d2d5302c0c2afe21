//! What follows from a command about who belongs to a case.
use super::command::AccessCommand;
use super::event::AccessEvent;
use super::refusal::AccessRefusal;
use super::state::{AccessLife, Part};
use crate::cases::case_file::Life;
use crate::cases::facts::Judge;
use crate::cases::ids::{CaseId, UserId, Version};
use crate::cases::occurred::Dated;
use crate::cases::personal::Personal;

impl Life for AccessLife {
    const KIND: &'static str = "access";
    type Command = AccessCommand;
    type Event = AccessEvent;
    type Refusal = AccessRefusal;

    fn decide(
        &self,
        command: &Dated<AccessCommand>,
        _judge: &mut Judge<'_>,
    ) -> Result<Vec<AccessEvent>, AccessRefusal> {
        if let AccessCommand::OpenAccess { case } = command.what {
            return self.open(case);
        }
        if self.case.is_none() {
            return Err(AccessRefusal::NotOpened);
        }
        Ok(vec![self.change_of(&command.what)?])
    }

    fn admits(&self, step: &Dated<AccessEvent>) -> Result<(), AccessRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<AccessEvent>) {
        self.take(version, step);
    }

    fn remember(&mut self, before: Self) {
        for user in before.parts.into_keys() {
            self.parts.entry(user).or_default();
        }
    }

    crate::records!(AccessEvent { AccessCorrected, AccessIrregularityFound });

    fn command_of(event: &AccessEvent) -> Option<AccessCommand> {
        Some(match event.clone() {
            AccessEvent::AccessOpened { case } => AccessCommand::OpenAccess { case },
            AccessEvent::HandlerAssigned { user } => AccessCommand::AssignHandler { user },
            AccessEvent::HandlerReleased { user } => AccessCommand::ReleaseHandler { user },
            AccessEvent::InspectorAppointed { user } => AccessCommand::AppointInspector { user },
            AccessEvent::InspectorReleased { user } => AccessCommand::ReleaseInspector { user },
            AccessEvent::AccusedNamed { user } => AccessCommand::NameAccused { user },
            AccessEvent::AccusedCleared { user } => AccessCommand::ClearAccused { user },
            AccessEvent::ConfidentialitySet { level } => AccessCommand::SetConfidentiality { level },
            AccessEvent::ReaderAdmitted { user, until, .. } => {
                AccessCommand::AdmitReader { user, reason: Personal::kept(), until }
            }
            AccessEvent::ReaderDismissed { user } => AccessCommand::DismissReader { user },
            AccessEvent::AccessCorrected { .. } | AccessEvent::AccessIrregularityFound { .. } => return None,
        })
    }
}

impl AccessLife {
    fn open(&self, case: CaseId) -> Result<Vec<AccessEvent>, AccessRefusal> {
        match self.case {
            None => Ok(vec![AccessEvent::AccessOpened { case }]),
            Some(kept) if kept == case => Ok(vec![]),
            Some(_) => Err(AccessRefusal::AnotherCase),
        }
    }

    fn change_of(&self, command: &AccessCommand) -> Result<AccessEvent, AccessRefusal> {
        let demand = |held: bool, otherwise: AccessRefusal| if held { Ok(()) } else { Err(otherwise) };
        Ok(match command {
            AccessCommand::OpenAccess { case } => AccessEvent::AccessOpened { case: *case },
            AccessCommand::AssignHandler { user } => {
                demand(!self.unbarred(*user)?.handles, AccessRefusal::Handles)?;
                AccessEvent::HandlerAssigned { user: *user }
            }
            AccessCommand::ReleaseHandler { user } => {
                demand(self.part(*user).handles, AccessRefusal::HandlesNot)?;
                AccessEvent::HandlerReleased { user: *user }
            }
            AccessCommand::AppointInspector { user } => {
                demand(!self.unbarred(*user)?.inspects, AccessRefusal::Inspects)?;
                AccessEvent::InspectorAppointed { user: *user }
            }
            AccessCommand::ReleaseInspector { user } => {
                demand(self.part(*user).inspects, AccessRefusal::InspectsNot)?;
                AccessEvent::InspectorReleased { user: *user }
            }
            AccessCommand::NameAccused { user } => {
                demand(!self.part(*user).accused, AccessRefusal::Accused)?;
                AccessEvent::AccusedNamed { user: *user }
            }
            AccessCommand::ClearAccused { user } => {
                demand(self.part(*user).accused, AccessRefusal::AccusedNot)?;
                AccessEvent::AccusedCleared { user: *user }
            }
            AccessCommand::SetConfidentiality { level } => {
                demand(self.level != *level, AccessRefusal::Level(*level))?;
                AccessEvent::ConfidentialitySet { level: *level }
            }
            AccessCommand::AdmitReader { user, reason, until } => {
                self.unbarred(*user)?;
                AccessEvent::ReaderAdmitted { user: *user, reason: reason.clone(), until: *until }
            }
            AccessCommand::DismissReader { user } => {
                demand(self.part(*user).admitted, AccessRefusal::AdmittedNot)?;
                AccessEvent::ReaderDismissed { user: *user }
            }
        })
    }

    /// The part of a user who may be given more.
    fn unbarred(&self, user: UserId) -> Result<Part, AccessRefusal> {
        let part = self.part(user);
        if part.accused { Err(AccessRefusal::Barred) } else { Ok(part) }
    }
}
