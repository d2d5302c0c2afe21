//! What is possible: the right step at the right place, not before what it follows, and areas that can be.
use super::{SiteLife, StructureLife};
use crate::cases::area::Area;
use crate::cases::external_number::ExternalNumber;
use crate::cases::fact::Fact;
use crate::cases::illegal_structure::StructureRefusal as Refusal;
use crate::cases::illegal_structure::event::{Site, SiteNo, StructureEvent as Event};
use crate::cases::occurred::{self, Dated, Day, Occurred};
use std::collections::BTreeSet;

type Admitted = Result<(), Refusal>;

/// A step before the case: each check says whether it may pass.
struct Gate<'a> {
    life: &'a StructureLife,
    day: Day,
    step: &'static str,
}

/// Whether `step` can follow `life`.
pub(super) fn admits(life: &StructureLife, step: &Dated<Event>) -> Admitted {
    let gate = Gate { life, day: step.day(), step: step.what.event_type() };
    match &step.what {
        Event::StructureIrregularityFound { .. } | Event::StructureCorrected { .. } => Ok(()),
        Event::StructureReported { sites, .. } => gate.report(sites.iter().map(|claimed| claimed.site)),
        _ if life.voided.is_some() => Err(Refusal::Voided),
        what => {
            gate.when(life.reported.is_some())?;
            gate.not_before([life.reported])?;
            gate.main_way(what)
        }
    }
}

