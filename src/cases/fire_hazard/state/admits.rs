//! What is possible: the right step at the right place, and not before what it follows.
use super::HazardLife;
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::fact::Fact;
use crate::cases::fire_hazard::HazardRefusal as Refusal;
use crate::cases::fire_hazard::event::HazardEvent as Event;
use crate::cases::occurred::{self, Dated, Day, Occurred};
use crate::cases::words::CaseNumber;

type Admitted = Result<(), Refusal>;

/// A step before the case: each check says whether it may pass.
struct Gate<'a> {
    life: &'a HazardLife,
    day: Day,
    step: &'static str,
}

/// Whether `step` can follow `life`.
pub(super) fn admits(life: &HazardLife, step: &Dated<Event>) -> Admitted {
    let gate = Gate { life, day: step.day(), step: step.what.event_type() };
    match &step.what {
        Event::HazardIrregularityFound { .. } | Event::HazardCorrected { .. } => Ok(()),
        _ if life.voided.is_some() => Err(Refusal::Voided),
        Event::HazardReported { .. } if life.registered().is_some() => Err(Refusal::AlreadyRegistered),
        Event::HazardReported { .. } => Ok(()),
        Event::HazardFound { number, committee, .. } => gate.finding(number, committee.is_some()),
        what => {
            gate.when(life.registered().is_some())?;
            gate.not_before([life.registered()])?;
            gate.main_way(what)
        }
    }
}

