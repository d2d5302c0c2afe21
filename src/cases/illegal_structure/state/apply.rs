//! How each step changes the case. No rules here.
use super::{
    Demolition, DemolitionOrder, ForcedDemolition, SiteLife, StopOrder, StructureLife, Transfer, Voided,
};
use crate::cases::course::Course;
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::ids::Version;
use crate::cases::illegal_structure::event::{AppealOutcome, Site, SiteNo, StructureEvent as Event};
use crate::cases::occurred::{Dated, Day, Occurred};

impl StructureLife {
    /// Takes a step in; what touches sites, orders and force is below.
    pub(super) fn take(&mut self, version: Version, step: &Dated<Event>) {
        let (at, day) = (step.occurred, step.day());
        match &step.what {
            Event::StructureReported { .. } => self.take_report(at, &step.what),
            Event::SiteInvestigated { .. } => keep_first(&mut self.investigated, at),
            Event::InformantInformed {} => self.informed = Some(at),
            Event::NotIllegalFound { .. } => {
                self.not_illegal = Some(at);
                self.cleared.set(day, true);
            }
            Event::StructureTransferred { to } => {
                self.transfer = Some(Transfer { transferred: at, to: to.clone(), result: None });
            }
            Event::TransferResultRecorded { result } => {
                self.transfer.iter_mut().for_each(|transfer| transfer.result = Some((at, *result)));
            }
            Event::CaseFiled { decide_by, .. } => {
                self.filed = Some(at);
                self.decide_by(day, decide_by.as_ref());
            }
            Event::PartyHeard { .. } => keep_first(&mut self.heard, at),
            Event::AssistanceRequested {} => keep_first(&mut self.assistance, at),
            Event::StructureClosed {} => self.closed.set(day, Some(day)),
            Event::StructureSuspended { .. } => self.suspended.set(day, true),
            Event::StructureResumed { decide_by } => {
                self.suspended.set(day, false);
                self.decide_by(day, decide_by.as_ref());
            }
            Event::LitigationStarted { .. } => self.litigation.set(day, true),
            Event::LitigationEnded { outcome } => {
                self.litigation.set(day, false);
                self.take_outcome(at, *outcome);
            }
            Event::AgreementReached { .. } => self.agreed = Some(at),
            Event::StructureTerminated { .. } => self.terminated = Some(at),
            Event::StructureReassigned { committee, department } => {
                if committee.is_some() {
                    self.committee.set(day, committee.clone());
                }
                if department.is_some() {
                    self.department.set(day, department.clone());
                }
            }
            Event::StructureReopened { .. } => self.take_reopening(at),
            Event::TermsRecounted { terms } => terms.iter().for_each(|due| self.recount(due, day)),
            Event::StructureLinked { to } => {
                self.links.insert(*to);
            }
            Event::ExternalNumberRecorded { system, number } => {
                let (system, number) = (system.clone(), number.clone());
                self.external_numbers.push(ExternalNumber { system, number });
            }
            Event::StructureVoided { reason } => self.voided = Some(Voided { voided: at, reason: *reason }),
            Event::StructureIrregularityFound { irregularity } => {
                self.irregularities.push(irregularity.clone());
            }
            other => self.take_enforcement(version, at, other),
        }
    }

