//! What is possible: the right step at the right place, and not before what it follows.
use super::{InspectionLife, SafetyHazard};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::fact::Fact;
use crate::cases::inspection::InspectionRefusal as Refusal;
use crate::cases::inspection::event::{Checklist, FoundHazard, HazardNo, InspectionEvent as Event};
use crate::cases::occurred::{self, Dated, Day, Occurred};
use std::collections::BTreeSet;

type Admitted = Result<(), Refusal>;

/// A step before the case: each check says whether it may pass.
struct Gate<'a> {
    life: &'a InspectionLife,
    day: Day,
    step: &'static str,
}

/// Whether `step` can follow `life`.
pub(super) fn admits(life: &InspectionLife, step: &Dated<Event>) -> Admitted {
    let gate = Gate { life, day: step.day(), step: step.what.event_type() };
    match &step.what {
        Event::InspectionIrregularityFound { .. } | Event::InspectionCorrected { .. } => Ok(()),
        _ if life.voided.is_some() => Err(Refusal::Voided),
        Event::InspectionRecorded { .. } if life.inspected.is_some() => Err(Refusal::AlreadyRecorded),
        Event::InspectionRecorded { hazards, checklist, .. } => recording(hazards, *checklist),
        what => {
            gate.when(life.inspected.is_some())?;
            gate.not_before([life.inspected])?;
            gate.main_way(what)
        }
    }
}

fn recording(hazards: &[FoundHazard], checklist: Option<Checklist>) -> Admitted {
    once(hazards.iter().map(|found| found.hazard))?;
    match checklist {
        Some(Checklist { checked, failed }) if failed > checked => {
            Err(Refusal::MoreFailedThanChecked { checked, failed })
        }
        _ => Ok(()),
    }
}

fn once(hazards: impl IntoIterator<Item = HazardNo>) -> Admitted {
    let mut seen = BTreeSet::new();
    match hazards.into_iter().find(|hazard| !seen.insert(*hazard)) {
        Some(twice) => Err(Refusal::HazardTwice(twice)),
        None => Ok(()),
    }
}

