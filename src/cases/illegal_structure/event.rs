//! What has happened to an illegal structure.
mod values;

pub use values::{
    Appeal, AppealOutcome, ClaimedSite, ForceDecider, HearingForm, ReportSource, ServiceWay, Site, SiteNo,
    Stock, StructureKind, SuspensionReason, TerminationReason, TransferResult, Way, Zone,
};

use crate::cases::area::Area;
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::facts::Irregularity;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Moment;
use crate::cases::people::{Officers, Person};
use crate::cases::personal::Personal;
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber, Text};
use serde::{Deserialize, Serialize};

/// A step in the life of an illegal structure's case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "only the first event of a case is large")]
pub enum StructureEvent {
    /// 发现: the case is open, and the clock to be on the site runs.
    StructureReported {
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
        /// The last day to be on the site.
        on_site_by: DueDate,
        /// The last moment to be on the site, where the moment of the report is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_site_before: Option<Moment>,
        /// The last day for the informant to hear back, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        inform_by: Option<DueDate>,
    },
    /// 现场检查: officers were on the site.
    SiteInvestigated {
        /// Who; two are required.
        officers: Officers,
    },
    /// 答复举报人: the informant heard back.
    InformantInformed {},
    /// It is not illegal after all.
    NotIllegalFound {
        /// On what grounds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<Personal<Text>>,
    },
    /// 移送: it went to another body.
    StructureTransferred {
        /// Which.
        to: Body,
    },
    /// That body answered.
    TransferResultRecorded {
        /// Its answer.
        result: TransferResult,
    },
    /// 立案.
    CaseFiled {
        /// Who; two are required.
        officers: Officers,
        /// The last day to decide; none before 2021-07-15, when no law set a term.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decide_by: Option<DueDate>,
    },
    /// 认定: sites were found to be illegal.
    StructureDetermined {
        /// The sites; more can follow later.
        sites: Vec<Site>,
    },
    /// A determined site was measured anew.
    SiteRemeasured {
        /// Which.
        site: SiteNo,
        /// Its area as now determined.
        area: Area,
    },
    /// 责令停止建设.
    StopOrdered {
        /// The order's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// The party builds on although ordered to stop.
    StopRefusalRecorded {},
    /// 责令限期拆除: the written order, which replaces an earlier one.
    DemolitionOrdered {
        /// The order's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
        /// The deadline printed on it; it never rolls.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<DueDate>,
    },
    /// 公告: the order was put up in public.
    OrderAnnounced {
        /// Whether the owner is unknown and so has 10 days' notice.
        owner_unknown: bool,
        /// The last day of the notice to an unknown owner.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice_until: Option<DueDate>,
    },
    /// 送达: the order reached the party, and the terms to appeal began.
    OrderServed {
        /// How, where the source says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        way: Option<ServiceWay>,
        /// The earliest lawful day of a forced demolition, when the terms to appeal have lapsed.
        forced_from: DueDate,
    },
    /// 催告: the party was urged in writing.
    ComplianceDemanded {
        /// The paper's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 陈述申辩 or 听证.
    PartyHeard {
        /// Which of them.
        form: HearingForm,
        /// What the party said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        statement: Option<Personal<Text>>,
    },
    /// 强制拆除决定.
    ForcedDemolitionDecided {
        /// Who decides.
        by: ForceDecider,
        /// The decision's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 公告: the decision to use force was put up in public.
    ForcedDemolitionAnnounced {},
    /// The party asked the office to help demolish (帮拆).
    AssistanceRequested {},
    /// 拆除: a site was demolished, in whole or in part.
    SiteDemolished {
        /// Which.
        site: SiteNo,
        /// The area demolished this time.
        area: Area,
        /// How.
        way: Way,
    },
    /// 实拆面积: what was demolished in all was measured.
    AreaMeasured {
        /// Which site.
        site: SiteNo,
        /// The area measured.
        area: Area,
    },
    /// 验收: the site counts as demolished.
    DemolitionAccepted {
        /// Which.
        site: SiteNo,
    },
    /// 结案.
    StructureClosed {},
    /// 中止: the clock stands still and force rests.
    StructureSuspended {
        /// Why.
        reason: SuspensionReason,
    },
    /// The case goes on.
    StructureResumed {
        /// The last day to decide, moved by the days of rest, where that clock was running.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decide_by: Option<DueDate>,
    },
    /// 复议 or 诉讼 against the order.
    LitigationStarted {
        /// Which of them.
        appeal: Appeal,
    },
    /// It ended.
    LitigationEnded {
        /// The outcome.
        outcome: AppealOutcome,
    },
    /// The party and the office agreed (执行协议).
    AgreementReached {
        /// What they agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        terms: Option<Personal<Text>>,
    },
    /// 终结: nothing can be enforced any more.
    StructureTerminated {
        /// Why.
        reason: TerminationReason,
    },
    /// Another committee or department took it over; what is not named stays.
    StructureReassigned {
        /// The committee.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// The closed case was taken up again.
    StructureReopened {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// Provisional terms were counted again when a year's calendar was published.
    TermsRecounted {
        /// Each as it is now.
        terms: Vec<DueDate>,
    },
    /// It belongs with another case.
    StructureLinked {
        /// Which.
        to: CaseId,
    },
    /// 外部编号: another system knows the matter under a number of its own.
    ExternalNumberRecorded {
        /// The system.
        system: ExternalSystem,
        /// Its number.
        number: OutsideNumber,
    },
    /// 作废.
    StructureVoided {
        /// Why.
        reason: VoidReason,
    },
    /// 更正: an earlier step reads otherwise, or was never taken.
    StructureCorrected {
        /// Which, and how.
        correction: Correction<Self>,
    },
    /// A step on paper was unlawful.
    StructureIrregularityFound {
        /// The rule that it broke.
        irregularity: Irregularity,
    },
}

crate::facts! {
    StructureEvent {
        StructureReported = 1,
        SiteInvestigated = 1,
        InformantInformed = 1,
        NotIllegalFound = 1,
        StructureTransferred = 1,
        TransferResultRecorded = 1,
        CaseFiled = 1,
        StructureDetermined = 1,
        SiteRemeasured = 1,
        StopOrdered = 1,
        StopRefusalRecorded = 1,
        DemolitionOrdered = 1,
        OrderAnnounced = 1,
        OrderServed = 1,
        ComplianceDemanded = 1,
        PartyHeard = 1,
        ForcedDemolitionDecided = 1,
        ForcedDemolitionAnnounced = 1,
        AssistanceRequested = 1,
        SiteDemolished = 1,
        AreaMeasured = 1,
        DemolitionAccepted = 1,
        StructureClosed = 1,
        StructureSuspended = 1,
        StructureResumed = 1,
        LitigationStarted = 1,
        LitigationEnded = 1,
        AgreementReached = 1,
        StructureTerminated = 1,
        StructureReassigned = 1,
        StructureReopened = 1,
        TermsRecounted = 1,
        StructureLinked = 1,
        ExternalNumberRecorded = 1,
        StructureVoided = 1,
        StructureCorrected = 1,
        StructureIrregularityFound = 1,
    }
}
