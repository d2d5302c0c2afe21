//! What can be asked of a fire hazard's case.
use super::event::{
    HazardKind, Level, Penalty, PlaceKind, ReinspectionOutcome, ReopenReason, TransferResult,
};
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::people::{Officers, Person};
use crate::cases::personal::Personal;
use crate::cases::words::{Address, Body, CaseNumber, Committee, Department, PaperNumber, PlaceName, Text};
use serde::{Deserialize, Serialize};

/// A step to take in the life of a fire hazard's case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum HazardCommand {
    /// 举报投诉: opens the case by a complaint and starts the clock of the check.
    ReportHazard {
        /// The case's number, from its series.
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
    },
    /// 不属实: the place was checked and there is no hazard.
    DismissReport {
        /// Who checked; two are required.
        inspectors: Officers,
    },
    /// 发现: after a complaint, or as the first step of a case.
    FindHazard {
        /// The case's number: from its series, or that under which it was reported.
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
        /// Who checked; two are required.
        inspectors: Officers,
        /// 一般 or 重大.
        level: Level,
    },
    /// 责令立即改正: ordered to be corrected at once, done, and seen to be done.
    FixOnTheSpot {
        /// Who saw it; two are required.
        inspectors: Officers,
    },
    /// 责令限期改正, or by paper 责令立即改正: then the deadline is the order's own day.
    OrderRectification {
        /// 整改期限, as printed; it never rolls.
        deadline: Day,
        /// 整改通知书编号.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
        /// Who orders; two are required. A ledger names those who found the hazard, and not these.
        inspectors: Officers,
    },
    /// 申请延期: the party asks for more time.
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
    /// 申请复查: the party says that it is done, which starts the clock of the re-inspection.
    ReportRectification {},
    /// 复查, before the deadline or after it.
    ReinspectHazard {
        /// What it showed.
        outcome: ReinspectionOutcome,
        /// Who re-inspected; two are required.
        inspectors: Officers,
    },
    /// 销号: after two inspectors have seen it rectified.
    CloseOff {},
    /// 确定为重大火灾隐患.
    DeclareMajor {},
    /// 降级: it is no longer major.
    DowngradeHazard {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 临时查封.
    SealPremises {
        /// Whether they are sealed first, in an emergency, to be decided within 24 hours.
        emergency: bool,
        /// The number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
        /// The last day of the seal, as printed; 30 days if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
    },
    /// 补办临时查封决定, after an emergency.
    DecideSeal {
        /// The number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 解除查封.
    LiftSeal {},
    /// 建议处罚.
    RecommendPenalty {
        /// To whom.
        to: Body,
    },
    /// 处罚结果: the recommended penalty was decided.
    RecordPenalty {
        /// What was decided.
        penalty: Penalty,
        /// The number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<PaperNumber>,
    },
    /// 移送.
    TransferHazard {
        /// To whom: the fire brigade, police, 城管.
        to: Body,
    },
    /// 移送结果反馈.
    RecordTransferResult {
        /// What came back.
        result: TransferResult,
    },
    /// Gives it to another committee or department; at least one is named.
    ReassignHazard {
        /// The committee that takes it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department that takes it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// 重新打开 what was rectified or closed off, or a dismissed report.
    ReopenHazard {
        /// Why.
        reason: ReopenReason,
        /// What was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<Text>>,
    },
    /// Counts provisional terms again, when a year's calendar is published.
    RecountTerms {},
    /// 关联: it belongs with another case.
    LinkHazard {
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
    VoidHazard {
        /// Why.
        reason: VoidReason,
    },
}

crate::command_names!(HazardCommand {
    ReportHazard,
    DismissReport,
    FindHazard,
    FixOnTheSpot,
    OrderRectification,
    RequestDeadlineExtension,
    ApproveDeadlineExtension,
    RejectDeadlineExtension,
    ReportRectification,
    ReinspectHazard,
    CloseOff,
    DeclareMajor,
    DowngradeHazard,
    SealPremises,
    DecideSeal,
    LiftSeal,
    RecommendPenalty,
    RecordPenalty,
    TransferHazard,
    RecordTransferResult,
    ReassignHazard,
    ReopenHazard,
    RecountTerms,
    RecordExternalNumber,
    LinkHazard,
    VoidHazard,
});