impl Gate<'_> {
    fn main_way(&self, what: &Event) -> Admitted {
        let life = self.life;
        let requested = life.extension_pending.map(|(at, _)| at);
        match what {
            Event::OpinionIssued { opinion } => {
                let known = life.opinions.iter().any(|issued| issued.number == *opinion);
                if known { Err(Refusal::OpinionAlreadyIssued(opinion.clone())) } else { Ok(()) }
            }
            Event::RectificationOrdered { hazards, deadline, .. } => self.ordering(hazards, deadline),
            Event::DeadlineExtensionRequested { until, .. } => {
                self.unrectified(self.may_extend() && requested.is_none())?;
                self.not_before([self.ordered()])?;
                self.later(*until)
            }
            Event::DeadlineExtensionApproved { deadline, .. } => {
                self.unrectified(self.may_extend() && requested.is_some())?;
                self.not_before([requested])?;
                self.not_before_days(life.hazards.values().flat_map(|hazard| hazard.deadline.days()))?;
                self.later(deadline.due)?;
                self.deadline(deadline)
            }
            Event::DeadlineExtensionRejected { .. } => {
                self.unrectified(requested.is_some())?;
                self.not_before([requested])
            }
            Event::RectificationReported { .. } => {
                self.unrectified(life.claimed.is_none())?;
                self.not_before([life.last_seen(), self.ordered()])
            }
            Event::HazardsReinspected { outcome, results, .. } => {
                self.open_when(!life.hazards.is_empty())?;
                if outcome.is_none() && results.is_empty() {
                    return Err(Refusal::NothingSeen);
                }
                self.known(results.iter().map(|result| result.hazard))?;
                once(results.iter().map(|result| result.hazard))?;
                self.not_before([life.last_seen(), self.ordered(), life.claimed])?;
                self.not_before_days(life.hazards.values().flat_map(|hazard| hazard.rectified.days()))
            }
            Event::InspectionClosedOff {} => self.closing(),
            Event::InspectionReopened { hazards, .. } => self.reopening(hazards),
            other => self.beside(other),
        }
    }

    fn beside(&self, what: &Event) -> Admitted {
        let life = self.life;
        match what {
            Event::InspectionTransferred { .. } => {
                let back = life.transfers.last().and_then(|last| last.result).map(|(at, _)| at);
                self.when(life.closed_off_on().is_none() && life.transfer_pending().is_none())?;
                self.not_before([back])
            }
            Event::TransferResultRecorded { .. } => {
                let transferred = life.transfer_pending().map(|transfer| transfer.transferred);
                self.when(transferred.is_some())?;
                self.not_before([transferred])
            }
            Event::InspectionReassigned { committee, department } => {
                self.when(life.closed_off_on().is_none())?;
                let committees = life.committee.days().filter(|_| committee.is_some());
                let departments = life.department.days().filter(|_| department.is_some());
                self.not_before_days(committees.chain(departments))
            }
            Event::InspectionLinked { to } if life.links.contains(to) => Err(Refusal::AlreadyLinked),
            Event::ExternalNumberRecorded { system, number } => {
                let number = ExternalNumber { system: system.clone(), number: number.clone() };
                let known = life.external_numbers.contains(&number);
                if known { Err(Refusal::NumberAlreadyRecorded { number }) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn ordering(&self, hazards: &[HazardNo], deadline: &DueDate) -> Admitted {
        let life = self.life;
        self.unrectified(life.hazards.values().any(SafetyHazard::waits_for_order))?;
        self.known(hazards.iter().copied())?;
        once(hazards.iter().copied())?;
        let waits = |no: &HazardNo| life.hazards.get(no).is_some_and(SafetyHazard::waits_for_order);
        if let Some(other) = hazards.iter().find(|no| !waits(no)) {
            return Err(Refusal::NotWaiting(*other));
        }
        self.not_before([life.last_seen()])?;
        self.not_before_days(life.hazards.values().flat_map(|hazard| hazard.deadline.days()))?;
        self.deadline(deadline)
    }

    fn closing(&self) -> Admitted {
        let life = self.life;
        self.open_when(!life.hazards.is_empty())?;
        if let Some((hazard, _)) = life.unrectified().next() {
            return Err(Refusal::NotRectified(hazard));
        }
        self.not_before([life.last_seen()])?;
        self.not_before_days(life.closed_off.days())?;
        self.not_before_days(life.hazards.values().flat_map(|hazard| hazard.rectified.days()))
    }

    fn reopening(&self, hazards: &[HazardNo]) -> Admitted {
        let life = self.life;
        self.when(life.is_rectified())?;
        self.known(hazards.iter().copied())?;
        once(hazards.iter().copied())?;
        let of_hazards = |hazard: &SafetyHazard| hazard.rectified.days().chain(hazard.deadline.days()).max();
        self.not_before([life.last_seen()])?;
        self.not_before_days(life.closed_off.days().chain(life.hazards.values().filter_map(of_hazards)))
    }

    fn known(&self, hazards: impl IntoIterator<Item = HazardNo>) -> Admitted {
        match hazards.into_iter().find(|no| !self.life.hazards.contains_key(no)) {
            Some(unknown) => Err(Refusal::NoSuchHazard(unknown)),
            None => Ok(()),
        }
    }

    /// A printed day is not before the paper's own.
    fn deadline(&self, printed: &DueDate) -> Admitted {
        if printed.due < self.day {
            return Err(Refusal::DeadlineBeforeOrder { ordered: self.day, deadline: printed.due });
        }
        Ok(())
    }

    fn later(&self, until: Day) -> Admitted {
        let extended = self.life.hazards.values().filter(|hazard| hazard.may_be_extended());
        match extended.filter_map(SafetyHazard::deadline_now).max() {
            Some(deadline) if until <= deadline => Err(Refusal::NotLater { until, deadline }),
            _ => Ok(()),
        }
    }

    /// After a failed re-inspection only a new order sets a new deadline.
    fn may_extend(&self) -> bool {
        self.life.hazards.values().any(SafetyHazard::may_be_extended)
    }

    /// The latest order.
    fn ordered(&self) -> Option<Occurred> {
        self.life.orders.iter().map(|order| order.ordered).max_by_key(|at| at.day())
    }

    /// Open, with a hazard that is not verified fixed.
    fn unrectified(&self, fits: bool) -> Admitted {
        self.open_when(self.life.unrectified().next().is_some() && fits)
    }

    fn open_when(&self, fits: bool) -> Admitted {
        self.when(self.life.is_open() && fits)
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
