//! A fire hazard's case as its steps have made it.
mod admits;
mod apply;
mod clocks;
mod parts;

use super::event::{HazardEvent, HazardKind, PlaceKind, ReopenReason};
use super::{HazardCommand, HazardRefusal, decide};
use crate::cases::case_file::{Life, possible_then_lawful};
use crate::cases::course::Course;
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::{Irregularity, Judge};
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Dated, Day, Moment, Occurred};
use crate::cases::words::{Address, CaseNumber, Committee, Department, PlaceName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use parts::{
    PenaltyCase, RectificationOrder, Reinspection, Seal, Transfer, Verification, Voided, Waiting,
};

/// Where a case stands. A seal, a penalty and the level stand beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing is reported or found yet.
    Unregistered,
    /// 待核查: reported and not yet checked.
    Reported,
    /// 不属实.
    Dismissed,
    /// 发现: found, and nothing ordered.
    Found,
    /// 整改中: ordered, and the party is at it.
    Ordered,
    /// 待复查: the party says that it is done.
    RectificationReported,
    /// 复查不合格: not or only partly rectified, or closed off wrongly, and nothing ordered since.
    ReinspectionFailed,
    /// 移送: with another body, which has not answered.
    Transferred,
    /// 整改到位: verified, and not closed off.
    Rectified,
    /// 销号.
    ClosedOff,
    /// 作废.
    Void,
}

/// The life of a fire hazard's case so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HazardLife {
    /// The case's number.
    pub number: Option<CaseNumber>,
    /// When a complaint came in; none if it was found without one.
    pub reported: Option<Occurred>,
    /// The last day for the check of the complaint.
    pub check_by: Option<DueDate>,
    /// The last moment for it, where it has hours and the moment of the complaint is known.
    pub check_before: Option<Moment>,
    /// When the check showed nothing; none again once it is reopened.
    pub dismissed: Option<Occurred>,
    /// 发现.
    pub found: Option<Occurred>,
    /// How many different inspectors found it, where that is recorded.
    pub inspectors: Option<u8>,
    /// 隐患类别.
    pub kind: Option<HazardKind>,
    /// 场所名称.
    pub place: Option<PlaceName>,
    /// 场所类型.
    pub place_kind: Option<PlaceKind>,
    /// 地址.
    pub address: Option<Address>,
    /// Whether it is a major hazard (重大火灾隐患).
    pub major: Course<bool>,
    /// The committee that has it.
    pub committee: Course<Option<Committee>>,
    /// The department that has it.
    pub department: Course<Option<Department>>,
    /// 责令整改, oldest first.
    pub orders: Vec<RectificationOrder>,
    /// 整改期限 of the order that stands, which a failed re-inspection leaves as it is; none when the hazard is found
    /// again and nothing is ordered yet. It stays when the hazard is rectified.
    pub deadline: Course<Option<DueDate>>,
    /// 复查, as they were recorded.
    pub reinspections: Vec<Reinspection>,
    /// How it was last seen to be rectified, while it is.
    pub verified: Option<Verification>,
    /// 整改到位: the day from which it is verified fixed; none again from the day on which it is reopened, or fails.
    pub rectified: Course<Option<Day>>,
    /// 销号: the day on which it was closed off; none again once it is reopened.
    pub closed_off: Course<Option<Day>>,
    /// When it was reopened, and why.
    pub reopenings: Vec<(Occurred, ReopenReason)>,
    /// 临时查封, oldest first.
    pub seals: Vec<Seal>,
    /// Penalties recommended, oldest first.
    pub penalties: Vec<PenaltyCase>,
    /// 移送, oldest first.
    pub transfers: Vec<Transfer>,
    /// The cases it belongs with.
    pub links: BTreeSet<CaseId>,
    /// 外部编号, in the order in which they were recorded.
    pub external_numbers: Vec<ExternalNumber>,
    /// What was unlawful on paper.
    pub irregularities: Vec<Irregularity>,
    /// 作废.
    pub voided: Option<Voided>,
    /// How many orders were done with when it was last found again.
    spent_orders: usize,
    /// When it was last seen not to be rectified, while nothing is ordered since.
    failing: Option<Occurred>,
    /// When the party said that it is done, while nobody has re-inspected since.
    claimed: Option<Occurred>,
    /// When the party asked for more time, and until when, while that is not decided.
    extension_pending: Option<(Occurred, Day)>,
    /// The times for an order to rectify.
    ordering: Vec<Waiting>,
    /// The times for a re-inspection.
    reinspecting: Vec<Waiting>,
}

