//! 隐患整改: what a fire hazard and a work-safety hazard have in common. Somebody is ordered to put a thing right by a
//! printed day, which never rolls; the office looks again, and may send the case to a body that can do more.
use super::case_file::VoidReason;
use super::due::DueDate;
use super::occurred::{Day, Occurred};
use super::statutes::Rule;
use super::words::Body;
use super::workdays::Calendar;
use serde::{Deserialize, Serialize};

/// 隐患等级.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 一般隐患.
    General,
    /// 重大隐患, of a fire hazard 重大火灾隐患.
    Major,
}

/// 复查结果.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReinspectionOutcome {
    /// 合格.
    Passed,
    /// 不合格.
    Failed,
    /// 部分合格: part of it is put right, the rest is not.
    Partly,
}

/// 重新打开: why a rectified hazard is open again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReopenReason {
    /// 反弹: it is there again. The old order is done with, and a new one is due.
    FoundAgain,
    /// 错误销号: it had never been put right. The old deadline runs on.
    ClosedWrongly,
}

/// 移送结果: what the other body answered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferResult {
    /// 已处罚.
    Penalised,
    /// 不予处罚.
    NotPenalised,
    /// 已整改, by its own word; the office still re-inspects before it closes off.
    Rectified,
    /// 退回: it is not that body's to handle.
    Returned,
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

/// A time within which the office has to act, and when it did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiting {
    /// Until when.
    pub due: DueDate,
    /// Since when.
    pub since: Day,
    /// When it was over.
    pub ended: Option<Day>,
}

impl Waiting {
    /// What runs from `since` on.
    pub(super) const fn from(since: Day, due: DueDate) -> Self {
        Self { due, since, ended: None }
    }
}

/// The one that runs: the last, unless it ended.
pub(super) fn running(times: &mut [Waiting]) -> Option<&mut Waiting> {
    times.last_mut().filter(|last| last.ended.is_none())
}

/// Ends the one that runs.
pub(super) fn end(times: &mut [Waiting], day: Day) {
    if let Some(last) = running(times) {
        last.ended = Some(day);
    }
}

/// A deadline printed on a paper of `ordered`, by the rule `printed`, and the last day for the re-inspection when it is
/// over, by the rule `reinspect`.
pub(super) fn printed(
    (printed, reinspect): (Rule, Rule),
    ordered: Day,
    deadline: Day,
    calendar: &Calendar,
) -> (DueDate, DueDate) {
    let again = DueDate::by(reinspect, deadline, calendar);
    (DueDate::printed(printed, ordered, deadline, calendar), again)
}
