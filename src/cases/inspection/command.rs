//! What can be asked of the case of an inspection.
use super::event::{Checklist, FoundHazard, HazardNo, HazardResult, Industry, Signature};
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::people::{Name, Officers};
use crate::cases::personal::Personal;
use crate::cases::rectification::{ReinspectionOutcome, ReopenReason, TransferResult};
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber, PlaceName, Text};
use serde::{Deserialize, Serialize};

/// A step to take in the life of an inspection's case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum InspectionCommand {
    /// 检查记录: opens the case with what two inspectors saw at a unit.
    RecordInspection {
        /// The case's number, from its series.
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
        /// Who inspected; two are required.
        inspectors: Officers,
        /// 带队领导: the leader who led the inspection, if one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leader: Option<Personal<Name>>,
        /// 检查表: how many points were checked and how many failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checklist: Option<Checklist>,
        /// 事故隐患: the hazards that were found, each under a number of its own.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hazards: Vec<FoundHazard>,
        /// What the inspectors wrote of the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        findings: Option<Personal<Text>>,
        /// Whether the unit's head signed the record. Who acts now says it; paper may not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signature: Option<Signature>,
    },
    /// 出具意见书: a document beside an order or a re-inspection, or about what holds no hazard.
    IssueOpinion {
        /// 意见书编号.
        opinion: PaperNumber,
    },
    /// 责令限期改正, or 责令立即改正: then the deadline is the order's own day.
    OrderRectification {
        /// The hazards that it is about; if none is named, all that are not rectified and wait for an order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hazards: Vec<HazardNo>,
        /// 整改期限, as printed; it never rolls.
        deadline: Day,
        /// 意见书编号.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<PaperNumber>,
        /// Who orders; two are required. A ledger names those who inspected, and not these.
        inspectors: Officers,
    },
    /// 申请延期: the unit asks for more time.
    RequestDeadlineExtension {
        /// Until when.
        until: Day,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 同意延期.
    ApproveDeadlineExtension {
        /// The new deadline, as printed; it may be earlier than asked for.
        until: Day,
    },
    /// 不同意延期.
    RejectDeadlineExtension {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 申请复查: the unit says that it is done, which starts the clock of the re-inspection.
    ReportRectification {},
    /// 复查, before the deadline or after it: of each hazard that is named, and of all others that are not rectified.
    ReinspectHazards {
        /// What it showed of every hazard that is not rectified and not named below.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<ReinspectionOutcome>,
        /// What it showed of single hazards.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        results: Vec<HazardResult>,
        /// 复查意见书编号.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<PaperNumber>,
        /// Who re-inspected; two are required.
        inspectors: Officers,
    },
    /// 销号: after two inspectors have seen every hazard rectified.
    CloseOff {},
    /// 移送.
    TransferInspection {
        /// To whom: 应急管理局, police, 市场监管.
        to: Body,
    },
    /// 移送结果反馈.
    RecordTransferResult {
        /// What came back.
        result: TransferResult,
    },
    /// Gives it to another committee or department; at least one is named.
    ReassignInspection {
        /// The committee that takes it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department that takes it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// 重新打开 what was rectified or closed off.
    ReopenInspection {
        /// Why.
        reason: ReopenReason,
        /// The hazards that are open again; if none is named, all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hazards: Vec<HazardNo>,
        /// What was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<Text>>,
    },
    /// Counts provisional terms again, when a year's calendar is published.
    RecountTerms {},
    /// 关联: it belongs with another case.
    LinkInspection {
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
    VoidInspection {
        /// Why.
        reason: VoidReason,
    },
}

crate::command_names!(InspectionCommand {
    RecordInspection,
    IssueOpinion,
    OrderRectification,
    RequestDeadlineExtension,
    ApproveDeadlineExtension,
    RejectDeadlineExtension,
    ReportRectification,
    ReinspectHazards,
    CloseOff,
    TransferInspection,
    RecordTransferResult,
    ReassignInspection,
    ReopenInspection,
    RecountTerms,
    RecordExternalNumber,
    LinkInspection,
    VoidInspection,
});