impl HazardLife {
    /// Where it stands now.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.end().unwrap_or_else(|| {
            if self.transfer_pending().is_some() {
                Phase::Transferred
            } else if self.claimed.is_some() {
                Phase::RectificationReported
            } else if self.failing.is_some() {
                Phase::ReinspectionFailed
            } else if self.order().is_some() {
                Phase::Ordered
            } else if self.found.is_some() {
                Phase::Found
            } else if self.reported.is_some() {
                Phase::Reported
            } else {
                Phase::Unregistered
            }
        })
    }

    fn end(&self) -> Option<Phase> {
        if self.voided.is_some() {
            Some(Phase::Void)
        } else if self.closed_off_on().is_some() {
            Some(Phase::ClosedOff)
        } else if self.is_rectified() {
            Some(Phase::Rectified)
        } else {
            self.dismissed.map(|_| Phase::Dismissed)
        }
    }

    /// When it was reported, or found without a report.
    #[must_use]
    pub fn registered(&self) -> Option<Occurred> {
        self.reported.or(self.found)
    }

    /// Whether it is registered and neither dismissed, closed off nor void.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.registered().is_some() && matches!(self.end(), None | Some(Phase::Rectified))
    }

    /// Whether it is now verified fixed.
    #[must_use]
    pub fn is_rectified(&self) -> bool {
        self.rectified_on().is_some()
    }

    /// The day from which it is now verified fixed.
    #[must_use]
    pub fn rectified_on(&self) -> Option<Day> {
        self.rectified.now().copied().flatten()
    }

    /// The day on which it was closed off, unless it was reopened.
    #[must_use]
    pub fn closed_off_on(&self) -> Option<Day> {
        self.closed_off.now().copied().flatten()
    }

    /// 整改期限 as it ran on `day`.
    #[must_use]
    pub fn deadline_on(&self, day: Day) -> Option<Day> {
        self.deadline.on(day)?.as_ref().map(|deadline| deadline.due)
    }

    /// 整改期限 as it runs now.
    #[must_use]
    pub fn deadline_now(&self) -> Option<&DueDate> {
        self.deadline.now()?.as_ref()
    }

    /// Whether it is a major hazard now.
    #[must_use]
    pub fn is_major(&self) -> bool {
        self.major.now() == Some(&true)
    }

    /// 责令整改次数: how many orders were issued.
    #[must_use]
    pub fn orders_count(&self) -> usize {
        self.orders.len()
    }

    /// The order to rectify that stands.
    #[must_use]
    pub fn order(&self) -> Option<&RectificationOrder> {
        self.orders.get(self.spent_orders..)?.last().filter(|order| order.ended.is_none())
    }

    /// When the party said that it is done, while nobody has re-inspected since.
    #[must_use]
    pub const fn claimed(&self) -> Option<Occurred> {
        self.claimed
    }

    /// Until when the party asks for more time, while that is not decided.
    #[must_use]
    pub fn extension_pending(&self) -> Option<Day> {
        self.extension_pending.map(|(_, until)| until)
    }

    /// The seal that is not lifted, though its last day may be over.
    #[must_use]
    pub fn seal(&self) -> Option<&Seal> {
        self.seals.last().filter(|seal| seal.lifted.is_none())
    }

    /// Whether the premises were sealed on `day`.
    #[must_use]
    pub fn is_sealed_on(&self, day: Day) -> bool {
        self.seals.iter().any(|seal| seal.holds_on(day))
    }

    /// The transfer that is not answered.
    #[must_use]
    pub fn transfer_pending(&self) -> Option<&Transfer> {
        self.transfers.last().filter(|transfer| transfer.result.is_none())
    }

    /// The recommended penalty that is not decided.
    #[must_use]
    pub fn penalty_pending(&self) -> Option<&PenaltyCase> {
        self.penalties.last().filter(|penalty| penalty.recorded.is_none())
    }

    /// When inspectors last saw the place: found, re-inspected, fixed on the spot or reopened.
    #[must_use]
    pub fn last_seen(&self) -> Option<Occurred> {
        let reinspected = self.reinspections.last().map(|reinspection| reinspection.occurred);
        let reopened = self.reopenings.last().map(|(at, _)| *at);
        let verified = self.verified.map(|verified| verified.occurred);
        let seen = [self.found, reinspected, reopened, verified];
        seen.into_iter().flatten().max_by_key(|at| at.day())
    }

    /// Whether it was ordered to be rectified since it was found, or last found again.
    pub(super) const fn has_order_in_this_round(&self) -> bool {
        self.orders.len() > self.spent_orders
    }

    /// Whether closing it off would be lawful: two inspectors saw it fixed on the spot, or passed it.
    pub(super) fn is_verified_by_two(&self) -> bool {
        self.verified.is_some_and(Verification::suffices)
    }
}

impl Life for HazardLife {
    const KIND: &'static str = "fire_hazard";
    type Command = HazardCommand;
    type Event = HazardEvent;
    type Refusal = HazardRefusal;

    fn decide(
        &self,
        command: &Dated<HazardCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<HazardEvent>, HazardRefusal> {
        let is_recount = matches!(command.what, HazardCommand::RecountTerms {});
        let lives = self.registered().is_some() && self.voided.is_none();
        if is_recount && lives && self.recounted(&judge.facts().calendar, command.day()).is_empty() {
            return Ok(Vec::new());
        }
        possible_then_lawful(self, command, judge, decide::decide)
    }

    fn admits(&self, step: &Dated<HazardEvent>) -> Result<(), HazardRefusal> {
        admits::admits(self, step)
    }

    fn apply(&mut self, version: Version, step: &Dated<HazardEvent>) {
        self.take(version, step);
    }

    crate::records!(HazardEvent { HazardCorrected, HazardIrregularityFound });

    fn command_of(event: &HazardEvent) -> Option<HazardCommand> {
        decide::command_of(event)
    }
}
