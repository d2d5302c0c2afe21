//! What follows from a command, and whether it is lawful.
//!
//! A live step that the law forbids is refused; paper gets an irregularity. Coming late is neither: how late is what
//! figures measure. Only a right that lapsed is lost: to ask for a review, and to have the same facts accepted again.
mod again;
mod clock;
mod registration;
mod steps;

use super::command::PetitionCommand as Command;
use super::event::PetitionEvent as Event;
use super::refusal::PetitionRefusal;
use super::state::PetitionLife;
use crate::cases::case_file::Life;
use crate::cases::facts::Judge;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;

impl Life for PetitionLife {
    const KIND: &'static str = "petition";
    type Command = Command;
    type Event = Event;
    type Refusal = PetitionRefusal;

    fn decide(&self, command: &Dated<Command>, judge: &mut Judge<'_>) -> Result<Vec<Event>, PetitionRefusal> {
        self.may(command.what.step(), command.day())?;
        match &command.what {
            Command::RegisterPetition { .. } => registration::register(&command.what, command.day(), judge),
            Command::RecountTerms {} if self.recounted(&judge.facts().calendar, command.day()).is_empty() => {
                Ok(Vec::new())
            }
            _ => Ok(vec![self.follow(command.what.clone(), command.day(), judge)?]),
        }
    }

    fn admits(&self, step: &Dated<Event>) -> Result<(), PetitionRefusal> {
        let Some(named) = step.what.step() else { return Ok(()) };
        self.may(named, step.day())?;
        self.fits(step)
    }

    fn apply(&mut self, _version: Version, step: &Dated<Event>) {
        self.take(step);
    }

    crate::records!(Event { PetitionCorrected, PetitionIrregularityFound });

    fn command_of(event: &Event) -> Option<Command> {
        again::command_of(event)
    }
}
