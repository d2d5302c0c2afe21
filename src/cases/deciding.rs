//! One step on its way to being decided, whatever kind of case takes it.
use super::due::DueDate;
use super::facts::{Conduct, Judge, Unlawful};
use super::occurred::{Day, Moment, Occurred};
use super::people::Officers;
use super::statutes::Rule;
use super::words::Committee;

/// A step that is asked for, in a life so far, before its judge.
#[derive(Debug)]
pub struct Deciding<'life, 'judge, 'facts, L> {
    /// The life so far.
    pub life: &'life L,
    /// Who judges whether it is lawful.
    pub judge: &'judge mut Judge<'facts>,
    /// When it was taken.
    pub occurred: Occurred,
}

impl<L> Deciding<'_, '_, '_, L> {
    /// The day of the step.
    #[must_use]
    pub fn day(&self) -> Day {
        self.occurred.day()
    }

    /// Whether somebody acts, and paper does not tell of it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.judge.facts().conduct == Conduct::Live
    }

    /// Demands that `rule` is kept on the day of the step.
    ///
    /// # Errors
    /// When it is not and somebody acts; paper gets an irregularity instead.
    pub fn demand(&mut self, kept: bool, rule: Rule) -> Result<(), Unlawful> {
        let day = self.day();
        self.judge.demand(kept, rule, day)
    }

    /// Demands of who acts now what paper may leave unsaid.
    ///
    /// # Errors
    /// When somebody acts and does not say it.
    pub fn demand_said(&mut self, said: bool, rule: Rule) -> Result<(), Unlawful> {
        let day = self.day();
        self.judge.demand_said(said, rule, day)
    }

    /// Demands two different officers; paper may not say who they were.
    ///
    /// # Errors
    /// When somebody acts and there are fewer, or they are not named.
    pub fn demand_two(&mut self, officers: &Officers, rule: Rule) -> Result<(), Unlawful> {
        let count = officers.count();
        self.demand_said(count.is_some(), rule)?;
        self.demand(count.is_none_or(|count| count >= 2), rule)
    }

    /// Whether the office has the committee, where one is named.
    #[must_use]
    pub fn is_known(&self, committee: Option<&Committee>) -> bool {
        self.judge.facts().is_known(committee)
    }

    /// The last day by `rule`, counted from the step. Hours run from its moment, where that is known.
    #[must_use]
    pub fn due(&self, rule: Rule) -> DueDate {
        let due = DueDate::by(rule, self.day(), &self.judge.facts().calendar);
        match self.hours_after(rule) {
            Some(last) => DueDate { due: last.day(), ..due },
            None => due,
        }
    }

    /// The last moment by a rule that has hours, where the moment of the step is known.
    #[must_use]
    pub fn hours_after(&self, rule: Rule) -> Option<Moment> {
        let length = rule.on(self.day()).term?.length;
        length.hours_after(self.occurred.moment()?.utc()).map(Moment::new)
    }
}
