//! The clocks of an illegal structure's case.
use super::StructureLife;
use crate::cases::clocks::Clock;
use crate::cases::due::{self, DueDate};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::workdays::Calendar;

impl StructureLife {
    /// Every clock that the case has set going, with the day on which it ended. The terms to appeal and the notice
    /// to an unknown owner are no clocks: nobody is late when they are over.
    #[must_use]
    pub fn clocks(&self) -> Vec<Clock> {
        let clock = |name, due: Option<&DueDate>, started: Option<Occurred>, ended| {
            let due = due?.clone();
            Some(Clock { name, due, started: started?.day(), ended })
        };
        let seen = [self.investigated, self.filed].into_iter().flatten().map(Occurred::day).min();
        let void = self.voided.map(|voided| voided.voided.day());
        let fixed = [
            clock("on_site", self.on_site_by.as_ref(), self.reported, earliest(seen, self.ended_on())),
            clock(
                "inform_informant",
                self.inform_by.as_ref(),
                self.reported,
                earliest(self.informed.map(Occurred::day), void),
            ),
            clock(
                "decide_structure",
                self.decide_by.now(),
                self.filed,
                earliest(self.ordered().map(Occurred::day), self.ended_on()),
            ),
        ];
        let orders = self.orders.iter().enumerate().map(|(at, order)| {
            let replaced = self.orders.get(at + 1).map(|next| next.ordered.day());
            let stopped = earliest(order.revoked.map(Occurred::day), replaced);
            let ended = earliest(earliest(stopped, self.all_demolished_on()), self.ended_on());
            clock("comply_with_order", order.deadline.as_ref(), Some(order.ordered), ended)
        });
        fixed.into_iter().chain(orders).flatten().collect()
    }

    /// What `calendar` moves of its terms, counted again on this day: what is provisional (暂定), and what still runs.
    pub(in crate::cases::illegal_structure) fn recounted(
        &self,
        calendar: &Calendar,
        on: Day,
    ) -> Vec<DueDate> {
        let of_orders =
            self.orders.iter().flat_map(|order| order.notice_until.iter().chain(&order.forced_from));
        due::recounted(self.inform_by.iter().chain(self.decide_by.now()).chain(of_orders), calendar, on)
    }

    /// Takes a term that was counted again in the place of what it was.
    pub(super) fn recount(&mut self, now: &DueDate, day: Day) {
        let of_orders =
            self.orders.iter_mut().flat_map(|order| [&mut order.notice_until, &mut order.forced_from]);
        let terms = of_orders.chain([&mut self.inform_by]).flatten();
        terms.filter(|due| due.is_same_term(now)).for_each(|due| *due = now.clone());
        if self.decide_by.now().is_some_and(|due| due.is_same_term(now)) {
            self.decide_by.set(day, now.clone());
        }
    }

    /// The day on which the case ended in any way, unless it was reopened.
    #[must_use]
    pub fn ended_on(&self) -> Option<Day> {
        let transferred = self.transfer.as_ref().filter(|_| self.is_transferred());
        let ends = [
            self.not_illegal,
            transferred.map(|transfer| transfer.transferred),
            self.terminated,
            self.voided.map(|voided| voided.voided),
        ];
        ends.into_iter().flatten().map(Occurred::day).chain(self.closed_on()).min()
    }
}

fn earliest(one: Option<Day>, other: Option<Day>) -> Option<Day> {
    one.into_iter().chain(other).min()
}
