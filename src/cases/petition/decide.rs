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
use crate::cases::case_file::{Correction, Life};
use crate::cases::facts::{Conduct, Irregularity, Judge};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day};
use crate::cases::statutes::Rule;

impl Life for PetitionLife {
    const KIND: &'static str = "petition";
    type Command = Command;
    type Event = Event;
    type Refusal = PetitionRefusal;

    fn decide(&self, command: &Dated<Command>, judge: &mut Judge<'_>) -> Result<Vec<Event>, PetitionRefusal> {
        self.may(command.what.step(), command.day())?;
        match &command.what {
            Command::RegisterPetition { .. } => registration::register(&command.what, command.day(), judge),
            Command::RecountTerms {} if self.recounted(&judge.facts().calendar).is_empty() => Ok(Vec::new()),
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

    fn corrected(correction: Correction<Event>) -> Event {
        Event::PetitionCorrected { correction }
    }

    fn correction(event: &Event) -> Option<&Correction<Event>> {
        match event {
            Event::PetitionCorrected { correction } => Some(correction),
            _ => None,
        }
    }

    fn irregular(irregularity: Irregularity) -> Event {
        Event::PetitionIrregularityFound { irregularity }
    }

    fn irregularity(event: &Event) -> Option<&Irregularity> {
        match event {
            Event::PetitionIrregularityFound { irregularity } => Some(irregularity),
            _ => None,
        }
    }

    fn command_of(event: &Event) -> Option<Command> {
        again::command_of(event)
    }
}

/// Demands that something is said. What paper does not say is no irregularity.
fn demand_said(judge: &mut Judge<'_>, said: bool, rule: Rule, day: Day) -> Result<(), PetitionRefusal> {
    let kept = said || judge.facts().conduct == Conduct::Paper;
    Ok(judge.demand(kept, rule, day)?)
}
