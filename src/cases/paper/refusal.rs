//! Why a command about the papers of a case is refused.
use super::kind::PaperKind;
use crate::cases::case_file::Impossible;
use crate::cases::words::PaperNumber;

/// Why a command about the papers of a case was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PaperRefusal {
    /// The case has not come to the step of which such a paper tells, or that step was undone, or the case is void.
    #[error("the case has taken no step of which this paper could tell ({}); take the step first", .0.name())]
    NotReached(PaperKind),
    /// The case went on while the paper was written.
    #[error("the case went on while the paper was written; ask for it again")]
    CaseMoved,
    /// The paper is there.
    #[error("{0} tells of the same step; print it again, or declare it void first")]
    AlreadyIssued(PaperNumber),
    /// A proof of service is of a paper of the case that stands, and no other paper is of one.
    #[error(
        "name the paper that is served: one of this case that is not void, and no proof of service itself"
    )]
    NothingServed,
    /// The step bears a number that no series counts.
    #[error("{0} is no number of a series: it has blanks or is too long")]
    NoNumber(PaperNumber),
    /// The step bears a number already.
    #[error("the step bears the number {0} already, and the paper has to bear the same")]
    OtherNumber(PaperNumber),
    /// No such paper was issued in the case.
    #[error("no paper {0} was issued in this case")]
    NoSuchPaper(PaperNumber),
    /// It was declared void before.
    #[error("{0} is void already")]
    AlreadyVoid(PaperNumber),
    /// It was issued later.
    #[error("{0} was issued later than that")]
    BeforeIssued(PaperNumber),
    /// The stream is another case's.
    #[error("this is kept for another case")]
    AnotherCase,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    PaperRefusal {
        Self::NotReached(_) => "paper.not_reached",
        Self::CaseMoved => "paper.case_moved",
        Self::AlreadyIssued(_) => "paper.already_issued",
        Self::NothingServed => "paper.nothing_served",
        Self::NoNumber(_) => "paper.no_number",
        Self::OtherNumber(_) => "paper.other_number",
        Self::NoSuchPaper(_) => "paper.no_such_paper",
        Self::AlreadyVoid(_) => "paper.already_void",
        Self::BeforeIssued(_) => "paper.before_issued",
        Self::AnotherCase => "paper.another_case",
        Self::Impossible(Impossible::InTheFuture) => "paper.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "paper.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "paper.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "paper.breaks_later_step",
    }
}
