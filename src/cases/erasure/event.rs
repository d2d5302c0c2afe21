//! What happened to a request to erase.
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{CaseId, KeyId, Version};
use crate::cases::occurred::Day;
use crate::cases::personal::{Personal, Subject};
use crate::cases::words::Text;
use serde::{Deserialize, Serialize};

/// What of a case can be erased apart from the rest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What it is about, in words.
    Matter,
    /// The petitioner, or who reported.
    Petitioner,
    /// The party: occupant, owner, unit in charge.
    Party,
    /// Staff named on a paper.
    Staff,
    /// The representatives of a collective visit.
    Representatives,
    /// The files that hang on it and on no other case.
    Files,
}

impl Part {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Matter, Self::Petitioner, Self::Party, Self::Staff, Self::Representatives, Self::Files];

    /// Whose keys seal it; files have keys of their own.
    #[must_use]
    pub const fn subject(self) -> Option<Subject> {
        match self {
            Self::Matter => Some(Subject::MATTER),
            Self::Petitioner => Some(Subject::PETITIONER),
            Self::Party => Some(Subject::PARTY),
            Self::Staff => Some(Subject::STAFF),
            Self::Representatives => Some(Subject::REPRESENTATIVES),
            Self::Files => None,
        }
    }
}

/// Why something is to be erased (个人信息保护法 47).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 目的已实现: what it was collected for is done, or cannot be done.
    PurposeServed,
    /// 保存期限届满: the time for which it is kept has ended.
    RetentionEnded,
    /// 撤回同意: the person no longer agrees.
    ConsentWithdrawn,
    /// 违法处理: it should not have been collected.
    Unlawful,
    /// 其他: another reason of the law.
    OtherLaw,
}

impl Ground {
    /// Every one.
    pub const ALL: [Self; 5] =
        [Self::PurposeServed, Self::RetentionEnded, Self::ConsentWithdrawn, Self::Unlawful, Self::OtherLaw];

    /// Whether it waits until the case need not be kept any more.
    #[must_use]
    pub const fn waits(self) -> bool {
        !matches!(self, Self::RetentionEnded | Self::Unlawful)
    }
}

/// An event of a request to erase.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ErasureEvent {
    /// 申请删除: somebody asked for it. The version of this event is the request's name.
    ErasureAsked {
        /// The case.
        case: CaseId,
        /// What of it.
        parts: Vec<Part>,
        /// Why.
        ground: Ground,
        /// The same in words, if anything was said. They go with what is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 批准删除: somebody else agreed.
    ErasureApproved {
        /// The case.
        case: CaseId,
        /// With which request.
        asked: Version,
    },
    /// 不予删除: somebody else did not agree.
    ErasureRejected {
        /// The case.
        case: CaseId,
        /// With which request.
        asked: Version,
        /// 说明理由: why not (个人信息保护法 50); version 1 had none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// 限制处理: it is kept for as long as the case must be kept, and nobody works with it.
    ProcessingRestricted {
        /// The case.
        case: CaseId,
        /// By which request.
        asked: Version,
        /// Until when; nothing while the case is open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
    },
    /// The keys that go were named; nothing was sealed with them after this.
    ErasureBegun {
        /// The case.
        case: CaseId,
        /// By which request.
        asked: Version,
        /// The keys.
        keys: Vec<KeyId>,
    },
    /// 删除完成: the keys were destroyed, and what was derived from what they sealed is gone.
    PersonalDataErased {
        /// The case.
        case: CaseId,
        /// By which request.
        asked: Version,
        /// How many files of the case went.
        files: u32,
    },
    /// An earlier step was corrected.
    ErasureCorrected {
        /// Which, and how.
        correction: Correction<ErasureEvent>,
    },
    /// A step against the rules, found in imported history.
    ErasureIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(ErasureEvent {
    ErasureAsked = 2,
    ErasureApproved = 1,
    ErasureRejected = 2,
    ProcessingRestricted = 1,
    ErasureBegun = 1,
    PersonalDataErased = 1,
    ErasureCorrected = 3,
    ErasureIrregularityFound = 1,
});
