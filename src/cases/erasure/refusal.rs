//! Why nothing is erased.
use crate::cases::case_file::Impossible;
use crate::cases::ids::Version;

/// Why a command about erasing was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ErasureRefusal {
    /// It is not said what.
    #[error("say what is to be erased")]
    NothingNamed,
    /// It is not said why not.
    #[error("say why nothing is erased: whoever asked is told the reasons")]
    ReasonMissing,
    /// The same was asked for, and is not done yet.
    #[error("this is asked for already, and not done yet; `anjuan erasure list` shows it")]
    AlreadyAsked,
    /// There is no such request.
    #[error("there is no request {0} about this case; `anjuan erasure list` names them")]
    NotAsked(Version),
    /// Nobody has approved it.
    #[error("nobody has approved this yet: a leader other than whoever asked does")]
    NotApproved,
    /// It was not approved.
    #[error("this was rejected; ask again if there is a new reason")]
    Rejected,
    /// It was decided before.
    #[error("this was decided before")]
    AlreadyDecided,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    ErasureRefusal {
        Self::NothingNamed => "erasure.nothing_named",
        Self::ReasonMissing => "erasure.reason_missing",
        Self::AlreadyAsked => "erasure.already_asked",
        Self::NotAsked(_) => "erasure.not_asked",
        Self::NotApproved => "erasure.not_approved",
        Self::Rejected => "erasure.rejected",
        Self::AlreadyDecided => "erasure.already_decided",
        Self::Impossible(Impossible::InTheFuture) => "erasure.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "erasure.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "erasure.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "erasure.breaks_later_step",
    }
}
