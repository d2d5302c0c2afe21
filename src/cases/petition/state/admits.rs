//! What is possible: the phase allows it, and it is not before what it follows.
use super::PetitionLife;
use super::order::{PetitionPhase, PetitionStep};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::occurred::{Dated, Day, Occurred};
use crate::cases::petition::event::{Destination, PetitionEvent as Event};
use crate::cases::petition::refusal::PetitionRefusal;

impl PetitionLife {
    /// Whether `step` can be taken on `day`, whatever it says in particular.
    pub(in crate::cases::petition) fn may(
        &self,
        step: PetitionStep,
        day: Day,
    ) -> Result<(), PetitionRefusal> {
        let phase = self.phase();
        let out_of_order = || Err(PetitionRefusal::OutOfOrder { phase, step });
        match (phase, step) {
            (PetitionPhase::Unregistered, PetitionStep::Registered) => return Ok(()),
            (PetitionPhase::Unregistered, _) => return out_of_order(),
            (_, PetitionStep::Registered) => return Err(PetitionRefusal::AlreadyRegistered),
            (PetitionPhase::Voided, _) => return Err(PetitionRefusal::Voided),
            _ => {}
        }
        if let Some(into) = self.merged_into
            && step != PetitionStep::Voided
        {
            return Err(PetitionRefusal::Merged { into });
        }
        if let Some(on) = self.concluded()
            && step == PetitionStep::Concluded
        {
            return Err(PetitionRefusal::AlreadyConcluded { on });
        }
        if !step.is_possible_in(phase) {
            return out_of_order();
        }
        self.is_not_hindered(step)?;
        match self.not_before(step) {
            Some(not_before) if day < not_before => {
                Err(PetitionRefusal::BeforeEarlierStep { step_day: day, not_before })
            }
            _ => Ok(()),
        }
    }

    /// What stands against `step` apart from the phase.
    fn is_not_hindered(&self, step: PetitionStep) -> Result<(), PetitionRefusal> {
        let phase = self.phase();
        match step {
            PetitionStep::ExtensionRequested if self.extension_pending.is_some() => {
                Err(PetitionRefusal::ExtensionPending)
            }
            PetitionStep::DeadlineStated | PetitionStep::ExtensionRequested
                if self.conclusion_term().is_none() =>
            {
                Err(PetitionRefusal::NoConclusionClock)
            }
            PetitionStep::ExtensionApproved | PetitionStep::ExtensionRejected
                if self.extension_pending.is_none() =>
            {
                Err(PetitionRefusal::NoExtensionRequested)
            }
            PetitionStep::Resumed if self.suspended().is_none() => Err(PetitionRefusal::NotSuspended),
            PetitionStep::Concluded | PetitionStep::Suspended => {
                self.suspended().map_or(Ok(()), |since| Err(PetitionRefusal::Suspended { since }))
            }
            PetitionStep::ReplyServed if self.served => Err(PetitionRefusal::OutOfOrder { phase, step }),
            PetitionStep::Rated if self.concluded().is_none() => Err(PetitionRefusal::NotConcluded),
            PetitionStep::Rated if self.rated => Err(PetitionRefusal::AlreadyRated),
            PetitionStep::DisputeSettled => {
                self.settlement.map_or(Ok(()), |known| Err(PetitionRefusal::AlreadySettled { on: known.day }))
            }
            _ => Ok(()),
        }
    }

    /// The day of what `step` follows.
    fn not_before(&self, step: PetitionStep) -> Option<Day> {
        let registered = self.registered().map(Occurred::day);
        match step {
            PetitionStep::Rated => self.concluded().max(self.ratings.days().last()),
            // What was done before it came in may be known only afterwards.
            PetitionStep::Noted => None,
            PetitionStep::Reassigned => registered.max(self.departments.days().last()),
            PetitionStep::TermsRecounted => registered.max(self.conclude_by.days().last()),
            _ if step.is_beside() => registered,
            _ => self.latest,
        }
    }

