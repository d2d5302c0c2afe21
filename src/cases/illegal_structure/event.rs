//! What has happened to an illegal structure.
use crate::cases::area::Area;
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::facts::Irregularity;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Moment;
use crate::cases::people::{Officers, Person};
use crate::cases::personal::Personal;
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber, Text};
use serde::{Deserialize, Serialize};
use std::fmt;

crate::text_newtypes! {
    /// 区域, a zone of the office by its own name: 复兴岛, 岛外.
    Zone(40),
    /// 结构, what it is built of, by the office's own word: 砖混, 钢结构.
    StructureKind(40),
}

/// The number of a site (处) within its case, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteNo(pub u16);

impl fmt::Display for SiteNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A site as it was claimed, before anybody measured it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClaimedSite {
    /// Its number.
    pub site: SiteNo,
    /// The area it is said to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
}

/// A site as it is determined (认定).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Site {
    /// Its number.
    pub site: SiteNo,
    /// 认定面积.
    pub area: Area,
    /// 结构.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structure: Option<StructureKind>,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$word])* $variant),+ }
    )+};
}

words! {
    /// Since when it stands.
    Stock {
        /// 存量, it stood before.
        Existing,
        /// 新建, newly built.
        New,
    }
    /// How the office learned of a structure.
    ReportSource {
        /// 投诉举报.
        Complaint,
        /// 巡查.
        Patrol,
        /// 12345 市民服务热线.
        Hotline,
        /// 上级交办.
        Assigned,
        /// 部门移送.
        TransferredIn,
        /// 卫片, an aerial or satellite picture.
        Imagery,
        /// 台账, a ledger that does not say how.
        Ledger,
    }
    /// What the body answered to which a structure was transferred.
    TransferResult {
        /// It was demolished.
        Demolished,
        /// A penalty was imposed.
        Penalised,
        /// It is not illegal.
        NotIllegal,
        /// 退回: that body is not competent either, and the case is the office's again.
        Returned,
    }
    /// How an order reaches the party.
    ServiceWay {
        /// 直接送达, into the party's hands.
        Direct,
        /// 留置送达, left where the party lives or builds.
        Left,
        /// 邮寄送达.
        Post,
        /// 公告送达, by the notice to an unknown owner.
        Announcement,
    }
    /// How a party is heard.
    HearingForm {
        /// 陈述申辩.
        Statement,
        /// 听证.
        Hearing,
    }
    /// Who decides to demolish by force.
    ForceDecider {
        /// The district government (上海市拆除违法建筑若干规定 10).
        DistrictGovernment,
        /// The subdistrict itself, which enforces from 2021-08-01.
        Subdistrict,
    }
    /// How a site is demolished.
    Way {
        /// 自行拆除.
        SelfDemolished,
        /// 帮拆, by the office at the party's request.
        Assisted,
        /// 强制拆除.
        Forced,
    }
    /// Why a case rests (行政强制法 39).
    SuspensionReason {
        /// The party cannot comply for now.
        PartyUnable,
        /// A third person has a claim that may be founded.
        ThirdPartyClaim,
        /// The damage could not be made good, and no public interest is harmed by waiting.
        IrreparableDamage,
        /// Something else.
        Other,
    }
    /// Which way a party appeals.
    Appeal {
        /// 行政复议.
        Reconsideration,
        /// 行政诉讼.
        Suit,
    }
    /// How an appeal ends.
    AppealOutcome {
        /// The order stands.
        Upheld,
        /// The order is revoked: without a new one nobody is bound to demolish.
        Revoked,
        /// The appeal was withdrawn or dismissed unheard; the order stands.
        Withdrawn,
    }
    /// Why a case ends without demolition (行政强制法 40).
    TerminationReason {
        /// The party died or ended, and nobody follows.
        PartyGone,
        /// The structure no longer exists for another reason.
        StructureGone,
        /// The order it rests on was revoked.
        OrderRevoked,
        /// It was made lawful.
        Legalised,
        /// Something else.
        Other,
    }
}

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
        StructureVoided = 1,
        StructureCorrected = 1,
        StructureIrregularityFound = 1,
    }
}
