//! How each step changes the case. No rules here.
use super::{InspectionLife, Opinion, RectificationOrder, Reinspection, SafetyHazard, Seen};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::ids::Version;
use crate::cases::inspection::event::{HazardNo, HazardResult, InspectionEvent as Event};
use crate::cases::occurred::{Dated, Day, Occurred};
use crate::cases::rectification::{self, ReinspectionOutcome, ReopenReason, Transfer, Voided, Waiting};
use crate::cases::words::PaperNumber;

impl InspectionLife {
    /// Takes a step in: the main way here, what stands beside it below.
    pub(super) fn take(&mut self, version: Version, step: &Dated<Event>) {
        let (at, day) = (step.occurred, step.day());
        match &step.what {
            Event::InspectionRecorded { .. } => self.take_record(at, &step.what),
            Event::OpinionIssued { opinion } => self.issue(at, Some(opinion)),
            Event::RectificationOrdered { hazards, deadline, reinspect_by, opinion, .. } => {
                self.issue(at, opinion.as_ref());
                self.take_order(RectificationOrder {
                    version,
                    ordered: at,
                    hazards: self.waiting_among(hazards),
                    deadline: deadline.clone(),
                    reinspect: Waiting::from(reinspect_by.start, reinspect_by.clone()),
                    ended: None,
                });
            }
            Event::DeadlineExtensionRequested { until, .. } => self.extension_pending = Some((at, *until)),
            Event::DeadlineExtensionRejected { .. } => self.extension_pending = None,
            Event::DeadlineExtensionApproved { deadline, reinspect_by } => {
                self.extend(day, deadline, reinspect_by);
            }
            Event::RectificationReported { reinspect_by } => {
                self.claimed = Some(at);
                self.claims.push(Waiting::from(day, reinspect_by.clone()));
            }
            Event::HazardsReinspected { outcome, results, opinion, inspectors } => {
                let inspectors = inspectors.count();
                self.reinspections.push(Reinspection { version, occurred: at, inspectors });
                self.issue(at, opinion.as_ref());
                self.take_results(&self.results_of(*outcome, results), Seen { occurred: at, inspectors });
            }
            Event::InspectionClosedOff {} => self.closed_off.set(day, Some(day)),
            Event::InspectionReopened { reason, hazards, .. } => self.reopen(at, *reason, hazards),
            beside => self.take_beside(at, beside),
        }
    }

    fn take_beside(&mut self, at: Occurred, event: &Event) {
        let day = at.day();
        match event {
            Event::InspectionTransferred { to } => {
                self.transfers.push(Transfer { transferred: at, to: to.clone(), result: None });
            }
            Event::TransferResultRecorded { result } => {
                self.transfers.iter_mut().rev().take(1).for_each(|last| last.result = Some((at, *result)));
            }
            Event::InspectionReassigned { committee, department } => {
                if committee.is_some() {
                    self.committee.set(day, committee.clone());
                }
                if department.is_some() {
                    self.department.set(day, department.clone());
                }
            }
            Event::TermsRecounted { terms } => terms.iter().for_each(|due| self.recount(due)),
            Event::InspectionLinked { to } => {
                self.links.insert(*to);
            }
            Event::ExternalNumberRecorded { system, number } => {
                let (system, number) = (system.clone(), number.clone());
                self.external_numbers.push(ExternalNumber { system, number });
            }
            Event::InspectionVoided { reason } => self.voided = Some(Voided { voided: at, reason: *reason }),
            Event::InspectionIrregularityFound { irregularity } => {
                self.irregularities.push(irregularity.clone());
            }
            _ => {}
        }
    }

    fn take_record(&mut self, at: Occurred, event: &Event) {
        let Event::InspectionRecorded {
            number,
            unit,
            industry,
            address,
            committee,
            inspectors,
            leader,
            checklist,
            hazards,
            signature,
            ..
        } = event
        else {
            return;
        };
        self.number = Some(number.clone());
        self.inspected = Some(at);
        self.inspectors = inspectors.count();
        self.led = leader.is_some();
        self.unit = Some(unit.clone());
        self.industry.clone_from(industry);
        self.address = Some(address.clone());
        self.checklist = *checklist;
        self.signature = *signature;
        self.committee.set(at.day(), committee.clone());
        self.hazards = hazards.iter().map(|found| (found.hazard, SafetyHazard::found(found.level))).collect();
    }

    /// A document counts once, by its number and its first day.
    fn issue(&mut self, at: Occurred, number: Option<&PaperNumber>) {
        let Some(number) = number else { return };
        match self.opinions.iter_mut().find(|known| known.number == *number) {
            Some(known) if at.day() < known.issued.day() => known.issued = at,
            Some(_) => {}
            None => {
                let again = !self.reinspections.is_empty();
                self.opinions.push(Opinion { number: number.clone(), issued: at, again });
            }
        }
    }

    /// Those that are named; if none is, all that wait for an order.
    fn waiting_among(&self, named: &[HazardNo]) -> Vec<HazardNo> {
        let waits = self.hazards.iter().filter(|(_, hazard)| hazard.waits_for_order()).map(|(no, _)| *no);
        if named.is_empty() { waits.collect() } else { named.to_vec() }
    }

