//! What can be asked of an illegal structure's case.
use super::event::{
    Appeal, AppealOutcome, ClaimedSite, ForceDecider, HearingForm, ReportSource, ServiceWay, Site, SiteNo,
    Stock, SuspensionReason, TerminationReason, TransferResult, Way, Zone,
};
use crate::cases::area::Area;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::people::{Officers, Person};
use crate::cases::personal::Personal;
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber, Text};
use serde::{Deserialize, Serialize};

/// A step to take in the life of an illegal structure's case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum StructureCommand {
    /// 发现: opens the case and starts the clock to be on the site.
    ReportStructure {
        /// The case's number, from its series.
        number: CaseNumber,
        /// The zone of the office in which it stands.
        zone: Zone,
        /// The address of the place.
        address: Address,
        /// The committee in whose area it stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// 存量 or 新建.
        stock: Stock,
        /// Whether it is still being built.
        under_construction: bool,
        /// How the office learned of it.
        source: ReportSource,
        /// Who reported it, to hear back within a month.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        informant: Option<Personal<Person>>,
        /// Who built or uses it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<Personal<Person>>,
        /// The sites as claimed, before anybody has measured.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        sites: Vec<ClaimedSite>,
    },
    /// 现场检查: officers are on the site.
    InvestigateSite {
        /// Who; two are required.
        officers: Officers,
    },
    /// 答复举报人: the informant hears back.
    InformInformant {},
    /// It is not illegal after all.
    FindNotIllegal {
        /// On what grounds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<Personal<Text>>,
    },
    /// 移送: another body is competent.
    TransferStructure {
        /// Which.
        to: Body,
    },
    /// What that body answered.
    RecordTransferResult {
        /// Its answer.
        result: TransferResult,
    },
    /// 立案: starts the 90 days to decide.
    FileCase {
        /// Who; two are required.
        officers: Officers,
    },
    /// 认定: sites are found to be illegal, with area and structure.
    DetermineStructure {
        /// The sites; more can follow later.
        sites: Vec<Site>,
    },
    /// A determined site is measured anew.
    RemeasureSite {
        /// Which.
        site: SiteNo,
        /// Its area as now determined.
        area: Area,
    },
    /// 责令停止建设: what is being built is stopped.
    OrderStop {
        /// The order's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// The party builds on although ordered to stop.
    RecordStopRefusal {},
    /// 责令限期拆除: the written order, which replaces an earlier one.
    OrderDemolition {
        /// The order's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
        /// The deadline printed on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Day>,
    },
    /// 公告: the order is put up in public.
    AnnounceOrder {
        /// Whether the owner is unknown and so has 10 days' notice.
        owner_unknown: bool,
    },
    /// 送达: the order reaches the party; the terms to appeal begin.
    ServeOrder {
        /// How, where the source says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        way: Option<ServiceWay>,
    },
    /// 催告: the party is urged in writing.
    DemandCompliance {
        /// The paper's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 陈述申辩 or 听证.
    HearParty {
        /// Which of them.
        form: HearingForm,
        /// What the party said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        statement: Option<Personal<Text>>,
    },
    /// 强制拆除决定.
    DecideForcedDemolition {
        /// Who decides.
        by: ForceDecider,
        /// The decision's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 公告: the decision to use force is put up in public.
    AnnounceForcedDemolition {},
    /// The party asks the office to help demolish (帮拆).
    RequestAssistance {},
    /// 拆除: a site is demolished, in whole or in part.
    DemolishSite {
        /// Which.
        site: SiteNo,
        /// The area demolished this time.
        area: Area,
        /// How.
        way: Way,
    },
    /// 实拆面积: what was demolished in all is measured.
    MeasureArea {
        /// Which site.
        site: SiteNo,
        /// The area measured.
        area: Area,
    },
    /// 验收: the site counts as demolished.
    AcceptDemolition {
        /// Which.
        site: SiteNo,
    },
    /// 结案: nothing is left to do.
    CloseStructure {},
    /// 中止: the clock stands still and force rests.
    SuspendStructure {
        /// Why.
        reason: SuspensionReason,
    },
    /// The case goes on.
    ResumeStructure {},
    /// 复议 or 诉讼 against the order.
    StartLitigation {
        /// Which of them.
        appeal: Appeal,
    },
    /// How it ended.
    EndLitigation {
        /// The outcome.
        outcome: AppealOutcome,
    },
    /// The party and the office agree (执行协议).
    ReachAgreement {
        /// What they agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        terms: Option<Personal<Text>>,
    },
    /// 终结: nothing can be enforced any more.
    TerminateStructure {
        /// Why.
        reason: TerminationReason,
    },
    /// Another committee or department takes it over; what is not named stays.
    ReassignStructure {
        /// The committee.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// A closed case is taken up again.
    ReopenStructure {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// Counts provisional terms again, when a year's calendar is published. Nothing happens if nothing is provisional.
    RecountTerms {},
    /// It belongs with another case.
    LinkStructure {
        /// Which.
        to: CaseId,
    },
    /// 外部编号: records the number under which another system knows the matter.
    RecordExternalNumber {
        /// The system.
        system: ExternalSystem,
        /// Its number, which no other case has.
        number: OutsideNumber,
    },
    /// 作废.
    VoidStructure {
        /// Why.
        reason: VoidReason,
    },
}

crate::command_names!(StructureCommand {
    ReportStructure,
    InvestigateSite,
    InformInformant,
    FindNotIllegal,
    TransferStructure,
    RecordTransferResult,
    FileCase,
    DetermineStructure,
    RemeasureSite,
    OrderStop,
    RecordStopRefusal,
    OrderDemolition,
    AnnounceOrder,
    ServeOrder,
    DemandCompliance,
    HearParty,
    DecideForcedDemolition,
    AnnounceForcedDemolition,
    RequestAssistance,
    DemolishSite,
    MeasureArea,
    AcceptDemolition,
    CloseStructure,
    SuspendStructure,
    ResumeStructure,
    StartLitigation,
    EndLitigation,
    ReachAgreement,
    TerminateStructure,
    ReassignStructure,
    ReopenStructure,
    RecountTerms,
    RecordExternalNumber,
    LinkStructure,
    VoidStructure,
});
