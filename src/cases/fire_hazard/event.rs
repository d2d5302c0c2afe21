//! What has happened to a fire hazard.
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::facts::Irregularity;
use crate::cases::ids::CaseId;
use crate::cases::occurred::{Day, Moment};
use crate::cases::people::{Officers, Person};
use crate::cases::personal::Personal;
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber, PlaceName, Text};
use serde::{Deserialize, Serialize};

pub use crate::cases::rectification::{Level, ReinspectionOutcome, ReopenReason, TransferResult};

crate::text_newtypes! {
    /// 场所类型, by the office's own word: 居民楼, 九小场所, 企业, 仓库, 工地.
    PlaceKind(40),
}

/// 隐患类别.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardKind {
    /// 疏散通道堵塞.
    BlockedEscapeRoute,
    /// 楼道堆物.
    CorridorClutter,
    /// 消防设施缺失: missing or broken.
    EquipmentFault,
    /// 电气线路老化.
    Wiring,
    /// 违规住人.
    IllegalDwelling,
    /// 电动车违规充电.
    EbikeCharging,
    /// 安全出口锁闭.
    LockedExit,
    /// 其他.
    Other,
}

impl HazardKind {
    /// Whether a complaint about it is one of a blocked escape route or exit (消防监督检查规定 18).
    #[must_use]
    pub const fn blocks_an_exit(self) -> bool {
        matches!(self, Self::BlockedEscapeRoute | Self::LockedExit)
    }
}

/// 重大火灾隐患判定: the standard by which a hazard is judged to be major.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum MajorStandard {
    /// GB 35181-2017, and whatever was used before it.
    #[serde(rename = "gb_35181_2017")]
    Gb35181Of2017,
    /// GB 35181-2025, from 2025-11-01.
    #[serde(rename = "gb_35181_2025")]
    Gb35181Of2025,
}

impl MajorStandard {
    /// The standard in force on `day`.
    #[must_use]
    pub fn on(day: Day) -> Self {
        let since_2025 = Day::from_ymd_opt(2025, 11, 1);
        if since_2025.is_some_and(|since| day >= since) { Self::Gb35181Of2025 } else { Self::Gb35181Of2017 }
    }
}

