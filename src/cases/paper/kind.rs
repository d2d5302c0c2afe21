//! Which papers there are.
use serde::{Deserialize, Serialize};

/// A kind of official paper.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// 登记回执: a petition was registered.
    Receipt,
    /// 受理告知书: it was accepted.
    Acceptance,
    /// 不予受理告知书: it was not, or somebody else is competent.
    NotAccepted,
    /// 转送告知书, 交办函: it was forwarded or assigned.
    Forwarding,
    /// 延长办理期限告知书: it takes longer.
    Extension,
    /// 处理意见书: the written opinion.
    Opinion,
    /// 复查意见书 of a petition: the review was decided.
    ReviewOpinion,
    /// 复核意见书: the final review was decided.
    FinalReviewOpinion,
    /// 责令限期改正通知书: an order to correct a hazard.
    OrderToCorrect,
    /// 复查意见书 of a hazard: what the re-inspection showed.
    ReinspectionOpinion,
    /// 临时查封决定书: the premises were sealed.
    Seal,
    /// 责令限期拆除决定书: an order to demolish.
    OrderToDemolish,
    /// 催告书: the party was urged.
    Urging,
    /// 公告: the order, or the decision to use force, was put up in public.
    Announcement,
    /// 检查意见书: the opinion of an inspection.
    InspectionOpinion,
    /// 送达回证: that another paper reached whom it is for.
    ProofOfService,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Receipt,
        Self::Acceptance,
        Self::NotAccepted,
        Self::Forwarding,
        Self::Extension,
        Self::Opinion,
        Self::ReviewOpinion,
        Self::FinalReviewOpinion,
        Self::OrderToCorrect,
        Self::ReinspectionOpinion,
        Self::Seal,
        Self::OrderToDemolish,
        Self::Urging,
        Self::Announcement,
        Self::InspectionOpinion,
        Self::ProofOfService,
    ];

    /// Its code.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Acceptance => "acceptance",
            Self::NotAccepted => "not_accepted",
            Self::Forwarding => "forwarding",
            Self::Extension => "extension",
            Self::Opinion => "opinion",
            Self::ReviewOpinion => "review_opinion",
            Self::FinalReviewOpinion => "final_review_opinion",
            Self::OrderToCorrect => "order_to_correct",
            Self::ReinspectionOpinion => "reinspection_opinion",
            Self::Seal => "seal",
            Self::OrderToDemolish => "order_to_demolish",
            Self::Urging => "urging",
            Self::Announcement => "announcement",
            Self::InspectionOpinion => "inspection_opinion",
            Self::ProofOfService => "proof_of_service",
        }
    }
}

/// Why a text is no [`PaperKind`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is no kind of paper; there are {}", PaperKind::ALL.map(PaperKind::name).join(", "))]
pub struct NoPaperKind;

impl std::str::FromStr for PaperKind {
    type Err = NoPaperKind;

    fn from_str(text: &str) -> Result<Self, NoPaperKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(NoPaperKind)
    }
}