    fn take_enforcement(&mut self, version: Version, at: Occurred, event: &Event) {
        let day = at.day();
        match event {
            Event::StructureDetermined { sites } => self.take_sites(at, sites),
            Event::SiteRemeasured { site, area } => self.on_site(*site, |life| life.area.set(day, *area)),
            Event::SiteDemolished { site, area, way } => {
                let demolition = Demolition { version, day, area: *area, way: *way };
                self.on_site(*site, |life| life.demolitions.push(demolition));
            }
            Event::AreaMeasured { site, area } => {
                self.on_site(*site, |life| life.measured = Some((at, *area)));
            }
            Event::DemolitionAccepted { site } => self.on_site(*site, |life| life.accepted = Some(at)),
            Event::StopOrdered { paper } => {
                self.stop = Some(StopOrder { ordered: at, paper: paper.clone(), refused: None });
            }
            Event::StopRefusalRecorded {} => self.stop.iter_mut().for_each(|stop| stop.refused = Some(at)),
            Event::DemolitionOrdered { paper, deadline } => {
                self.force = None;
                self.orders.push(DemolitionOrder {
                    paper: paper.clone(),
                    deadline: deadline.clone(),
                    ..DemolitionOrder::given(at)
                });
            }
            Event::OrderAnnounced { notice_until, .. } => self.on_order(|order| {
                order.announced = Some(at);
                order.notice_until.clone_from(notice_until);
            }),
            Event::OrderServed { way, forced_from } => self.on_order(|order| {
                order.served = Some(at);
                order.service = *way;
                order.forced_from = Some(forced_from.clone());
            }),
            Event::ComplianceDemanded { .. } => self.on_order(|order| order.demanded = Some(at)),
            Event::ForcedDemolitionDecided { by, paper } => {
                self.force =
                    Some(ForcedDemolition { decided: at, by: *by, paper: paper.clone(), announced: None });
            }
            Event::ForcedDemolitionAnnounced {} => {
                self.force.iter_mut().for_each(|force| force.announced = Some(at));
            }
            _ => {}
        }
    }

    fn take_report(&mut self, at: Occurred, report: &Event) {
        let Event::StructureReported {
            number,
            zone,
            address,
            committee,
            stock,
            source,
            sites,
            on_site_by,
            inform_by,
            ..
        } = report
        else {
            return;
        };
        self.number = Some(number.clone());
        self.reported = Some(at);
        self.source = Some(*source);
        self.zone = Some(zone.clone());
        self.address = Some(address.clone());
        self.committee.set(at.day(), committee.clone());
        self.stock = Some(*stock);
        self.claimed.clone_from(sites);
        self.on_site_by = Some(on_site_by.clone());
        self.inform_by.clone_from(inform_by);
        if let Event::StructureReported { under_construction, on_site_before, .. } = report {
            self.under_construction = *under_construction;
            self.on_site_before = *on_site_before;
        }
    }

    fn take_sites(&mut self, at: Occurred, sites: &[Site]) {
        for Site { site, area, structure } in sites {
            let mut life = SiteLife {
                determined: at,
                area: Course::default(),
                structure: structure.clone(),
                demolitions: Vec::new(),
                measured: None,
                accepted: None,
            };
            life.area.set(at.day(), *area);
            self.sites.insert(*site, life);
        }
    }

    fn decide_by(&mut self, since: Day, due: Option<&DueDate>) {
        if let Some(due) = due {
            self.decide_by.set(since, due.clone());
        }
    }

    /// An order that is revoked binds nobody, and a decision to use force falls with it.
    fn take_outcome(&mut self, at: Occurred, outcome: AppealOutcome) {
        if outcome == AppealOutcome::Revoked {
            self.on_order(|order| order.revoked = Some(at));
            self.force = None;
        }
    }

    /// However it ended, it goes on.
    fn take_reopening(&mut self, at: Occurred) {
        self.closed.set(at.day(), None);
        if self.not_illegal.take().is_some() {
            self.cleared.set(at.day(), false);
        }
        self.transfer = None;
        self.agreed = None;
        self.terminated = None;
    }

    fn on_site(&mut self, site: SiteNo, change: impl FnOnce(&mut SiteLife)) {
        if let Some(life) = self.sites.get_mut(&site) {
            change(life);
        }
    }

    fn on_order(&mut self, change: impl FnOnce(&mut DemolitionOrder)) {
        if let Some(order) = self.orders.last_mut() {
            change(order);
        }
    }
}

impl DemolitionOrder {
    const fn given(ordered: Occurred) -> Self {
        Self {
            ordered,
            paper: None,
            deadline: None,
            announced: None,
            notice_until: None,
            served: None,
            service: None,
            forced_from: None,
            demanded: None,
            revoked: None,
        }
    }
}

/// Keeps the earlier day, in whichever order the two are told.
fn keep_first(known: &mut Option<Occurred>, at: Occurred) {
    if known.is_none_or(|known| at.day() < known.day()) {
        *known = Some(at);
    }
}
