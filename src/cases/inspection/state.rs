//! The case of an inspection as its steps have made it.
mod admits;
mod apply;
mod clocks;
mod parts;

use super::event::{Checklist, HazardNo, Industry, InspectionEvent, Signature};
use super::{InspectionCommand, InspectionRefusal, decide};
use crate::cases::case_file::{Life, possible_then_lawful};
use crate::cases::course::Course;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::{Irregularity, Judge};
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Dated, Day, Occurred};
use crate::cases::rectification::{ReopenReason, Transfer, Voided, Waiting};
use crate::cases::words::{Address, CaseNumber, Committee, Department, PlaceName};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use parts::{Opinion, RectificationOrder, Reinspection, SafetyHazard, Seen};

/// Where a case stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing is recorded yet.
    Unregistered,
    /// 未发现隐患: recorded, and there was nothing.
    NoHazards,
    /// 发现隐患: hazards were found, and nothing is ordered.
    Found,
    /// 整改中: ordered, and the unit is at it.
    Ordered,
    /// 待复查: the unit says that it is done.
    RectificationReported,
    /// 复查不合格: of some hazard, and nothing is ordered of it since.
    ReinspectionFailed,
    /// 移送: with another body, which has not answered.
    Transferred,
    /// 整改到位: every hazard is verified, and the case not closed off.
    Rectified,
    /// 销号.
    ClosedOff,
    /// 作废.
    Void,
}

/// The life of an inspection's case so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct InspectionLife {
    /// The case's number.
    pub number: Option<CaseNumber>,
    /// 检查日期.
    pub inspected: Option<Occurred>,
    /// How many different inspectors there were, where that is recorded.
    pub inspectors: Option<u8>,
    /// Whether a leader led it (领导带队).
    pub led: bool,
    /// 单位名称.
    pub unit: Option<PlaceName>,
    /// 行业类别.
    pub industry: Option<Industry>,
    /// The address of the unit.
    pub address: Option<Address>,
    /// 检查表.
    pub checklist: Option<Checklist>,
    /// Whether the unit's head signed, where that is recorded.
    pub signature: Option<Signature>,
    /// The committee that has it.
    pub committee: Course<Option<Committee>>,
    /// The department that has it.
    pub department: Course<Option<Department>>,
    /// 事故隐患, by their numbers.
    pub hazards: BTreeMap<HazardNo, SafetyHazard>,
    /// 监督检查意见书, each once, as they came.
    pub opinions: Vec<Opinion>,
    /// 责令整改, oldest first.
    pub orders: Vec<RectificationOrder>,
    /// 复查, as they were recorded.
    pub reinspections: Vec<Reinspection>,
    /// 销号: the day on which it was closed off; none again once it is reopened.
    pub closed_off: Course<Option<Day>>,
    /// When it was reopened, and why.
    pub reopenings: Vec<(Occurred, ReopenReason)>,
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
    /// When the unit said that it is done, while nobody has re-inspected since.
    claimed: Option<Occurred>,
    /// When the unit asked for more time, and until when, while that is not decided.
    extension_pending: Option<(Occurred, Day)>,
    /// The times for a re-inspection that the unit's word set running.
    claims: Vec<Waiting>,
}

impl InspectionLife {
    /// Where it stands now.
    #[must_use]
    pub fn phase(&self) -> Phase {
        if self.voided.is_some() {
            Phase::Void
        } else if self.closed_off_on().is_some() {
            Phase::ClosedOff
        } else if self.is_rectified() {
            Phase::Rectified
        } else if self.transfer_pending().is_some() {
            Phase::Transferred
        } else if self.claimed.is_some() {
            Phase::RectificationReported
        } else if self.hazards.values().any(SafetyHazard::is_failing) {
            Phase::ReinspectionFailed
        } else if self.running().next().is_some() {
            Phase::Ordered
        } else if !self.hazards.is_empty() {
            Phase::Found
        } else if self.inspected.is_some() {
            Phase::NoHazards
        } else {
            Phase::Unregistered
        }
    }

