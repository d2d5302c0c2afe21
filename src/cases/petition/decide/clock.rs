//! The clocks: the term to conclude, its extension and rest, and the terms of the reviews.
use super::Event;
use crate::cases::due::DueDate;
use crate::cases::facts::Judge;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::petition::event::{ClaimPath, PetitionClass};
use crate::cases::petition::refusal::PetitionRefusal;
use crate::cases::petition::state::{PetitionLife, PetitionPhase, PetitionStep};
use crate::cases::statutes::{Length, Rule};
use std::num::NonZeroU16;

impl PetitionLife {
    /// By when an accepted petition must be concluded: 60 days (34 / 33), or 10 working days in simplified handling,
    /// which is for first-time petitions alone. Classified handling (31) gives this clock to the petition procedure
    /// alone; a matter that was not classified runs by it.
    pub(super) fn acceptance_term(
        &self,
        simplified: bool,
        day: Day,
        judge: &mut Judge<'_>,
    ) -> Result<Option<DueDate>, PetitionRefusal> {
        let Some(registration) = self.registration() else { return Ok(None) };
        let rule = if simplified { Rule::SimplifiedConclusion } else { Rule::ConcludePetition };
        judge.demand(!simplified || registration.first_time, rule, day)?;
        let own_clock = match registration.class {
            None | Some(PetitionClass::Claim { path: ClaimPath::PetitionProcedure }) => true,
            Some(_) => !Rule::ClassifiedHandling.on(day).in_force,
        };
        Ok(own_clock.then(|| DueDate::by(rule, day, &judge.facts().calendar)))
    }

    /// The paper names its own deadline: it stands as it is printed, and never moves to a working day.
    pub(super) fn stated(&self, deadline: Occurred, judge: &Judge<'_>) -> Result<Event, PetitionRefusal> {
        let term = self.conclusion_term().ok_or(PetitionRefusal::NoConclusionClock)?;
        self.demand_after_acceptance(deadline)?;
        let printed = DueDate::printed(term.rule, term.start, deadline.day(), &judge.facts().calendar);
        Ok(Event::DeadlineStated { deadline, conclude_by: DueDate { start: term.start, ..printed } })
    }

    /// An extension is at most 30 days, once, and of the ordinary term (34 / 33).
    pub(super) fn demand_extensible(
        &self,
        days: NonZeroU16,
        day: Day,
        judge: &mut Judge<'_>,
    ) -> Result<(), PetitionRefusal> {
        let ordinary = self.conclusion_term().is_some_and(|term| term.rule == Rule::ConcludePetition);
        let short_enough = match Rule::ExtendPetition.on(day).term.map(|term| term.length) {
            Some(Length::Days(most)) => days.get() <= most,
            _ => true,
        };
        let kept = ordinary && short_enough && !self.is_extended();
        Ok(judge.demand(kept, Rule::ExtendPetition, day)?)
    }

    /// The leader grants what was asked for, and the petitioner is told why (34 / 33).
    pub(super) fn approved_extension(
        &self,
        petitioner_told: Option<bool>,
        day: Day,
        judge: &mut Judge<'_>,
    ) -> Result<Event, PetitionRefusal> {
        let days = self.extension_pending().and_then(NonZeroU16::new);
        let days = days.ok_or(PetitionRefusal::NoExtensionRequested)?;
        let term = self.conclusion_term().ok_or(PetitionRefusal::NoConclusionClock)?;
        judge.demand_said(petitioner_told.is_some(), Rule::ExtendPetition, day)?;
        judge.demand(petitioner_told != Some(false), Rule::ExtendPetition, day)?;
        let conclude_by = term.extended(days.get(), &judge.facts().calendar);
        Ok(Event::ExtensionApproved { days, petitioner_told, conclude_by })
    }

    /// The clock runs again, and what is due moves by the days of rest.
    pub(super) fn resumed(&self, day: Day, judge: &Judge<'_>) -> Result<Event, PetitionRefusal> {
        let since = self.suspended().ok_or(PetitionRefusal::NotSuspended)?;
        let days = u16::try_from((day - since).num_days()).unwrap_or(u16::MAX);
        let conclude_by = self.conclusion_term().map(|term| term.rested(days, &judge.facts().calendar));
        Ok(Event::PetitionResumed { days, conclude_by })
    }

    /// The days of a hearing do not count towards the final review (36 / 35).
    pub(super) fn heard(&self, days: NonZeroU16, judge: &Judge<'_>) -> Result<Event, PetitionRefusal> {
        let term = self.decision_term();
        let out_of_order =
            PetitionRefusal::OutOfOrder { phase: self.phase(), step: PetitionStep::HearingHeld };
        let decide_by = term.ok_or(out_of_order)?.rested(days.get(), &judge.facts().calendar);
        Ok(Event::HearingHeld { days, decide_by })
    }

    /// With the reply in hand the petitioner has 30 days to ask for a review, and then for a final review; after that
    /// for nothing more (35-36 / 34-35).
    pub(super) fn appeal_opens(&self, day: Day, judge: &Judge<'_>) -> Option<DueDate> {
        let rule = self.appeal_rule();
        let opens = self.phase() != PetitionPhase::FinalReviewDecided;
        opens.then(|| DueDate::by(rule, day, &judge.facts().calendar))
    }

    /// The right to ask lapses 30 days after the reply was served; before it is served, no term runs.
    pub(super) fn demand_in_time_to_ask(
        &self,
        day: Day,
        judge: &mut Judge<'_>,
    ) -> Result<(), PetitionRefusal> {
        let lapsed = self.appeal_term().is_some_and(|term| term.is_late(day));
        Ok(judge.demand(!lapsed, self.appeal_rule(), day)?)
    }
}
