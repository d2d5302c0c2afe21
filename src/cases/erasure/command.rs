//! What can be asked about erasing.
use super::event::{Ground, Part};
use crate::cases::ids::{CaseId, KeyId, Version};
use crate::cases::occurred::Day;
use crate::cases::personal::Personal;
use crate::cases::words::Text;
use serde::{Deserialize, Serialize};

/// A command about what is to be erased. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ErasureCommand {
    /// 申请删除: ask for it.
    AskErasure {
        /// The case.
        case: CaseId,
        /// What of it.
        parts: Vec<Part>,
        /// Why.
        ground: Ground,
        /// The same in words.
        reason: Option<Personal<Text>>,
    },
    /// 批准删除: somebody else agrees.
    ApproveErasure {
        /// The case.
        case: CaseId,
        /// With which request.
        asked: Version,
    },
    /// 不予删除: somebody else does not.
    RejectErasure {
        /// The case.
        case: CaseId,
        /// With which request.
        asked: Version,
        /// Why not: it must be said (个人信息保护法 50).
        reason: Option<Personal<Text>>,
    },
    /// 限制处理: keep it for as long as the case must be kept, and let nobody work with it.
    RestrictProcessing {
        /// The case.
        case: CaseId,
        /// By which request.
        asked: Version,
        /// Until when; nothing while the case is open.
        until: Option<Day>,
    },
    /// Name the keys that go; nothing is sealed with them from here on.
    BeginErasure {
        /// The case.
        case: CaseId,
        /// By which request.
        asked: Version,
        /// The keys.
        keys: Vec<KeyId>,
    },
    /// 删除完成: nothing is left of it.
    NoteErased {
        /// The case.
        case: CaseId,
        /// By which request.
        asked: Version,
        /// How many files of the case went.
        files: u32,
    },
}

crate::command_names!(ErasureCommand {
    AskErasure,
    ApproveErasure,
    RejectErasure,
    RestrictProcessing,
    BeginErasure,
    NoteErased,
});

impl ErasureCommand {
    /// The case that it is about.
    #[must_use]
    pub const fn case(&self) -> CaseId {
        match self {
            Self::AskErasure { case, .. }
            | Self::ApproveErasure { case, .. }
            | Self::RejectErasure { case, .. }
            | Self::RestrictProcessing { case, .. }
            | Self::BeginErasure { case, .. }
            | Self::NoteErased { case, .. } => *case,
        }
    }
}