impl Gate<'_> {
    fn main_way(&self, what: &Event) -> Admitted {
        let life = self.life;
        match what {
            Event::SiteInvestigated { .. }
            | Event::StructureTransferred { .. }
            | Event::StructureTerminated { .. }
            | Event::AgreementReached { .. } => self.open(),
            Event::InformantInformed {} => self.informant(),
            Event::NotIllegalFound { .. } => self.open_when(life.sites.is_empty(), [life.investigated]),
            Event::TransferResultRecorded { .. } => self.transfer_result(),
            Event::CaseFiled { .. } => self.open_when(life.filed.is_none(), [life.investigated]),
            Event::StructureDetermined { sites } => self.determination(sites),
            Event::SiteRemeasured { site, area } => self.remeasurement(*site, *area),
            Event::PartyHeard { .. } | Event::AssistanceRequested {} => {
                self.open_when(life.filed.is_some(), [life.filed])
            }
            Event::SiteDemolished { site, area, .. } => self.demolition(*site, *area),
            Event::AreaMeasured { site, area } => self.measurement(*site, *area),
            Event::DemolitionAccepted { site } => self.acceptance(*site),
            Event::StructureClosed {} => self.closing(),
            other => self.orders_and_force(other),
        }
    }

    fn orders_and_force(&self, what: &Event) -> Admitted {
        let life = self.life;
        let order = life.order();
        let (ordered, stop) = (order.map(|order| order.ordered), life.stop.as_ref());
        match what {
            Event::StopOrdered { .. } => self.open_when(stop.is_none(), []),
            Event::StopRefusalRecorded {} => self
                .open_when(stop.is_some_and(|stop| stop.refused.is_none()), [stop.map(|stop| stop.ordered)]),
            Event::DemolitionOrdered { deadline, .. } => {
                self.open_when(!life.sites.is_empty(), [life.determined(), self.last_order()])?;
                self.deadline(deadline.as_ref().map(|printed| printed.due))
            }
            Event::OrderAnnounced { .. } => {
                self.open_when(order.is_some_and(|order| order.announced.is_none()), [ordered])
            }
            Event::OrderServed { .. } => {
                self.open_when(order.is_some_and(|order| order.served.is_none()), [ordered])
            }
            Event::ComplianceDemanded { .. } => self.open_when(
                order.is_some_and(|order| order.demanded.is_none()),
                [ordered, order.and_then(|order| order.served)],
            ),
            Event::ForcedDemolitionDecided { .. } => {
                let demanded = order.and_then(|order| order.demanded);
                let refused = stop.and_then(|stop| stop.refused);
                self.open_when(order.is_some() || life.at_once(), [ordered, demanded, refused])?;
                self.when(life.force.is_none())
            }
            Event::ForcedDemolitionAnnounced {} => {
                let force = life.force.as_ref();
                let waiting = force.is_some_and(|force| force.announced.is_none());
                self.open_when(waiting, [force.map(|force| force.decided)])
            }
            other => self.beside(other),
        }
    }

    fn beside(&self, what: &Event) -> Admitted {
        let life = self.life;
        match what {
            Event::StructureSuspended { .. } => {
                self.open_when(!life.is_suspended(), [])?;
                self.not_before_days(life.suspended.days())
            }
            Event::StructureResumed { .. } => {
                self.open_when(life.is_suspended(), [])?;
                self.not_before_days(life.suspended.days())
            }
            Event::LitigationStarted { .. } => {
                self.when(life.order().is_some() && !life.is_in_litigation())?;
                self.not_before([self.last_order()])?;
                self.not_before_days(life.litigation.days())
            }
            Event::LitigationEnded { .. } => {
                self.when(life.is_in_litigation())?;
                self.not_before_days(life.litigation.days())
            }
            Event::StructureReassigned { committee, department } => {
                self.open()?;
                let committees = life.committee.days().filter(|_| committee.is_some());
                let departments = life.department.days().filter(|_| department.is_some());
                self.not_before_days(committees.chain(departments))
            }
            Event::StructureReopened { .. } => {
                self.when(life.closed_on().is_some())?;
                self.not_before_days(life.closed.days())
            }
            Event::TermsRecounted { .. } => self.not_before_days(life.decide_by.days()),
            Event::StructureLinked { to } if life.links.contains(to) => Err(Refusal::AlreadyLinked),
            Event::ExternalNumberRecorded { system, number } => {
                let number = ExternalNumber { system: system.clone(), number: number.clone() };
                let known = life.external_numbers.contains(&number);
                if known { Err(Refusal::NumberAlreadyRecorded { number }) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn report(&self, sites: impl Iterator<Item = SiteNo>) -> Admitted {
        if self.life.reported.is_some() {
            return Err(Refusal::AlreadyReported);
        }
        distinct(sites)
    }

    fn informant(&self) -> Admitted {
        if self.life.inform_by.is_none() {
            return Err(Refusal::NoInformant);
        }
        self.when(self.life.informed.is_none())
    }

    fn transfer_result(&self) -> Admitted {
        let transfer = self.life.transfer.as_ref();
        self.when(transfer.is_some_and(|transfer| transfer.result.is_none()))?;
        self.not_before([transfer.map(|transfer| transfer.transferred)])
    }

    fn determination(&self, sites: &[Site]) -> Admitted {
        self.open_when(self.life.filed.is_some(), [self.life.filed])?;
        if sites.is_empty() {
            return Err(Refusal::NoSites);
        }
        distinct(sites.iter().map(|site| site.site))?;
        for Site { site, area, .. } in sites {
            if self.life.sites.contains_key(site) {
                return Err(Refusal::SiteAlreadyDetermined { site: *site });
            }
            some_area(*site, *area)?;
        }
        Ok(())
    }

    fn remeasurement(&self, site: SiteNo, area: Area) -> Admitted {
        self.open()?;
        let life = self.site(site)?;
        self.not_before_days(life.area.days())?;
        some_area(site, area)?;
        let gone = life.demolished_area().max(life.measured.map_or(Area::ZERO, |(_, measured)| measured));
        if area < gone {
            return Err(Refusal::BelowDemolished { site, demolished: gone, determined: area });
        }
        Ok(())
    }

    fn demolition(&self, site: SiteNo, area: Area) -> Admitted {
        self.open()?;
        let life = self.site(site)?;
        self.not_before([Some(life.determined)])?;
        if life.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted { site });
        }
        some_area(site, area)?;
        within(site, life.demolished_area().plus(area), life)
    }

    fn measurement(&self, site: SiteNo, area: Area) -> Admitted {
        self.open()?;
        let life = self.demolished_site(site)?;
        self.not_before_days(life.demolitions.iter().map(|demolition| demolition.day).min())?;
        within(site, area, life)
    }

    fn acceptance(&self, site: SiteNo) -> Admitted {
        self.open()?;
        let life = self.demolished_site(site)?;
        if life.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted { site });
        }
        self.not_before_days(life.last_demolition())
    }

    /// Every determined site is demolished, or the case ended in another way.
    fn closing(&self) -> Admitted {
        let life = self.life;
        self.when(life.closed_on().is_none())?;
        let ends = [life.not_illegal, life.terminated, life.agreed, self.transferred()];
        let ended = ends.into_iter().flatten().map(Occurred::day).max();
        if ended.is_none() && !life.all_demolished() {
            return Err(Refusal::SitesRemain);
        }
        self.not_before_days(ended.into_iter().chain(life.all_demolished_on()).chain(life.closed.days()))
    }

    fn deadline(&self, deadline: Option<Day>) -> Admitted {
        match deadline {
            Some(deadline) if deadline < self.day => {
                Err(Refusal::DeadlineBeforeOrder { ordered: self.day, deadline })
            }
            _ => Ok(()),
        }
    }

    fn transferred(&self) -> Option<Occurred> {
        let transfer = self.life.transfer.as_ref()?;
        self.life.is_transferred().then_some(transfer.transferred)
    }

    fn last_order(&self) -> Option<Occurred> {
        self.life.orders.last().map(|order| order.ordered)
    }

    fn site(&self, site: SiteNo) -> Result<&SiteLife, Refusal> {
        self.life.sites.get(&site).ok_or(Refusal::SiteNotDetermined { site })
    }

    fn demolished_site(&self, site: SiteNo) -> Result<&SiteLife, Refusal> {
        let life = self.site(site)?;
        if life.demolitions.is_empty() { Err(Refusal::NotDemolished { site }) } else { Ok(life) }
    }

    fn open(&self) -> Admitted {
        self.when(self.life.is_open())
    }

    fn open_when<const N: usize>(&self, fits: bool, earlier: [Option<Occurred>; N]) -> Admitted {
        self.when(self.life.is_open() && fits)?;
        self.not_before(earlier)
    }

    fn when(&self, fits: bool) -> Admitted {
        if fits { Ok(()) } else { Err(Refusal::OutOfOrder { phase: self.life.phase(), step: self.step }) }
    }

    fn not_before<const N: usize>(&self, earlier: [Option<Occurred>; N]) -> Admitted {
        self.not_before_days(earlier.into_iter().flatten().map(Occurred::day))
    }

    fn not_before_days(&self, earlier: impl IntoIterator<Item = Day>) -> Admitted {
        match occurred::not_before(self.day, earlier) {
            Some(not_before) => Err(Refusal::BeforeEarlierStep { step_day: self.day, not_before }),
            None => Ok(()),
        }
    }
}

fn distinct(sites: impl Iterator<Item = SiteNo>) -> Admitted {
    let mut seen = BTreeSet::new();
    for site in sites {
        if !seen.insert(site) {
            return Err(Refusal::SiteTwice { site });
        }
    }
    Ok(())
}

fn some_area(site: SiteNo, area: Area) -> Admitted {
    if area == Area::ZERO { Err(Refusal::NoArea { site }) } else { Ok(()) }
}

fn within(site: SiteNo, demolished: Area, life: &SiteLife) -> Admitted {
    let determined = life.determined_area();
    if demolished > determined {
        return Err(Refusal::AboveDetermined { site, demolished, determined });
    }
    Ok(())
}
