//! Why nobody is told.
use super::event::Stage;
use crate::cases::case_file::Impossible;

/// Why a command to tell somebody was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReminderRefusal {
    /// It was said before.
    #[error("it was said before ({0:?})")]
    SaidBefore(Stage),
    /// Nobody is told at night, at a weekend or on a holiday.
    #[error("people are told on working days from 8:30 to 17:30")]
    NotInWorkingHours,
    /// There is nobody to tell.
    #[error("there is nobody to tell")]
    Nobody,
    /// The deadline is not as near as that.
    #[error("the deadline is not as near as that")]
    NotSoNear,
    /// The stream is another case's.
    #[error("this is kept for another case")]
    AnotherCase,
    /// No stream of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    ReminderRefusal {
        Self::SaidBefore(_) => "reminder.said_before",
        Self::NotInWorkingHours => "reminder.not_in_working_hours",
        Self::Nobody => "reminder.nobody",
        Self::NotSoNear => "reminder.not_so_near",
        Self::AnotherCase => "reminder.another_case",
        Self::Impossible(Impossible::InTheFuture) => "reminder.in_the_future",
        Self::Impossible(Impossible::NoSuchStep(_)) => "reminder.no_such_step",
        Self::Impossible(Impossible::FirstStep) => "reminder.first_step",
        Self::Impossible(Impossible::BreaksLaterStep(_)) => "reminder.breaks_later_step",
    }
}
