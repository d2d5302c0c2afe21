//! The times that a step sets running, by the law in force on its day.
use super::{Case, Event};
use crate::cases::due::DueDate;
use crate::cases::fire_hazard::event::ReopenReason;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::rectification::printed;
use crate::cases::statutes::Rule;
use crate::cases::words::PaperNumber;

impl Case<'_, '_, '_> {
    /// A printed deadline, which is the paper's own day when it orders to correct at once, and the last day for the
    /// re-inspection when it is over.
    pub(super) fn printed(&self, deadline: Day) -> (DueDate, DueDate) {
        let calendar = &self.judge.facts().calendar;
        let at_once = deadline == self.day();
        let rule = if at_once { Rule::OrderCorrectionAtOnce } else { Rule::CorrectByPrintedDay };
        printed((rule, Rule::ReinspectHazard), self.day(), deadline, calendar)
    }

    /// A seal is decided within its time after the check, or after it was put on in an emergency. Thirty days is not
    /// confirmed as its longest (消防监督检查规定 22), so a longer printed one stands as it is printed.
    pub(super) fn seal(&self, emergency: bool, paper: Option<PaperNumber>, until: Option<Day>) -> Event {
        let calendar = &self.judge.facts().calendar;
        let checked = self.life.last_seen().map_or(self.day(), Occurred::day);
        let decide_by = if emergency {
            self.due(Rule::DecideEmergencySeal)
        } else {
            DueDate::by(Rule::DecideSeal, checked, calendar)
        };
        let decide_before = self.hours_after(Rule::DecideEmergencySeal).filter(|_| emergency);
        let until = until.map_or_else(
            || self.due(Rule::SealAtMost),
            |until| DueDate::printed(Rule::SealAtMost, self.day(), until, calendar),
        );
        Event::PremisesSealed { emergency, paper, decide_by, decide_before, until }
    }

    /// A hazard that is open again needs an order, unless the old one stands again.
    pub(super) fn order_again_by(&self, reason: ReopenReason) -> Option<DueDate> {
        let stands_again = reason == ReopenReason::ClosedWrongly && self.life.has_order_in_this_round();
        let found = self.life.found.is_some();
        (found && !stands_again).then(|| self.due(Rule::OrderCorrection))
    }
}