/// 处罚.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Penalty {
    /// 警告.
    Warning,
    /// 罚款.
    Fine,
    /// 责令停产停业, 责令停止使用.
    Shutdown,
    /// 拘留.
    Detention,
    /// 不予处罚.
    NotPenalised,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum HazardEvent {
    /// 举报投诉: a complaint came in.
    HazardReported {
        /// The case's number.
        number: CaseNumber,
        /// What it is said to be.
        kind: HazardKind,
        /// The name of the place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<PlaceName>,
        /// The address of the place.
        address: Address,
        /// What sort of place it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place_kind: Option<PlaceKind>,
        /// The committee in whose area it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// What the complaint says.
        description: Personal<Text>,
        /// Who complained.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reporter: Option<Personal<Person>>,
        /// The last day for the check (消防监督检查规定 18).
        check_by: DueDate,
        /// The last moment for the check, where it has hours and the moment of the complaint is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        check_before: Option<Moment>,
    },
    /// 不属实: the place was checked and there is no hazard.
    ReportDismissed {
        /// Who checked.
        inspectors: Officers,
    },
    /// 发现.
    HazardFound {
        /// The case's number.
        number: CaseNumber,
        /// What it is.
        kind: HazardKind,
        /// The name of the place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<PlaceName>,
        /// The address of the place.
        address: Address,
        /// What sort of place it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place_kind: Option<PlaceKind>,
        /// The committee in whose area it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// What the inspectors saw.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<Personal<Text>>,
        /// Who checked.
        inspectors: Officers,
        /// 一般 or 重大.
        level: Level,
        /// The standard by which it is major, if it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        standard: Option<MajorStandard>,
        /// The last day for an order to rectify (消防监督检查规定 19).
        order_by: DueDate,
    },
    /// 当场改正: ordered to be corrected at once, done, and seen to be done.
    FixedOnTheSpot {
        /// Who saw it.
        inspectors: Officers,
    },
    /// 责令立即改正 or 责令限期改正, by a paper.
    RectificationOrdered {
        /// 整改期限, as printed.
        deadline: DueDate,
        /// The last day for the re-inspection when the deadline is over (消防监督检查规定 20).
        reinspect_by: DueDate,
        /// 整改通知书编号.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
        /// Who ordered.
        inspectors: Officers,
    },
    /// 申请延期: the party asks for more time.
    DeadlineExtensionRequested {
        /// Until when.
        until: Day,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 同意延期.
    DeadlineExtensionApproved {
        /// The new deadline, as printed.
        deadline: DueDate,
        /// The last day for the re-inspection when the new deadline is over.
        reinspect_by: DueDate,
    },
    /// 不同意延期.
    DeadlineExtensionRejected {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 申请复查: the party says that it is done.
    RectificationReported {
        /// The last day for the re-inspection (消防监督检查规定 20).
        reinspect_by: DueDate,
    },
    /// 复查.
    HazardReinspected {
        /// What it showed.
        outcome: ReinspectionOutcome,
        /// Who re-inspected.
        inspectors: Officers,
    },
    /// 销号.
    HazardClosedOff {},
    /// 确定为重大火灾隐患.
    MajorDeclared {
        /// By which standard.
        standard: MajorStandard,
    },
    /// 降级: it is no longer major.
    HazardDowngraded {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 临时查封.
    PremisesSealed {
        /// Whether they were sealed first, in an emergency, to be decided after.
        emergency: bool,
        /// The number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
        /// The last day for the decision: 3 working days after the check, or 24 hours after an emergency
        /// (消防监督检查规定 23).
        decide_by: DueDate,
        /// The last moment for it, in an emergency whose moment is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decide_before: Option<Moment>,
        /// The last day of the seal.
        until: DueDate,
    },
    /// 补办临时查封决定: a seal put on in an emergency was decided.
    SealDecided {
        /// The number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 解除查封.
    SealLifted {},
    /// 建议处罚.
    PenaltyRecommended {
        /// To whom.
        to: Body,
    },
    /// 处罚结果.
    PenaltyRecorded {
        /// What was decided.
        penalty: Penalty,
        /// The number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 移送.
    HazardTransferred {
        /// To whom.
        to: Body,
    },
    /// 移送结果反馈.
    TransferResultRecorded {
        /// What came back.
        result: TransferResult,
    },
    /// It was given to another committee or department.
    HazardReassigned {
        /// The committee that has it now; unchanged if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department that has it now; unchanged if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// 重新打开: rectified or closed off, and open again.
    HazardReopened {
        /// Why.
        reason: ReopenReason,
        /// What was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<Text>>,
        /// The last day for an order to rectify, where none is running.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order_by: Option<DueDate>,
    },
    /// Provisional terms were counted again when a year's calendar was published.
    TermsRecounted {
        /// Each as it is now.
        terms: Vec<DueDate>,
    },
    /// 关联: it belongs with another case.
    HazardLinked {
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
    HazardVoided {
        /// Why.
        reason: VoidReason,
    },
    /// 更正.
    HazardCorrected {
        /// Which step, and how it now reads.
        correction: Correction<HazardEvent>,
    },
    /// Paper told of a step that the law forbids.
    HazardIrregularityFound {
        /// Which rule was broken.
        irregularity: Irregularity,
    },
}

crate::facts! { HazardEvent {
    HazardReported = 1,
    ReportDismissed = 1,
    HazardFound = 1,
    FixedOnTheSpot = 1,
    RectificationOrdered = 1,
    DeadlineExtensionRequested = 1,
    DeadlineExtensionApproved = 1,
    DeadlineExtensionRejected = 1,
    RectificationReported = 1,
    HazardReinspected = 1,
    HazardClosedOff = 1,
    MajorDeclared = 1,
    HazardDowngraded = 1,
    PremisesSealed = 1,
    SealDecided = 1,
    SealLifted = 1,
    PenaltyRecommended = 1,
    PenaltyRecorded = 1,
    HazardTransferred = 1,
    TransferResultRecorded = 1,
    HazardReassigned = 1,
    HazardReopened = 1,
    TermsRecounted = 1,
    HazardLinked = 1,
    ExternalNumberRecorded = 1,
    HazardVoided = 1,
    HazardCorrected = 1,
    HazardIrregularityFound = 1,
} }
