//! Why a report is not published or withdrawn.
use crate::cases::case_file::Impossible;

/// Why a command about a published report was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReportRefusal {
    /// The same report was published before.
    #[error("the same report was published before, from the same position of the log")]
    AlreadyPublished,
    /// There is no such publication.
    #[error("no such report was published")]
    NotPublished,
    /// It was withdrawn before.
    #[error("the report was withdrawn before")]
    AlreadyWithdrawn,
    /// It says nothing.
    #[error("the report tells no figure")]
    NothingSaid,
    /// The quarter or month is none.
    #[error("there is no such quarter or month")]
    NoSuchPeriod,
    /// The office has no such committee.
    #[error("the office has no such committee")]
    UnknownCommittee,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    ReportRefusal {
        Self::AlreadyPublished => "report.already_published",
        Self::NotPublished => "report.not_published",
        Self::AlreadyWithdrawn => "report.already_withdrawn",
        Self::NothingSaid => "report.nothing_said",
        Self::NoSuchPeriod => "report.no_such_year",
        Self::UnknownCommittee => "report.unknown_committee",
        Self::Impossible(Impossible::InTheFuture) => "report.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "report.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "report.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "report.breaks_later_step",
    }
}