    fn take_order(&mut self, order: RectificationOrder) {
        let (day, place) = (order.ordered.day(), self.orders.len());
        for no in &order.hazards {
            if let Some(hazard) = self.hazards.get_mut(no) {
                hazard.deadline.set(day, Some(order.deadline.clone()));
                (hazard.order, hazard.failing) = (Some(place), None);
            }
        }
        self.orders.push(order);
        self.end_orders(day);
        rectification::end(&mut self.claims, day);
        (self.claimed, self.extension_pending) = (None, None);
    }

    /// The orders of hazards that may have more time have another deadline.
    fn extend(&mut self, day: Day, deadline: &DueDate, reinspect_by: &DueDate) {
        self.extension_pending = None;
        for hazard in self.hazards.values_mut().filter(|hazard| hazard.may_be_extended()) {
            hazard.deadline.set(day, Some(deadline.clone()));
            if let Some(order) = hazard.order.and_then(|place| self.orders.get_mut(place)) {
                order.deadline = deadline.clone();
                order.reinspect = Waiting::from(reinspect_by.start, reinspect_by.clone());
            }
        }
    }

    /// What a re-inspection showed of each hazard that it looked at. What was told of all is of those that were not
    /// rectified; where all were, of every one once more.
    fn results_of(&self, all: Option<ReinspectionOutcome>, named: &[HazardResult]) -> Vec<HazardResult> {
        let again = self.unrectified().next().is_none();
        let others = self.hazards.iter().filter(|(no, hazard)| {
            let is_named = named.iter().any(|result| result.hazard == **no);
            !is_named && (again || !hazard.is_rectified())
        });
        let others = others.filter_map(|(no, _)| Some(HazardResult { hazard: *no, outcome: all? }));
        named.iter().copied().chain(others).collect()
    }

    fn take_results(&mut self, results: &[HazardResult], seen: Seen) {
        let day = seen.occurred.day();
        let mut looked_at = Vec::with_capacity(results.len());
        for HazardResult { hazard, outcome } in results {
            let Some(hazard) = self.hazards.get_mut(hazard) else { continue };
            looked_at.extend(hazard.order);
            match outcome {
                ReinspectionOutcome::Passed => pass(hazard, seen),
                ReinspectionOutcome::Failed | ReinspectionOutcome::Partly => {
                    fail(hazard, &mut self.orders, seen.occurred);
                }
            }
        }
        self.end_orders(day);
        for place in looked_at {
            let order = &mut self.orders[place];
            if order.ended.is_some() || day >= order.reinspect.since {
                order.reinspect.ended = order.reinspect.ended.or(Some(day));
            }
        }
        rectification::end(&mut self.claims, day);
        self.claimed = None;
        if self.is_rectified() {
            self.extension_pending = None;
        }
    }

    /// What was closed wrongly stands as if it had failed; what is found again waits for an order of its own.
    fn reopen(&mut self, at: Occurred, reason: ReopenReason, named: &[HazardNo]) {
        self.reopenings.push((at, reason));
        self.closed_off.set(at.day(), None);
        for (no, hazard) in &mut self.hazards {
            if !named.is_empty() && !named.contains(no) {
                continue;
            }
            match reason {
                ReopenReason::ClosedWrongly => fail(hazard, &mut self.orders, at),
                ReopenReason::FoundAgain => {
                    hazard.rectified.set(at.day(), None);
                    hazard.deadline.set(at.day(), None);
                    (hazard.seen, hazard.failing, hazard.order) = (None, None, None);
                }
            }
        }
    }

    /// An order ends when none of its hazards is left to be rectified under it.
    fn end_orders(&mut self, day: Day) {
        let left: Vec<_> = self.unrectified().filter_map(|(_, hazard)| hazard.order).collect();
        let orders = self.orders.iter_mut().enumerate();
        for (_, order) in orders.filter(|(place, order)| order.ended.is_none() && !left.contains(place)) {
            order.ended = Some(day);
            order.reinspect.ended = order.reinspect.ended.or(Some(day));
        }
    }
}

/// It stays rectified from the first day on which it was seen so; a second look may only see it better.
fn pass(hazard: &mut SafetyHazard, seen: Seen) {
    let day = seen.occurred.day();
    if !hazard.seen.is_some_and(Seen::suffices) {
        hazard.seen = Some(seen);
    }
    if !hazard.is_rectified() {
        hazard.rectified.set(day, Some(day));
    }
    hazard.failing = None;
}

fn fail(hazard: &mut SafetyHazard, orders: &mut [RectificationOrder], at: Occurred) {
    if hazard.is_rectified() {
        hazard.rectified.set(at.day(), None);
        if let Some(order) = hazard.order.and_then(|place| orders.get_mut(place)) {
            // The order that stood stands again.
            order.ended = None;
        }
    }
    (hazard.seen, hazard.failing) = (None, Some(at));
}
