//! Orders to stop and to demolish, and how they reach the party.
use super::{Case, Decided, Event};
use crate::cases::due::{DueDate, earliest_forced_demolition};
use crate::cases::illegal_structure::event::ServiceWay;
use crate::cases::occurred::Day;
use crate::cases::statutes::Rule;
use crate::cases::words::PaperNumber;

impl Case<'_, '_, '_> {
    /// Only what is being built can be stopped (上海市拆除违法建筑若干规定 11).
    pub(super) fn order_stop(&mut self, paper: Option<PaperNumber>) -> Decided {
        self.demand(self.life.under_construction, Rule::DemolishUnderConstruction)?;
        Ok(Event::StopOrdered { paper })
    }

    pub(super) fn order_demolition(&self, paper: Option<PaperNumber>, deadline: Option<Day>) -> Event {
        let calendar = &self.judge.facts().calendar;
        let printed = |last| DueDate::printed(Rule::DemolitionOrdered, self.day(), last, calendar);
        Event::DemolitionOrdered { paper, deadline: deadline.map(printed) }
    }

    pub(super) fn announce_order(&self, owner_unknown: bool) -> Event {
        let notice_until = owner_unknown.then(|| self.due(Rule::StructureNotice));
        Event::OrderAnnounced { owner_unknown, notice_until }
    }

    /// Service by announcement waits until the notice to an unknown owner is over.
    pub(super) fn serve_order(&mut self, way: Option<ServiceWay>) -> Decided {
        if way == Some(ServiceWay::Announcement) {
            let notice = self.life.order().and_then(|order| order.notice_until.as_ref());
            let over = notice.is_none_or(|notice| notice.is_late(self.day()));
            self.demand_said(notice.is_some(), Rule::StructureNotice)?;
            self.demand(over, Rule::StructureNotice)?;
        }
        let forced_from = earliest_forced_demolition(self.day(), &self.judge.facts().calendar);
        Ok(Event::OrderServed { way, forced_from })
    }

    pub(super) fn demand_compliance(&mut self, paper: Option<PaperNumber>) -> Decided {
        self.demand_said(self.life.served().is_some(), Rule::DemolitionOrdered)?;
        Ok(Event::ComplianceDemanded { paper })
    }
}