    /// Whether something is still to be done: hazards are not closed off, or another body has not answered.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let waits = !self.hazards.is_empty() || self.transfer_pending().is_some();
        self.voided.is_none() && self.closed_off_on().is_none() && waits
    }

    /// The day on which it was closed off, unless it was reopened.
    #[must_use]
    pub fn closed_off_on(&self) -> Option<Day> {
        self.closed_off.now().copied().flatten()
    }

    /// Whether it has hazards, and all of them are now verified fixed.
    #[must_use]
    pub fn is_rectified(&self) -> bool {
        !self.hazards.is_empty() && self.hazards.values().all(SafetyHazard::is_rectified)
    }

    /// 整改期限: the earliest that runs for a hazard which is not rectified.
    #[must_use]
    pub fn deadline(&self) -> Option<Day> {
        self.unrectified().filter_map(|(_, hazard)| hazard.deadline_now()).min()
    }

    /// When the unit said that it is done, while nobody has re-inspected since.
    #[must_use]
    pub const fn claimed(&self) -> Option<Occurred> {
        self.claimed
    }

    /// Until when the unit asks for more time, while that is not decided.
    #[must_use]
    pub fn extension_pending(&self) -> Option<Day> {
        self.extension_pending.map(|(_, until)| until)
    }

    /// The transfer that is not answered.
    #[must_use]
    pub fn transfer_pending(&self) -> Option<&Transfer> {
        self.transfers.last().filter(|transfer| transfer.result.is_none())
    }

    /// When inspectors last saw the unit: at the inspection, a re-inspection, or when it was reopened.
    #[must_use]
    pub fn last_seen(&self) -> Option<Occurred> {
        let reinspected = self.reinspections.last().map(|reinspection| reinspection.occurred);
        let reopened = self.reopenings.last().map(|(at, _)| *at);
        [self.inspected, reinspected, reopened].into_iter().flatten().max_by_key(|at| at.day())
    }

    /// The hazards that are not verified fixed.
    pub fn unrectified(&self) -> impl Iterator<Item = (HazardNo, &SafetyHazard)> {
        self.hazards.iter().filter(|(_, hazard)| !hazard.is_rectified()).map(|(no, hazard)| (*no, hazard))
    }

    /// The orders that run.
    pub fn running(&self) -> impl Iterator<Item = &RectificationOrder> {
        self.orders.iter().filter(|order| order.ended.is_none())
    }

    /// Whether closing it off would be lawful: two inspectors saw each hazard pass.
    pub(super) fn is_verified_by_two(&self) -> bool {
        self.hazards.values().all(|hazard| hazard.seen.is_some_and(Seen::suffices))
    }
}

impl Life for InspectionLife {
    const KIND: &'static str = "inspection";
    type Command = InspectionCommand;
    type Event = InspectionEvent;
    type Refusal = InspectionRefusal;

    fn decide(
        &self,
        command: &Dated<InspectionCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<InspectionEvent>, InspectionRefusal> {
        let is_recount = matches!(command.what, InspectionCommand::RecountTerms {});
        let lives = self.inspected.is_some() && self.voided.is_none();
        if is_recount && lives && self.recounted(&judge.facts().calendar, command.day()).is_empty() {
            return Ok(Vec::new());
        }
        possible_then_lawful(self, command, judge, decide::decide)
    }

    fn admits(&self, step: &Dated<InspectionEvent>) -> Result<(), InspectionRefusal> {
        admits::admits(self, step)
    }

    fn apply(&mut self, version: Version, step: &Dated<InspectionEvent>) {
        self.take(version, step);
    }

    crate::records!(InspectionEvent { InspectionCorrected, InspectionIrregularityFound });

    fn command_of(event: &InspectionEvent) -> Option<InspectionCommand> {
        decide::command_of(event)
    }
}
