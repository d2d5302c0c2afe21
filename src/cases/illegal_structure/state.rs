//! An illegal structure's case as its steps have made it.
mod admits;
mod apply;
mod clocks;
mod site;

use super::event::{
    ClaimedSite, ForceDecider, ReportSource, ServiceWay, SiteNo, Stock, StructureEvent, TransferResult, Zone,
};
use super::{StructureCommand, StructureRefusal, decide};
use crate::cases::case_file::{Life, VoidReason, possible_then_lawful};
use crate::cases::course::Course;
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::{Irregularity, Judge};
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Dated, Day, Moment, Occurred};
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use site::{Demolition, SiteLife};

/// Where a case stands on its main way. Suspension and litigation stand beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing is reported yet.
    Unreported,
    /// 发现.
    Reported,
    /// 现场检查.
    Investigated,
    /// 立案.
    Filed,
    /// 认定: at least one site is determined.
    Determined,
    /// 责令限期拆除.
    Ordered,
    /// 送达.
    Served,
    /// 催告.
    Urged,
    /// 强制拆除决定.
    ForceDecided,
    /// Every determined site is demolished.
    Demolished,
    /// 执行协议: an agreement is reached and sites still stand.
    Agreed,
    /// Not illegal after all.
    NotIllegal,
    /// 移送.
    Transferred,
    /// 终结.
    Terminated,
    /// 结案.
    Closed,
    /// 作废.
    Void,
}

/// 责令停止建设.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StopOrder {
    /// When it was given.
    pub ordered: Occurred,
    /// Its number.
    pub paper: Option<PaperNumber>,
    /// When the party was seen to build on.
    pub refused: Option<Occurred>,
}

/// 责令限期拆除决定, with what followed from it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DemolitionOrder {
    /// When it was given.
    pub ordered: Occurred,
    /// Its number.
    pub paper: Option<PaperNumber>,
    /// The deadline printed on it.
    pub deadline: Option<DueDate>,
    /// When it was put up in public.
    pub announced: Option<Occurred>,
    /// The last day of the notice to an unknown owner.
    pub notice_until: Option<DueDate>,
    /// When it reached the party.
    pub served: Option<Occurred>,
    /// How it did.
    pub service: Option<ServiceWay>,
    /// The earliest lawful day of a forced demolition.
    pub forced_from: Option<DueDate>,
    /// 催告.
    pub demanded: Option<Occurred>,
    /// When an appeal had it revoked.
    pub revoked: Option<Occurred>,
}

/// 强制拆除决定.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ForcedDemolition {
    /// When it was decided.
    pub decided: Occurred,
    /// By whom.
    pub by: ForceDecider,
    /// Its number.
    pub paper: Option<PaperNumber>,
    /// When it was put up in public.
    pub announced: Option<Occurred>,
}

/// 移送.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Transfer {
    /// When.
    pub transferred: Occurred,
    /// To whom.
    pub to: Body,
    /// What came back, and when.
    pub result: Option<(Occurred, TransferResult)>,
}

/// 作废.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Voided {
    /// When.
    pub voided: Occurred,
    /// Why.
    pub reason: VoidReason,
}

/// The life of an illegal structure's case so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct StructureLife {
    /// The case's number.
    pub number: Option<CaseNumber>,
    /// 发现: when it was reported.
    pub reported: Option<Occurred>,
    /// How the office learned of it.
    pub source: Option<ReportSource>,
    /// 区域.
    pub zone: Option<Zone>,
    /// 地址.
    pub address: Option<Address>,
    /// The committee that has it.
    pub committee: Course<Option<Committee>>,
    /// The department that has it.
    pub department: Course<Option<Department>>,
    /// 存量 or 新建.
    pub stock: Option<Stock>,
    /// Whether it was still being built when it was reported.
    pub under_construction: bool,
    /// The sites as claimed in the report.
    pub claimed: Vec<ClaimedSite>,
    /// The last day to be on the site.
    pub on_site_by: Option<DueDate>,
    /// The last moment to be on the site, where the moment of the report is known.
    pub on_site_before: Option<Moment>,
    /// The last day for the informant to hear back; none without an informant.
    pub inform_by: Option<DueDate>,
    /// When the informant heard back.
    pub informed: Option<Occurred>,
    /// 现场检查: when officers were first on the site.
    pub investigated: Option<Occurred>,
    /// When it was found not to be illegal.
    pub not_illegal: Option<Occurred>,
    /// Whether it was found not to be illegal, by day, until it was taken up again.
    pub cleared: Course<bool>,
    /// 移送.
    pub transfer: Option<Transfer>,
    /// 立案.
    pub filed: Option<Occurred>,
    /// The last day to decide; none where no law set a term when the case was filed.
    pub decide_by: Course<DueDate>,
    /// The determined sites.
    pub sites: BTreeMap<SiteNo, SiteLife>,
    /// 责令停止建设.
    pub stop: Option<StopOrder>,
    /// 责令限期拆除, oldest first; the last one counts.
    pub orders: Vec<DemolitionOrder>,
    /// When the party was first heard.
    pub heard: Option<Occurred>,
    /// 强制拆除决定, as long as it stands.
    pub force: Option<ForcedDemolition>,
    /// When the party first asked for help.
    pub assistance: Option<Occurred>,
    /// 执行协议.
    pub agreed: Option<Occurred>,
    /// 终结.
    pub terminated: Option<Occurred>,
    /// Whether it rests.
    pub suspended: Course<bool>,
    /// Whether an appeal is pending.
    pub litigation: Course<bool>,
    /// The day on which it was closed; none again once it is reopened.
    pub closed: Course<Option<Day>>,
    /// The cases it belongs with.
    pub links: BTreeSet<CaseId>,
    /// 外部编号, in the order in which they were recorded.
    pub external_numbers: Vec<ExternalNumber>,
    /// What was unlawful on paper.
    pub irregularities: Vec<Irregularity>,
    /// 作废.
    pub voided: Option<Voided>,
}

