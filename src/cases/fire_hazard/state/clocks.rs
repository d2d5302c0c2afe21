//! The clocks of a fire hazard's case.
use super::HazardLife;
use super::parts::{RectificationOrder, Seal, Waiting};
use crate::cases::clocks::Clock;
use crate::cases::due::{self, DueDate};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::workdays::Calendar;

impl HazardLife {
    /// Every clock that the case has set going, with the day on which it ended. The time for a re-inspection begins
    /// at the deadline; one that was met before it began then begins and ends on that day.
    #[must_use]
    pub fn clocks(&self) -> Vec<Clock> {
        let check = self.reported.zip(self.check_by.as_ref()).map(|(reported, due)| {
            let checked = self.found.or(self.dismissed).map(Occurred::day);
            self.clock("check_hazard", due, reported.day(), checked)
        });
        let waiting = |name| move |time: &Waiting| self.clock(name, &time.due, time.since, time.ended);
        let order = |order: &RectificationOrder| {
            self.clock("rectify_hazard", &order.deadline, order.ordered.day(), order.ended)
        };
        check
            .into_iter()
            .chain(self.ordering.iter().map(waiting("order_rectification")))
            .chain(self.orders.iter().map(order))
            .chain(self.reinspecting.iter().map(waiting("reinspect_hazard")))
            .chain(self.seals.iter().flat_map(|seal| self.seal_clocks(seal)))
            .collect()
    }

    fn seal_clocks(&self, seal: &Seal) -> [Clock; 2] {
        let lifted = seal.lifted.map(Occurred::day);
        let decided = seal.decided.map(Occurred::day).or(lifted);
        [
            self.clock("decide_seal", &seal.decide_by, seal.decide_by.start, decided),
            self.clock("lift_seal", &seal.until, seal.sealed.day(), lifted),
        ]
    }

    fn clock(&self, name: &'static str, due: &DueDate, since: Day, ended: Option<Day>) -> Clock {
        let void = self.voided.map(|voided| voided.voided.day());
        let ended = ended.or(void);
        let started = ended.map_or(since, |ended| since.min(ended));
        Clock { name, due: due.clone(), started, ended }
    }

    /// What `calendar` moves of its terms, counted again on this day: what is provisional (暂定), and what still runs.
    pub(in crate::cases::fire_hazard) fn recounted(&self, calendar: &Calendar, on: Day) -> Vec<DueDate> {
        due::recounted(self.clone().terms().into_iter().map(|due| &*due), calendar, on)
    }

    /// Takes a term that was counted again in the place of what it was.
    pub(super) fn recount(&mut self, now: &DueDate) {
        let same = self.terms().into_iter().filter(|due| due.is_same_term(now));
        same.for_each(|due| *due = now.clone());
    }

    /// Every term that a calendar may move; a printed day and the length of a seal stay.
    fn terms(&mut self) -> Vec<&mut DueDate> {
        let waiting = self.ordering.iter_mut().chain(&mut self.reinspecting).map(|time| &mut time.due);
        let orders = self.orders.iter_mut().map(|order| &mut order.reinspect_by);
        let seals = self.seals.iter_mut().map(|seal| &mut seal.decide_by);
        waiting.chain(orders).chain(seals).chain(&mut self.check_by).collect()
    }
}
