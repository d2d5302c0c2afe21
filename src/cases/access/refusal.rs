//! Why a command about who belongs to a case is refused.
use super::event::Confidentiality;
use crate::cases::case_file::Impossible;

/// Why a command about who belongs to a case was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AccessRefusal {
    /// It is not kept yet.
    #[error("who belongs to the case is not kept yet: open it first")]
    NotOpened,
    /// The stream is another case's.
    #[error("this is kept for another case")]
    AnotherCase,
    /// The user handles it.
    #[error("the user handles the case already")]
    Handles,
    /// The user does not handle it.
    #[error("the user does not handle the case")]
    HandlesNot,
    /// The user inspects it.
    #[error("the user inspects it already")]
    Inspects,
    /// The user does not inspect it.
    #[error("the user does not inspect it")]
    InspectsNot,
    /// The user cannot have that part in it (信访工作条例 30). Whoever asks may not know why, so the words say nothing.
    #[error("this user cannot be given the case")]
    Barred,
    /// The user is named already.
    #[error("the user is named already")]
    Accused,
    /// The user is not named.
    #[error("the user is not named")]
    AccusedNot,
    /// It is as secret already.
    #[error("the case is {0:?} already")]
    Level(Confidentiality),
    /// The user was not admitted.
    #[error("the user was not admitted")]
    AdmittedNot,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    AccessRefusal {
        Self::NotOpened => "access.not_opened",
        Self::AnotherCase => "access.another_case",
        Self::Handles => "access.handles",
        Self::HandlesNot => "access.handles_not",
        Self::Inspects => "access.inspects",
        Self::InspectsNot => "access.inspects_not",
        Self::Barred => "access.barred",
        Self::Accused => "access.accused",
        Self::AccusedNot => "access.accused_not",
        Self::Level(_) => "access.level",
        Self::AdmittedNot => "access.admitted_not",
        Self::Impossible(Impossible::InTheFuture) => "access.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "access.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "access.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "access.breaks_later_step",
    }
}
