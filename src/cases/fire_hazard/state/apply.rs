//! How each step changes the case. No rules here.
use super::parts::{self, Verification};
use super::{HazardLife, PenaltyCase, RectificationOrder, Reinspection, Seal, Transfer, Voided, Waiting};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::fire_hazard::event::{HazardEvent as Event, Level, ReinspectionOutcome, ReopenReason};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day, Occurred};

impl HazardLife {
    /// Takes a step in: the main way here, what stands beside it below.
    pub(super) fn take(&mut self, version: Version, step: &Dated<Event>) {
        let (at, day) = (step.occurred, step.day());
        match &step.what {
            Event::HazardReported { .. } => self.take_report(at, &step.what),
            Event::ReportDismissed { .. } => self.dismissed = Some(at),
            Event::HazardFound { .. } => self.take_finding(at, &step.what),
            Event::FixedOnTheSpot { inspectors } => self.verify(at, true, inspectors.count()),
            Event::RectificationOrdered { deadline, reinspect_by, paper, .. } => {
                self.take_order(RectificationOrder {
                    version,
                    ordered: at,
                    paper: paper.clone(),
                    deadline: deadline.clone(),
                    reinspect_by: reinspect_by.clone(),
                    ended: None,
                });
            }
            Event::DeadlineExtensionRequested { until, .. } => self.extension_pending = Some((at, *until)),
            Event::DeadlineExtensionRejected { .. } => self.extension_pending = None,
            Event::DeadlineExtensionApproved { deadline, reinspect_by } => {
                self.extend(day, deadline, reinspect_by);
            }
            Event::RectificationReported { reinspect_by } => self.take_claim(at, reinspect_by),
            Event::HazardReinspected { outcome, inspectors } => {
                let inspectors = inspectors.count();
                self.reinspections.push(Reinspection {
                    version,
                    occurred: at,
                    outcome: *outcome,
                    inspectors,
                });
                match outcome {
                    ReinspectionOutcome::Passed => self.verify(at, false, inspectors),
                    ReinspectionOutcome::Failed | ReinspectionOutcome::Partly => self.fail(at),
                }
            }
            Event::HazardClosedOff {} => self.closed_off.set(day, Some(day)),
            Event::HazardReopened { reason, order_by, .. } => self.reopen(at, *reason, order_by.as_ref()),
            beside => self.take_beside(at, beside),
        }
    }

    fn take_beside(&mut self, at: Occurred, event: &Event) {
        let day = at.day();
        match event {
            Event::MajorDeclared { .. } => self.major.set(day, true),
            Event::HazardDowngraded { .. } => self.major.set(day, false),
            Event::PremisesSealed { .. } => self.take_seal(at, event),
            Event::SealDecided { paper } => self.seals.iter_mut().rev().take(1).for_each(|seal| {
                seal.decided = Some(at);
                seal.paper.clone_from(paper);
            }),
            Event::SealLifted {} => {
                self.seals.iter_mut().rev().take(1).for_each(|seal| seal.lifted = Some(at));
            }
            Event::PenaltyRecommended { to } => {
                self.penalties.push(PenaltyCase { recommended: at, to: to.clone(), recorded: None });
            }
            Event::PenaltyRecorded { penalty, .. } => {
                self.penalties.iter_mut().rev().take(1).for_each(|last| last.recorded = Some((at, *penalty)));
            }
            Event::HazardTransferred { to } => {
                self.transfers.push(Transfer { transferred: at, to: to.clone(), result: None });
            }
            Event::TransferResultRecorded { result } => {
                self.transfers.iter_mut().rev().take(1).for_each(|last| last.result = Some((at, *result)));
            }
            Event::HazardReassigned { committee, department } => {
                if committee.is_some() {
                    self.committee.set(day, committee.clone());
                }
                if department.is_some() {
                    self.department.set(day, department.clone());
                }
            }
            Event::TermsRecounted { terms } => terms.iter().for_each(|due| self.recount(due)),
            Event::HazardLinked { to } => {
                self.links.insert(*to);
            }
            Event::ExternalNumberRecorded { system, number } => {
                let (system, number) = (system.clone(), number.clone());
                self.external_numbers.push(ExternalNumber { system, number });
            }
            Event::HazardVoided { reason } => self.voided = Some(Voided { voided: at, reason: *reason }),
            Event::HazardIrregularityFound { irregularity } => self.irregularities.push(irregularity.clone()),
            _ => {}
        }
    }

    fn take_report(&mut self, at: Occurred, event: &Event) {
        let Event::HazardReported {
            number,
            kind,
            place,
            address,
            place_kind,
            committee,
            check_by,
            check_before,
            ..
        } = event
        else {
            return;
        };
        self.number = Some(number.clone());
        self.reported = Some(at);
        self.kind = Some(*kind);
        self.place.clone_from(place);
        self.place_kind.clone_from(place_kind);
        self.address = Some(address.clone());
        self.committee.set(at.day(), committee.clone());
        self.check_by = Some(check_by.clone());
        self.check_before = *check_before;
    }

