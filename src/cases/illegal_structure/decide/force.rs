//! Demolition by force: who decides it, and from when on and at which hours it is lawful.
use super::{Case, Decided, Event, Refusal};
use crate::cases::area::Area;
use crate::cases::course::Course;
use crate::cases::due::DueDate;
use crate::cases::illegal_structure::event::{ForceDecider, SiteNo, Way};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::statutes::Rule;
use crate::cases::words::PaperNumber;
use chrono::{NaiveTime, Timelike};

/// From this day on the subdistrict enforces itself.
const SUBDISTRICT_ENFORCES: Option<Day> = Day::from_ymd_opt(2021, 8, 1);

impl Case<'_, '_, '_> {
    /// The district government decides; before, the party was served, urged and heard, and did not comply in time.
    /// What is still being built although it was stopped needs none of that.
    pub(super) fn decide_force(&mut self, by: ForceDecider, paper: Option<PaperNumber>) -> Decided {
        let subdistrict_may = SUBDISTRICT_ENFORCES.is_some_and(|since| self.day() >= since);
        let competent = by == ForceDecider::DistrictGovernment || subdistrict_may;
        self.demand(competent, Rule::DistrictDecidesForce)?;
        if !self.life.at_once() {
            self.party_had_its_chance()?;
        }
        Ok(Event::ForcedDemolitionDecided { by, paper })
    }

    fn party_had_its_chance(&mut self) -> Result<(), Refusal> {
        let order = self.life.order();
        let made_known = order.is_some_and(|order| order.served.is_some() && order.announced.is_some());
        let demanded = order.is_some_and(|order| order.demanded.is_some());
        let deadline = order.and_then(|order| order.deadline.as_ref());
        let time_is_up = deadline.is_none_or(|deadline| deadline.is_late(self.day()));
        self.demand_said(made_known, Rule::DemolitionOrdered)?;
        self.demand(time_is_up, Rule::DemolitionOrdered)?;
        self.demand_said(demanded, Rule::DemandBeforeForce)?;
        let heard = self.life.heard.map(Occurred::day);
        self.demand_said(heard.is_some(), Rule::PartyHeardBeforeForce)?;
        Ok(self.demand(heard.is_none_or(|heard| heard <= self.day()), Rule::PartyHeardBeforeForce)?)
    }

    pub(super) fn demolish(&mut self, site: SiteNo, area: Area, way: Way) -> Decided {
        match way {
            Way::SelfDemolished => {}
            Way::Assisted => {
                let asked = self.life.assistance.map(Occurred::day);
                self.demand_said(asked.is_some_and(|asked| asked <= self.day()), Rule::AssistOnRequest)?;
            }
            Way::Forced => self.force_is_lawful()?,
        }
        Ok(Event::SiteDemolished { site, area, way })
    }

    fn force_is_lawful(&mut self) -> Result<(), Refusal> {
        let day = self.day();
        let night = self.occurred.moment().is_some_and(|moment| is_night(moment.time()));
        let holiday = self.judge.facts().calendar.is_statutory_holiday(day);
        let on = |course: &Course<bool>| course.on(day) == Some(&true);
        let revoked = self.life.orders.last().is_some_and(|order| order.revoked.is_some());
        self.demand(!night, Rule::NoDemolitionAtNight)?;
        self.demand(!holiday, Rule::NoDemolitionOnHoliday)?;
        self.demand(!on(&self.life.suspended), Rule::NoForceWhileSuspended)?;
        self.demand(!revoked || self.life.at_once(), Rule::DemolitionOrdered)?;
        self.is_decided_and_announced()?;
        let lapsed = !on(&self.life.litigation) && (self.life.at_once() || self.appeal_terms_lapsed());
        Ok(self.demand(lapsed, Rule::DemolitionAfterAppealTerms)?)
    }

    fn is_decided_and_announced(&mut self) -> Result<(), Refusal> {
        let force = self.life.force.as_ref();
        let decided = force.map(|force| force.decided.day());
        let announced = force.and_then(|force| force.announced).map(Occurred::day);
        let in_time = |known: Option<Day>| known.is_none_or(|known| known <= self.day());
        let (decided_in_time, announced_in_time) = (in_time(decided), in_time(announced));
        self.demand_said(decided.is_some(), Rule::DistrictDecidesForce)?;
        self.demand(decided_in_time, Rule::DistrictDecidesForce)?;
        self.demand_said(announced.is_some(), Rule::DemolitionAnnounced)?;
        Ok(self.demand(announced_in_time, Rule::DemolitionAnnounced)?)
    }

    /// Where paper does not say when the order was served, it was not served before it was given: the shorter of the
    /// terms, counted from there, is the least that must have passed.
    fn appeal_terms_lapsed(&self) -> bool {
        let order = self.life.order();
        match (self.life.forced_from(), order) {
            (Some(from), _) => self.day() >= from.due,
            (None, _) if self.is_live() => false,
            (None, None) => true,
            (None, Some(order)) => {
                let calendar = &self.judge.facts().calendar;
                let term = DueDate::by(Rule::AppealByReconsideration, order.ordered.day(), calendar);
                self.day() >= term.explain().counted_to
            }
        }
    }
}

/// 22:00 to 06:00.
fn is_night(time: NaiveTime) -> bool {
    !(6..22).contains(&time.hour())
}
