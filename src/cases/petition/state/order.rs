//! Which steps there are, and which can follow which.
use serde::{Deserialize, Serialize};

/// Where a petition stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PetitionPhase {
    /// Nothing has come in yet.
    #[default]
    Unregistered,
    /// 登记.
    Registered,
    /// 转送.
    Forwarded,
    /// 交办.
    Assigned,
    /// 受理.
    Accepted,
    /// The petitioner was told who is competent.
    Redirected,
    /// 不予受理.
    Declined,
    /// 办结.
    Concluded,
    /// 送达: the petitioner may ask for a review.
    ReplyServed,
    /// 复查 is running.
    ReviewRequested,
    /// 复查 is decided: the petitioner may ask for a final review.
    ReviewDecided,
    /// 复核 is running.
    FinalReviewRequested,
    /// 复核 is decided.
    FinalReviewDecided,
    /// 终结.
    Terminated,
    /// The term to ask for a review passed without a request.
    Closed,
    /// The petitioner withdrew it.
    Withdrawn,
    /// It goes on in another petition.
    Merged,
    /// 作废.
    Voided,
}

use PetitionPhase as Phase;

impl PetitionPhase {
    /// Whether it came to an end: nothing is waited for any more.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(
            self,
            Self::Redirected
                | Self::Declined
                | Self::Terminated
                | Self::Closed
                | Self::Withdrawn
                | Self::Merged
                | Self::Voided
        )
    }

    /// Whether it is being handled: registered, and neither concluded nor ended.
    #[must_use]
    pub const fn is_in_handling(self) -> bool {
        matches!(self, Self::Registered | Self::Forwarded | Self::Assigned | Self::Accepted)
    }
}

/// The steps of a petition's life: one for each command.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PetitionStep {
    /// 登记.
    Registered,
    /// 转送.
    Forwarded,
    /// 交办.
    Assigned,
    /// 退回.
    Returned,
    /// 受理.
    Accepted,
    /// Told who is competent.
    Redirected,
    /// 不予受理.
    Declined,
    /// 办结.
    Concluded,
    /// The paper's own deadline.
    DeadlineStated,
    /// More time asked for.
    ExtensionRequested,
    /// 延期.
    ExtensionApproved,
    /// More time not granted.
    ExtensionRejected,
    /// The clock stands still.
    Suspended,
    /// It runs again.
    Resumed,
    /// 送达.
    ReplyServed,
    /// 复查 asked for.
    ReviewRequested,
    /// 复查 decided.
    ReviewDecided,
    /// 复核 asked for.
    FinalReviewRequested,
    /// 听证.
    HearingHeld,
    /// 复核 decided.
    FinalReviewDecided,
    /// 终结.
    Terminated,
    /// The file closed without a request for review.
    Closed,
    /// 满意度.
    Rated,
    /// 调解.
    Mediated,
    /// 化解.
    DisputeSettled,
    /// 备注.
    Noted,
    /// 督办.
    Urged,
    /// Linked with another case.
    Linked,
    /// Merged into another petition.
    Merged,
    /// Withdrawn by the petitioner.
    Withdrawn,
    /// Handled again.
    Reopened,
    /// Provisional due dates counted again.
    TermsRecounted,
    /// Another department.
    Reassigned,
    /// 回避.
    HandlerRecused,
    /// 三无.
    IncidentRecorded,
    /// 外部编号.
    ExternalNumberRecorded,
    /// 作废.
    Voided,
}

const HANDLED: &[Phase] = &[Phase::Registered, Phase::Forwarded, Phase::Assigned, Phase::Accepted];
const NOT_YET_ACCEPTED: &[Phase] = &[Phase::Registered, Phase::Forwarded, Phase::Assigned];
const UNDER_REVIEW: &[Phase] = &[
    Phase::Concluded,
    Phase::ReplyServed,
    Phase::ReviewRequested,
    Phase::ReviewDecided,
    Phase::FinalReviewRequested,
    Phase::FinalReviewDecided,
];