    /// What the inspectors saw replaces what the complaint said.
    fn take_finding(&mut self, at: Occurred, event: &Event) {
        let Event::HazardFound {
            number,
            kind,
            place,
            address,
            place_kind,
            committee,
            inspectors,
            level,
            order_by,
            ..
        } = event
        else {
            return;
        };
        self.number = Some(number.clone());
        self.found = Some(at);
        self.inspectors = inspectors.count();
        self.kind = Some(*kind);
        self.place.clone_from(place);
        self.place_kind.clone_from(place_kind);
        self.address = Some(address.clone());
        if committee.is_some() || self.reported.is_none() {
            self.committee.set(at.day(), committee.clone());
        }
        self.major.set(at.day(), *level == Level::Major);
        self.ordering.push(Waiting::from(at.day(), order_by.clone()));
    }

    fn take_order(&mut self, order: RectificationOrder) {
        let day = order.ordered.day();
        self.end_order(day);
        parts::end(&mut self.ordering, day);
        parts::end(&mut self.reinspecting, day);
        self.wait_for_deadline(&order.reinspect_by);
        self.deadline.set(day, Some(order.deadline.clone()));
        self.orders.push(order);
        (self.failing, self.claimed, self.extension_pending) = (None, None, None);
    }

    fn extend(&mut self, day: Day, deadline: &DueDate, reinspect_by: &DueDate) {
        self.extension_pending = None;
        self.deadline.set(day, Some(deadline.clone()));
        let Some(order) = self.orders.last_mut() else { return };
        order.deadline = deadline.clone();
        let before = std::mem::replace(&mut order.reinspect_by, reinspect_by.clone());
        if let Some(running) = parts::running(&mut self.reinspecting)
            && running.due == before
        {
            *running = Waiting::from(reinspect_by.start, reinspect_by.clone());
        }
    }

    /// The party's word before the deadline starts the time for the re-inspection at once.
    fn take_claim(&mut self, at: Occurred, reinspect_by: &DueDate) {
        self.claimed = Some(at);
        let time = Waiting::from(at.day(), reinspect_by.clone());
        match parts::running(&mut self.reinspecting) {
            Some(running) if running.since > at.day() => *running = time,
            Some(_) => {}
            None => self.reinspecting.push(time),
        }
    }

    /// It stays rectified from the first day on which it was seen so; a second look may only see it better.
    fn verify(&mut self, at: Occurred, on_the_spot: bool, inspectors: Option<u8>) {
        let day = at.day();
        if !self.verified.is_some_and(Verification::suffices) {
            self.verified = Some(Verification { occurred: at, on_the_spot, inspectors });
        }
        if !self.is_rectified() {
            self.rectified.set(day, Some(day));
            self.end_order(day);
        }
        parts::end(&mut self.ordering, day);
        parts::end(&mut self.reinspecting, day);
        (self.failing, self.claimed, self.extension_pending) = (None, None, None);
    }

    fn fail(&mut self, at: Occurred) {
        let day = at.day();
        parts::end(&mut self.reinspecting, day);
        self.undo_rectification(at);
        if let Some(due) = self.order().map(|order| order.reinspect_by.clone())
            && day < due.start
        {
            self.wait_for_deadline(&due);
        }
    }

    fn reopen(&mut self, at: Occurred, reason: ReopenReason, order_by: Option<&DueDate>) {
        let day = at.day();
        self.reopenings.push((at, reason));
        if self.dismissed.take().is_some() {
            return;
        }
        self.closed_off.set(day, None);
        match reason {
            ReopenReason::ClosedWrongly => self.fail(at),
            ReopenReason::FoundAgain => {
                self.spent_orders = self.orders.len();
                self.deadline.set(day, None);
                self.undo_rectification(at);
                self.failing = None;
            }
        }
        self.ordering.extend(order_by.map(|due| Waiting::from(day, due.clone())));
    }

    /// From this day on it is not rectified, and the order that stood stands again.
    fn undo_rectification(&mut self, at: Occurred) {
        if self.is_rectified() {
            self.rectified.set(at.day(), None);
            if let Some(order) = self.orders.get_mut(self.spent_orders..).and_then(<[_]>::last_mut) {
                order.ended = None;
            }
        }
        (self.verified, self.claimed, self.failing) = (None, None, Some(at));
    }

    fn end_order(&mut self, day: Day) {
        if let Some(order) = self.orders.get_mut(self.spent_orders..).and_then(<[_]>::last_mut) {
            order.ended = order.ended.or(Some(day));
        }
    }

    /// The time for the re-inspection that begins when the printed deadline is over.
    fn wait_for_deadline(&mut self, reinspect_by: &DueDate) {
        self.reinspecting.push(Waiting::from(reinspect_by.start, reinspect_by.clone()));
    }

    fn take_seal(&mut self, at: Occurred, event: &Event) {
        let Event::PremisesSealed { emergency, paper, decide_by, decide_before, until } = event else {
            return;
        };
        self.seals.push(Seal {
            sealed: at,
            emergency: *emergency,
            decide_by: decide_by.clone(),
            decide_before: *decide_before,
            decided: (!emergency).then_some(at),
            paper: paper.clone(),
            until: until.clone(),
            lifted: None,
        });
    }
}
