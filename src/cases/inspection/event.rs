//! What has happened in the case of an inspection.
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::facts::Irregularity;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::people::{Name, Officers};
use crate::cases::personal::Personal;
use crate::cases::rectification::{Level, ReinspectionOutcome, ReopenReason, TransferResult};
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber, PlaceName, Text};
use serde::{Deserialize, Serialize};
use std::fmt;

crate::text_newtypes! {
    /// 行业类别, by the office's own word: 危险化学品, 生产企业, 商贸, 建筑施工, 仓储物流.
    Industry(40),
}

/// The number of a hazard (条) within its inspection, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HazardNo(pub u16);

impl fmt::Display for HazardNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A hazard as it was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FoundHazard {
    /// Its number.
    pub hazard: HazardNo,
    /// 一般 or 重大.
    pub level: Level,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Personal<Text>>,
}

/// What a re-inspection showed of one hazard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HazardResult {
    /// Its number.
    pub hazard: HazardNo,
    /// What it showed.
    pub outcome: ReinspectionOutcome,
}

/// 检查表: what became of its points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Checklist {
    /// How many points were checked.
    pub checked: u16,
    /// How many of them failed.
    pub failed: u16,
}

/// 被检查单位负责人签字.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// 签字: the unit's head signed the record.
    Signed,
    /// 拒签: the refusal was noted and reported.
    Refused,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum InspectionEvent {
    /// 检查: a unit was visited, and what was seen is on record.
    InspectionRecorded {
        /// The case's number.
        number: CaseNumber,
        /// 单位名称.
        unit: PlaceName,
        /// 行业类别.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        industry: Option<Industry>,
        /// The address of the unit.
        address: Address,
        /// The committee in whose area it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// Who inspected.
        inspectors: Officers,
        /// 带队领导, if a leader led it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leader: Option<Personal<Name>>,
        /// 检查表.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checklist: Option<Checklist>,
        /// The hazards that were found.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hazards: Vec<FoundHazard>,
        /// What the inspectors wrote of the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        findings: Option<Personal<Text>>,
        /// Whether the unit's head signed; none where paper does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<Signature>,
    },
    /// 意见书: a document was issued.
    OpinionIssued {
        /// Its number.
        opinion: PaperNumber,
    },
    /// 责令立即改正 or 责令限期改正.
    RectificationOrdered {
        /// The hazards that it is about; if none is named, all that were not rectified and waited for an order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hazards: Vec<HazardNo>,
        /// 整改期限, as printed.
        deadline: DueDate,
        /// The last day for the re-inspection when the deadline is over.
        reinspect_by: DueDate,
        /// 意见书编号.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<PaperNumber>,
        /// Who ordered.
        inspectors: Officers,
    },
    /// 申请延期: the unit asks for more time.
    DeadlineExtensionRequested {
        /// Until when.
        until: Day,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 同意延期: every order that runs has this deadline.
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
    /// 申请复查: the unit says that it is done.
    RectificationReported {
        /// The last day for the re-inspection.
        reinspect_by: DueDate,
    },
    /// 复查.
    HazardsReinspected {
        /// What it showed of every hazard that was not rectified and is not named below.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<ReinspectionOutcome>,
        /// What it showed of single hazards.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        results: Vec<HazardResult>,
        /// 复查意见书编号.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<PaperNumber>,
        /// Who re-inspected.
        inspectors: Officers,
    },
    /// 销号.
    InspectionClosedOff {},
    /// 移送.
    InspectionTransferred {
        /// To whom.
        to: Body,
    },
    /// 移送结果反馈.
    TransferResultRecorded {
        /// What came back.
        result: TransferResult,
    },
    /// It was given to another committee or department.
    InspectionReassigned {
        /// The committee that has it now; unchanged if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department that has it now; unchanged if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// 重新打开: rectified or closed off, and open again.
    InspectionReopened {
        /// Why.
        reason: ReopenReason,
        /// The hazards that are open again; none named: all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hazards: Vec<HazardNo>,
        /// What was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<Text>>,
    },
    /// Provisional terms were counted again when a year's calendar was published.
    TermsRecounted {
        /// Each as it is now.
        terms: Vec<DueDate>,
    },
    /// 关联: it belongs with another case.
    InspectionLinked {
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
    InspectionVoided {
        /// Why.
        reason: VoidReason,
    },
    /// 更正.
    InspectionCorrected {
        /// Which step, and how it now reads.
        correction: Correction<InspectionEvent>,
    },
    /// Paper told of a step that the law forbids.
    InspectionIrregularityFound {
        /// Which rule was broken.
        irregularity: Irregularity,
    },
}

crate::facts! { InspectionEvent {
    InspectionRecorded = 1,
    OpinionIssued = 1,
    RectificationOrdered = 1,
    DeadlineExtensionRequested = 1,
    DeadlineExtensionApproved = 1,
    DeadlineExtensionRejected = 1,
    RectificationReported = 1,
    HazardsReinspected = 1,
    InspectionClosedOff = 1,
    InspectionTransferred = 1,
    TransferResultRecorded = 1,
    InspectionReassigned = 1,
    InspectionReopened = 1,
    TermsRecounted = 1,
    InspectionLinked = 1,
    ExternalNumberRecorded = 1,
    InspectionVoided = 1,
    InspectionCorrected = 1,
    InspectionIrregularityFound = 1,
} }
