//! What follows from a command about erasing. That whoever approves is not whoever asked is seen to where the command
//! comes in: a file does not know who acts.
use super::command::ErasureCommand;
use super::event::ErasureEvent;
use super::refusal::ErasureRefusal;
use super::state::{ErasureLife, Stage};
use crate::cases::case_file::Life;
use crate::cases::facts::Judge;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::personal::{Personal, Subject};

impl Life for ErasureLife {
    const KIND: &'static str = "erasure";
    type Command = ErasureCommand;
    type Event = ErasureEvent;
    type Refusal = ErasureRefusal;

    fn decide(
        &self,
        command: &Dated<ErasureCommand>,
        _judge: &mut Judge<'_>,
    ) -> Result<Vec<ErasureEvent>, ErasureRefusal> {
        Ok(vec![match command.what.clone() {
            ErasureCommand::AskErasure { parts, .. } if parts.is_empty() => {
                return Err(ErasureRefusal::NothingNamed);
            }
            ErasureCommand::AskErasure { case, mut parts, ground, reason } => {
                parts.sort_unstable();
                parts.dedup();
                let mut open = self.requests.values().filter(|request| {
                    request.case == case && !matches!(request.stage, Stage::Erased | Stage::Rejected)
                });
                if open.any(|request| parts.iter().any(|part| request.parts.contains(part))) {
                    return Err(ErasureRefusal::AlreadyAsked);
                }
                let reason = reason.map(|reason| reason.under(Subject::of_request(self.requests.len())));
                ErasureEvent::ErasureAsked { case, parts, ground, reason }
            }
            ErasureCommand::ApproveErasure { case, asked } => ErasureEvent::ErasureApproved { case, asked },
            ErasureCommand::RejectErasure { reason: None, .. } => {
                return Err(ErasureRefusal::ReasonMissing);
            }
            ErasureCommand::RejectErasure { case, asked, reason } => {
                let subject = Subject::of_request(self.requests.range(..asked).count());
                let reason = reason.map(|reason| reason.under(subject));
                ErasureEvent::ErasureRejected { case, asked, reason }
            }
            ErasureCommand::RestrictProcessing { case, asked, until } => {
                let request = self.request(case, asked)?;
                if request.stage == Stage::Restricted && request.until == until {
                    return Ok(vec![]);
                }
                ErasureEvent::ProcessingRestricted { case, asked, until }
            }
            ErasureCommand::BeginErasure { case, asked, keys } => {
                let request = self.request(case, asked)?;
                if request.stage == Stage::Begun && keys.iter().all(|key| self.gone.contains(key)) {
                    return Ok(vec![]);
                }
                ErasureEvent::ErasureBegun { case, asked, keys }
            }
            ErasureCommand::NoteErased { case, asked, files } => {
                ErasureEvent::PersonalDataErased { case, asked, files }
            }
        }])
    }

    fn admits(&self, step: &Dated<ErasureEvent>) -> Result<(), ErasureRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<ErasureEvent>) {
        self.take(version, step);
    }

    crate::records!(ErasureEvent { ErasureCorrected, ErasureIrregularityFound });

    fn command_of(event: &ErasureEvent) -> Option<ErasureCommand> {
        Some(match event.clone() {
            ErasureEvent::ErasureAsked { case, parts, ground, reason } => {
                let reason = Personal::kept_if(reason.as_ref());
                ErasureCommand::AskErasure { case, parts, ground, reason }
            }
            ErasureEvent::ErasureApproved { case, asked } => ErasureCommand::ApproveErasure { case, asked },
            ErasureEvent::ErasureRejected { case, asked, reason } => {
                let reason = Personal::kept_if(reason.as_ref());
                ErasureCommand::RejectErasure { case, asked, reason }
            }
            ErasureEvent::ProcessingRestricted { case, asked, until } => {
                ErasureCommand::RestrictProcessing { case, asked, until }
            }
            ErasureEvent::ErasureBegun { case, asked, keys } => {
                ErasureCommand::BeginErasure { case, asked, keys }
            }
            ErasureEvent::PersonalDataErased { case, asked, files } => {
                ErasureCommand::NoteErased { case, asked, files }
            }
            ErasureEvent::ErasureCorrected { .. } | ErasureEvent::ErasureIrregularityFound { .. } => {
                return None;
            }
        })
    }
}