impl StructureLife {
    /// Where it stands now.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.end().unwrap_or_else(|| {
            let order = self.order();
            if self.all_demolished() {
                Phase::Demolished
            } else if self.agreed.is_some() {
                Phase::Agreed
            } else if self.force.is_some() {
                Phase::ForceDecided
            } else if order.is_some_and(|order| order.demanded.is_some()) {
                Phase::Urged
            } else if order.is_some_and(|order| order.served.is_some()) {
                Phase::Served
            } else if order.is_some() {
                Phase::Ordered
            } else {
                self.early_phase()
            }
        })
    }

    fn early_phase(&self) -> Phase {
        if !self.sites.is_empty() {
            Phase::Determined
        } else if self.filed.is_some() {
            Phase::Filed
        } else if self.investigated.is_some() {
            Phase::Investigated
        } else if self.reported.is_some() {
            Phase::Reported
        } else {
            Phase::Unreported
        }
    }

    /// How it ended, where it did.
    fn end(&self) -> Option<Phase> {
        if self.voided.is_some() {
            Some(Phase::Void)
        } else if self.closed_on().is_some() {
            Some(Phase::Closed)
        } else if self.terminated.is_some() {
            Some(Phase::Terminated)
        } else if self.is_transferred() {
            Some(Phase::Transferred)
        } else {
            self.not_illegal.map(|_| Phase::NotIllegal)
        }
    }

    /// Whether it is reported and neither closed nor ended in any other way.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.reported.is_some() && self.end().is_none()
    }

    /// The day on which it was closed, unless it was reopened.
    #[must_use]
    pub fn closed_on(&self) -> Option<Day> {
        self.closed.now().copied().flatten()
    }

    /// Whether it is with another body, which did not send it back.
    #[must_use]
    pub fn is_transferred(&self) -> bool {
        self.transfer
            .as_ref()
            .is_some_and(|transfer| !matches!(transfer.result, Some((_, TransferResult::Returned))))
    }

    /// Whether it rests.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.suspended.now() == Some(&true)
    }

    /// Whether an appeal is pending.
    #[must_use]
    pub fn is_in_litigation(&self) -> bool {
        self.litigation.now() == Some(&true)
    }

    /// The order to demolish that stands.
    #[must_use]
    pub fn order(&self) -> Option<&DemolitionOrder> {
        self.orders.last().filter(|order| order.revoked.is_none())
    }

    /// 认定: when a site was first determined.
    #[must_use]
    pub fn determined(&self) -> Option<Occurred> {
        self.sites.values().map(|site| site.determined).min_by_key(|occurred| occurred.day())
    }

    /// 责令限期拆除: when it was first ordered.
    #[must_use]
    pub fn ordered(&self) -> Option<Occurred> {
        self.orders.first().map(|order| order.ordered)
    }

    /// 送达: when the order that stands reached the party.
    #[must_use]
    pub fn served(&self) -> Option<Occurred> {
        self.order()?.served
    }

    /// The earliest lawful day of a forced demolition under the order that stands; none before it is served.
    #[must_use]
    pub fn forced_from(&self) -> Option<&DueDate> {
        self.order()?.forced_from.as_ref()
    }

    /// Whether it may be demolished at once, without the terms to appeal: new, still being built, and the order to
    /// stop refused (上海市拆除违法建筑若干规定 11, 城乡规划法 68).
    #[must_use]
    pub fn at_once(&self) -> bool {
        let refused = self.stop.as_ref().is_some_and(|stop| stop.refused.is_some());
        refused && self.under_construction && self.stock == Some(Stock::New)
    }

    /// Whether sites are determined and each of them counts as demolished.
    #[must_use]
    pub fn all_demolished(&self) -> bool {
        !self.sites.is_empty() && self.sites.values().all(|site| site.completed().is_some())
    }

    /// The day from which every determined site counts as demolished.
    #[must_use]
    pub fn all_demolished_on(&self) -> Option<Day> {
        let days: Option<Vec<Day>> = self.sites.values().map(SiteLife::completed).collect();
        days?.into_iter().max()
    }
}

impl Life for StructureLife {
    const KIND: &'static str = "illegal_structure";
    type Command = StructureCommand;
    type Event = StructureEvent;
    type Refusal = StructureRefusal;

    fn decide(
        &self,
        command: &Dated<StructureCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<StructureEvent>, StructureRefusal> {
        let is_recount = matches!(command.what, StructureCommand::RecountTerms {});
        let lives = self.reported.is_some() && self.voided.is_none();
        if is_recount && lives && self.recounted(&judge.facts().calendar, command.day()).is_empty() {
            return Ok(Vec::new());
        }
        possible_then_lawful(self, command, judge, decide::decide)
    }

    fn admits(&self, step: &Dated<StructureEvent>) -> Result<(), StructureRefusal> {
        admits::admits(self, step)
    }

    fn apply(&mut self, version: Version, step: &Dated<StructureEvent>) {
        self.take(version, step);
    }

    crate::records!(StructureEvent { StructureCorrected, StructureIrregularityFound });

    fn command_of(event: &StructureEvent) -> Option<StructureCommand> {
        decide::command_of(event)
    }
}