    /// Whether what the event says in particular fits the life so far. A due date fits the one that it moves, so that
    /// a correction cannot leave a later due date standing on what is no longer so.
    pub(in crate::cases::petition) fn fits(&self, event: &Dated<Event>) -> Result<(), PetitionRefusal> {
        let day = event.day();
        let moved = match &event.what {
            Event::DeadlineStated { deadline, conclude_by } => {
                self.demand_after_acceptance(*deadline)?;
                self.conclusion_term().is_some_and(|term| {
                    conclude_by.rule == term.rule
                        && conclude_by.start == term.start
                        && conclude_by.due == deadline.day()
                })
            }
            Event::ExtensionApproved { days, conclude_by, .. } => {
                self.extension_pending == Some(days.get())
                    && is_moved(self.conclusion_term(), Some(conclude_by), days.get(), 0)
            }
            Event::PetitionResumed { days, conclude_by } => {
                self.suspended().is_some_and(|since| (day - since).num_days() == i64::from(*days))
                    && is_moved(self.conclusion_term(), conclude_by.as_ref(), 0, *days)
            }
            Event::HearingHeld { days, decide_by } => {
                self.is_hearing_within_review(day, days.get())?;
                is_moved(self.decision_term(), Some(decide_by), 0, days.get())
            }
            Event::TermsRecounted { terms } => terms.iter().all(|due| self.terms.knows(due)),
            Event::PetitionLinked { to } if self.links.contains(to) => {
                return Err(PetitionRefusal::AlreadyLinked { to: *to });
            }
            Event::ExternalNumberRecorded { system, number } => {
                let number = ExternalNumber { system: system.clone(), number: number.clone() };
                if self.external_numbers.contains(&number) {
                    return Err(PetitionRefusal::NumberAlreadyRecorded { number });
                }
                true
            }
            Event::PetitionReassigned { department } if self.departments.now() == Some(department) => {
                return Err(PetitionRefusal::SameDepartment);
            }
            Event::PetitionAccepted { department: Some(_), .. }
            | Event::PetitionForwarded { to: Destination::Department(_), .. }
            | Event::PetitionAssigned { to: Destination::Department(_), .. } => {
                return self.is_not_before_department(day);
            }
            _ => true,
        };
        match event.what.step() {
            Some(step) if !moved => Err(PetitionRefusal::OutOfOrder { phase: self.phase(), step }),
            _ => Ok(()),
        }
    }

    /// A deadline is not over before its clock runs.
    pub(in crate::cases::petition) fn demand_after_acceptance(
        &self,
        deadline: Occurred,
    ) -> Result<(), PetitionRefusal> {
        let (step_day, start) = (deadline.day(), self.conclusion_term().map(|term| term.start));
        match start {
            Some(not_before) if step_day < not_before => {
                Err(PetitionRefusal::BeforeEarlierStep { step_day, not_before })
            }
            _ => Ok(()),
        }
    }

    fn is_not_before_department(&self, step_day: Day) -> Result<(), PetitionRefusal> {
        match self.departments.days().last() {
            Some(not_before) if step_day < not_before => {
                Err(PetitionRefusal::BeforeEarlierStep { step_day, not_before })
            }
            _ => Ok(()),
        }
    }

    /// A hearing that ended on `last` after `days` days began no earlier than the final review.
    fn is_hearing_within_review(&self, last: Day, days: u16) -> Result<(), PetitionRefusal> {
        let Some(requested) = self.milestone(PetitionStep::FinalReviewRequested) else { return Ok(()) };
        let back = chrono::Days::new(u64::from(days.saturating_sub(1)));
        let first = last.checked_sub_days(back).unwrap_or(Day::MIN);
        if first < requested.day() {
            return Err(PetitionRefusal::BeforeEarlierStep { step_day: first, not_before: requested.day() });
        }
        Ok(())
    }
}

/// Whether `to` is the term `from`, moved by so many days of extension and of rest.
fn is_moved(from: Option<&DueDate>, to: Option<&DueDate>, extension: u16, rest: u16) -> bool {
    let (Some(from), Some(to)) = (from, to) else { return from.is_none() && to.is_none() };
    to.rule == from.rule
        && to.start == from.start
        && to.extension == from.extension.saturating_add(extension)
        && to.rest == from.rest.saturating_add(rest)
}