impl Gate<'_> {
    fn main_way(&self, what: &Event) -> Admitted {
        let life = self.life;
        let requested = life.extension_pending.map(|(at, _)| at);
        match what {
            Event::ReportDismissed { .. } => self.open_when(life.found.is_none(), [self.reopened()]),
            Event::FixedOnTheSpot { .. } => {
                self.unrectified(life.order().is_none())?;
                self.not_before([life.last_seen()])?;
                self.not_before_days(life.rectified.days())
            }
            Event::RectificationOrdered { deadline, .. } => {
                self.unrectified(life.order().is_none() || life.failing.is_some())?;
                self.not_before([life.last_seen()])?;
                self.not_before_days(life.deadline.days())?;
                self.deadline(deadline)
            }
            Event::DeadlineExtensionRequested { until, .. } => {
                self.unrectified(self.may_extend() && requested.is_none())?;
                self.not_before([self.ordered()])?;
                self.later(*until)
            }
            Event::DeadlineExtensionApproved { deadline, .. } => {
                self.unrectified(self.may_extend() && requested.is_some())?;
                self.not_before([requested])?;
                self.not_before_days(life.deadline.days())?;
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
            Event::HazardReinspected { .. } => {
                self.open_when(life.found.is_some(), [life.last_seen(), self.ordered(), life.claimed])?;
                self.not_before_days(life.rectified.days())
            }
            Event::HazardClosedOff {} => self.closing(),
            Event::HazardReopened { .. } => self.reopening(),
            other => self.beside(other),
        }
    }

    fn beside(&self, what: &Event) -> Admitted {
        let life = self.life;
        match what {
            Event::MajorDeclared { .. } => self.level(!life.is_major()),
            Event::HazardDowngraded { .. } => self.level(life.is_major()),
            Event::PremisesSealed { until, .. } => {
                let over = life.seal().is_none_or(|seal| self.day > seal.until.due);
                self.unrectified(over)?;
                self.not_before([life.seals.last().and_then(|seal| seal.lifted)])?;
                self.deadline(until)
            }
            Event::SealDecided { .. } => {
                let waiting = life.seal().filter(|seal| seal.decided.is_none());
                self.follows(waiting.map(|seal| seal.sealed))
            }
            Event::SealLifted {} => {
                let seal = life.seal();
                self.follows(seal.map(|seal| seal.sealed))?;
                self.not_before([seal.and_then(|seal| seal.decided)])
            }
            Event::PenaltyRecommended { .. } => {
                self.open_when(life.found.is_some() && life.penalty_pending().is_none(), [life.found])
            }
            Event::PenaltyRecorded { .. } => {
                self.follows(life.penalty_pending().map(|penalty| penalty.recommended))
            }
            Event::HazardTransferred { .. } => {
                let back = life.transfers.last().and_then(|last| last.result).map(|(at, _)| at);
                self.open_when(life.transfer_pending().is_none(), [back])
            }
            Event::TransferResultRecorded { .. } => {
                self.follows(life.transfer_pending().map(|transfer| transfer.transferred))
            }
            Event::HazardReassigned { committee, department } => {
                self.when(life.is_open())?;
                let committees = life.committee.days().filter(|_| committee.is_some());
                let departments = life.department.days().filter(|_| department.is_some());
                self.not_before_days(committees.chain(departments))
            }
            Event::HazardLinked { to } if life.links.contains(to) => Err(Refusal::AlreadyLinked),
            Event::ExternalNumberRecorded { system, number } => {
                let number = ExternalNumber { system: system.clone(), number: number.clone() };
                let known = life.external_numbers.contains(&number);
                if known { Err(Refusal::NumberAlreadyRecorded { number }) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// The first step of a case, or the check of a complaint.
    fn finding(&self, number: &CaseNumber, names_committee: bool) -> Admitted {
        let life = self.life;
        if life.found.is_some() {
            return Err(Refusal::AlreadyRegistered);
        }
        self.when(life.dismissed.is_none())?;
        if let Some(reported) = life.number.as_ref().filter(|reported| *reported != number) {
            return Err(Refusal::OtherNumber { reported: reported.clone() });
        }
        self.not_before([life.reported, self.reopened()])?;
        self.not_before_days(life.committee.days().filter(|_| names_committee))
    }

    fn closing(&self) -> Admitted {
        let life = self.life;
        self.when(life.is_open() && life.found.is_some())?;
        if !life.is_rectified() {
            return Err(Refusal::NotRectified);
        }
        self.not_before_days(life.rectified_on().into_iter().chain(life.closed_off.days()))
    }

    fn reopening(&self) -> Admitted {
        let life = self.life;
        self.when(life.is_rectified() || life.dismissed.is_some())?;
        self.not_before([life.dismissed, self.reopened(), life.last_seen()])?;
        self.not_before_days(life.closed_off.days().chain(life.rectified.days()).chain(life.deadline.days()))
    }

    fn level(&self, fits: bool) -> Admitted {
        self.open_when(self.life.found.is_some() && fits, [self.life.found])?;
        self.not_before_days(self.life.major.days())
    }

    /// A printed day is not before the paper's own.
    fn deadline(&self, printed: &DueDate) -> Admitted {
        if printed.due < self.day {
            return Err(Refusal::DeadlineBeforeOrder { ordered: self.day, deadline: printed.due });
        }
        Ok(())
    }

    fn later(&self, until: Day) -> Admitted {
        match self.life.deadline_now() {
            Some(deadline) if until <= deadline.due => {
                Err(Refusal::NotLater { until, deadline: deadline.due })
            }
            _ => Ok(()),
        }
    }

    /// After a failed re-inspection only a new order sets a new deadline.
    fn may_extend(&self) -> bool {
        self.life.order().is_some() && self.life.failing.is_none()
    }

    fn ordered(&self) -> Option<Occurred> {
        self.life.order().map(|order| order.ordered)
    }

    fn reopened(&self) -> Option<Occurred> {
        self.life.reopenings.last().map(|(at, _)| *at)
    }

    /// Found, open and not verified fixed.
    fn unrectified(&self, fits: bool) -> Admitted {
        let found = self.life.found.is_some() && !self.life.is_rectified();
        self.open_when(found && fits, [self.life.found, self.reopened()])
    }

    /// What answers an earlier step, whether or not the case has ended meanwhile.
    fn follows(&self, earlier: Option<Occurred>) -> Admitted {
        self.when(earlier.is_some())?;
        self.not_before([earlier])
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
