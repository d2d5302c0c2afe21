//! The clocks of an inspection's case.
use super::InspectionLife;
use crate::cases::clocks::Clock;
use crate::cases::due::{self, DueDate};
use crate::cases::occurred::Day;
use crate::cases::rectification::Waiting;
use crate::cases::workdays::Calendar;

impl InspectionLife {
    /// Every clock that the case has set going, with the day on which it ended. The time for a re-inspection begins
    /// at the deadline; one that was met before it began then begins and ends on that day.
    #[must_use]
    pub fn clocks(&self) -> Vec<Clock> {
        let again = |time: &Waiting| self.clock("reinspect_hazard", &time.due, time.since, time.ended);
        let orders = self.orders.iter().flat_map(|order| {
            let rectify = self.clock("rectify_hazard", &order.deadline, order.ordered.day(), order.ended);
            [rectify, again(&order.reinspect)]
        });
        orders.chain(self.claims.iter().map(again)).collect()
    }

    fn clock(&self, name: &'static str, due: &DueDate, since: Day, ended: Option<Day>) -> Clock {
        let over = self.voided.map(|voided| voided.voided.day());
        let ended = ended.or(over);
        let started = ended.map_or(since, |ended| since.min(ended));
        Clock { name, due: due.clone(), started, ended }
    }

    /// What `calendar` moves of its terms, counted again on this day: what is provisional (暂定), and what still runs.
    pub(in crate::cases::inspection) fn recounted(&self, calendar: &Calendar, on: Day) -> Vec<DueDate> {
        due::recounted(self.clone().terms().into_iter().map(|due| &*due), calendar, on)
    }

    /// Takes a term that was counted again in the place of what it was.
    pub(super) fn recount(&mut self, now: &DueDate) {
        let same = self.terms().into_iter().filter(|due| due.is_same_term(now));
        same.for_each(|due| *due = now.clone());
    }

    /// Every term that a calendar may move; a printed day stays.
    fn terms(&mut self) -> Vec<&mut DueDate> {
        let orders = self.orders.iter_mut().map(|order| &mut order.reinspect.due);
        orders.chain(self.claims.iter_mut().map(|time| &mut time.due)).collect()
    }
}