impl PetitionStep {
    /// Whether it can be taken in `phase`. Void and merged petitions, and the first step, are judged before.
    pub(super) fn is_possible_in(self, phase: Phase) -> bool {
        match self {
            Self::Forwarded | Self::Assigned => phase == Phase::Registered,
            Self::Returned => matches!(phase, Phase::Forwarded | Phase::Assigned),
            Self::Accepted | Self::Redirected | Self::Declined => NOT_YET_ACCEPTED.contains(&phase),
            Self::Concluded => matches!(phase, Phase::Forwarded | Phase::Assigned | Phase::Accepted),
            Self::DeadlineStated
            | Self::ExtensionRequested
            | Self::ExtensionApproved
            | Self::ExtensionRejected
            | Self::Suspended
            | Self::Resumed => phase == Phase::Accepted,
            Self::ReplyServed => {
                matches!(phase, Phase::Concluded | Phase::ReviewDecided | Phase::FinalReviewDecided)
            }
            Self::ReviewRequested => matches!(phase, Phase::Concluded | Phase::ReplyServed),
            Self::ReviewDecided => phase == Phase::ReviewRequested,
            Self::FinalReviewRequested => phase == Phase::ReviewDecided,
            Self::HearingHeld | Self::FinalReviewDecided => phase == Phase::FinalReviewRequested,
            Self::Terminated => phase == Phase::FinalReviewDecided,
            Self::Closed => matches!(phase, Phase::Concluded | Phase::ReplyServed | Phase::ReviewDecided),
            Self::Withdrawn => {
                HANDLED.contains(&phase)
                    || matches!(phase, Phase::ReviewRequested | Phase::FinalReviewRequested)
            }
            Self::Merged | Self::Urged | Self::Reassigned | Self::HandlerRecused => {
                HANDLED.contains(&phase) || UNDER_REVIEW.contains(&phase)
            }
            Self::Reopened => {
                !HANDLED.contains(&phase)
                    && !matches!(phase, Phase::ReviewRequested | Phase::FinalReviewRequested)
            }
            Self::Registered
            | Self::Rated
            | Self::Mediated
            | Self::DisputeSettled
            | Self::Noted
            | Self::Linked
            | Self::IncidentRecorded
            | Self::TermsRecounted
            | Self::ExternalNumberRecorded
            | Self::Voided => true,
        }
    }

    /// The phase that it leads to; none where that depends on the case, or it stands beside its life.
    pub(super) const fn leads_to(self) -> Option<Phase> {
        Some(match self {
            Self::Registered | Self::Returned => Phase::Registered,
            Self::Forwarded => Phase::Forwarded,
            Self::Assigned => Phase::Assigned,
            Self::Accepted => Phase::Accepted,
            Self::Redirected => Phase::Redirected,
            Self::Declined => Phase::Declined,
            Self::Concluded => Phase::Concluded,
            Self::ReviewRequested => Phase::ReviewRequested,
            Self::ReviewDecided => Phase::ReviewDecided,
            Self::FinalReviewRequested => Phase::FinalReviewRequested,
            Self::FinalReviewDecided => Phase::FinalReviewDecided,
            Self::Terminated => Phase::Terminated,
            Self::Closed => Phase::Closed,
            Self::Merged => Phase::Merged,
            Self::Withdrawn => Phase::Withdrawn,
            Self::Voided => Phase::Voided,
            _ => return None,
        })
    }

    /// Whether it stands beside the line of steps, so that nothing on that line waits for its day.
    pub(super) const fn is_beside(self) -> bool {
        matches!(
            self,
            Self::Rated
                | Self::Mediated
                | Self::DisputeSettled
                | Self::Noted
                | Self::Urged
                | Self::Linked
                | Self::TermsRecounted
                | Self::Reassigned
                | Self::HandlerRecused
                | Self::IncidentRecorded
                | Self::ExternalNumberRecorded
        )
    }

    /// Whether reopening undoes it.
    pub(super) const fn is_undone_by_reopening(self) -> bool {
        matches!(
            self,
            Self::Redirected
                | Self::Declined
                | Self::Concluded
                | Self::ReplyServed
                | Self::ReviewRequested
                | Self::ReviewDecided
                | Self::FinalReviewRequested
                | Self::HearingHeld
                | Self::FinalReviewDecided
                | Self::Terminated
                | Self::Closed
                | Self::Withdrawn
        )
    }

    /// Whether the petitioner was told by it what becomes of the petition (信访工作条例 22-23).
    pub(super) const fn informs(self) -> bool {
        matches!(self, Self::Forwarded | Self::Assigned | Self::Accepted | Self::Redirected | Self::Declined)
    }
}
