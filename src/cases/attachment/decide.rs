//! What follows from a command about the files of a case.
use super::command::AttachmentCommand;
use super::event::AttachmentEvent;
use super::refusal::AttachmentRefusal;
use super::state::{Attached, AttachmentLife};
use crate::cases::case_file::Life;
use crate::cases::facts::Judge;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::personal::Personal;

impl Life for AttachmentLife {
    const KIND: &'static str = "attachment";
    type Command = AttachmentCommand;
    type Event = AttachmentEvent;
    type Refusal = AttachmentRefusal;

    fn decide(
        &self,
        command: &Dated<AttachmentCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<AttachmentEvent>, AttachmentRefusal> {
        self.is_of(command.what.case())?;
        match command.what.clone() {
            AttachmentCommand::AttachFile { file, .. } if self.has(file) => Ok(vec![]),
            AttachmentCommand::AttachFile { file, .. } if !judge.facts().stored.contains(&file) => {
                Err(AttachmentRefusal::NotStored)
            }
            AttachmentCommand::AttachFile { step: Some(step), .. }
                if !(Version::FIRST..=judge.facts().case_version).contains(&step) =>
            {
                Err(AttachmentRefusal::NoSuchEvent(step))
            }
            AttachmentCommand::AttachFile { case, file, what, made, place, title, step } => {
                Ok(vec![AttachmentEvent::FileAttached { case, file, what, made, place, title, step }])
            }
            AttachmentCommand::DetachFile { case, file, reason } => match self.files.get(&file) {
                Some(Attached { hangs: true, .. }) => {
                    Ok(vec![AttachmentEvent::FileDetached { case, file, reason }])
                }
                Some(_) => Ok(vec![]),
                None => Err(AttachmentRefusal::NotAttached),
            },
        }
    }

    fn admits(&self, step: &Dated<AttachmentEvent>) -> Result<(), AttachmentRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<AttachmentEvent>) {
        self.take(version, step);
    }

    fn remember(&mut self, before: Self) {
        for (file, attached) in before.files {
            self.files.entry(file).or_insert(Attached { hangs: false, ..attached });
        }
    }

    crate::records!(AttachmentEvent { AttachmentCorrected, AttachmentIrregularityFound });

    fn command_of(event: &AttachmentEvent) -> Option<AttachmentCommand> {
        Some(match event.clone() {
            AttachmentEvent::FileAttached { case, file, what, made, place, title, step } => {
                let (place, title) = (Personal::kept_if(place.as_ref()), Personal::kept_if(title.as_ref()));
                AttachmentCommand::AttachFile { case, file, what, made, place, title, step }
            }
            AttachmentEvent::FileDetached { case, file, reason } => {
                AttachmentCommand::DetachFile { case, file, reason: Personal::kept_if(reason.as_ref()) }
            }
            AttachmentEvent::AttachmentCorrected { .. }
            | AttachmentEvent::AttachmentIrregularityFound { .. } => return None,
        })
    }
}
