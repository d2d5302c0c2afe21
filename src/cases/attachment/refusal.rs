//! Why a command about the files of a case is refused.
use crate::cases::case_file::Impossible;
use crate::cases::ids::Version;

/// Why a command about the files of a case was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AttachmentRefusal {
    /// No such file is stored, or none that whoever attaches it has sent or may open.
    #[error("you have sent no such file; send it first (PUT /files/{{sha256}}), then attach it")]
    NotStored,
    /// It never hung on the case.
    #[error("the file does not hang on this case")]
    NotAttached,
    /// It was attached later.
    #[error("the file was attached later than that")]
    BeforeAttached,
    /// The case has no such step.
    #[error("the case has no step {0} to which the file could belong")]
    NoSuchEvent(Version),
    /// The stream is another case's.
    #[error("this is kept for another case")]
    AnotherCase,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    AttachmentRefusal {
        Self::NotStored => "attachment.not_stored",
        Self::NotAttached => "attachment.not_attached",
        Self::BeforeAttached => "attachment.before_attached",
        Self::NoSuchEvent(_) => "attachment.no_such_event",
        Self::AnotherCase => "attachment.another_case",
        Self::Impossible(Impossible::InTheFuture) => "attachment.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "attachment.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "attachment.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "attachment.breaks_later_step",
    }
}
