//! Why a request is refused, whatever it was about.
use crate::cases::access::AccessRefusal;
use crate::cases::attachment::AttachmentRefusal;
use crate::cases::case_file::Refusal;
use crate::cases::declared::DeclaredRefusal;
use crate::cases::erasure::ErasureRefusal;
use crate::cases::external_number::ExternalNumberRefusal;
use crate::cases::fire_hazard::HazardRefusal;
use crate::cases::illegal_structure::StructureRefusal;
use crate::cases::indicator::IndicatorRefusal;
use crate::cases::inspection::InspectionRefusal;
use crate::cases::office::OfficeRefusal;
use crate::cases::paper::PaperRefusal;
use crate::cases::petition::PetitionRefusal;
use crate::cases::reminder::ReminderRefusal;
use crate::cases::report::ReportRefusal;
use crate::cases::series::SeriesRefusal;
use crate::cases::user::{LoginName, UserRefusal};

/// Why a request was refused: for the clerk, with a key under which it is worded.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Refused {
    /// By the office.
    #[error(transparent)]
    Office(#[from] OfficeRefusal),
    /// By a user's file.
    #[error(transparent)]
    User(#[from] UserRefusal),
    /// By who belongs to a case.
    #[error(transparent)]
    Access(#[from] AccessRefusal),
    /// By what was said about deadlines.
    #[error(transparent)]
    Reminder(#[from] ReminderRefusal),
    /// By a published report.
    #[error(transparent)]
    Report(#[from] ReportRefusal),
    /// By the papers of a case.
    #[error(transparent)]
    Paper(#[from] PaperRefusal),
    /// By what was asked to be erased.
    #[error(transparent)]
    Erasure(#[from] ErasureRefusal),
    /// By what hangs on a case.
    #[error(transparent)]
    Attachment(#[from] AttachmentRefusal),
    /// By an indicator.
    #[error(transparent)]
    Indicator(#[from] IndicatorRefusal),
    /// By a petition.
    #[error(transparent)]
    Petition(#[from] PetitionRefusal),
    /// By a fire hazard.
    #[error(transparent)]
    FireHazard(#[from] HazardRefusal),
    /// By an illegal structure.
    #[error(transparent)]
    IllegalStructure(#[from] StructureRefusal),
    /// By the case of an inspection.
    #[error(transparent)]
    Inspection(#[from] InspectionRefusal),
    /// By a case of a declared kind.
    #[error(transparent)]
    Declared(#[from] DeclaredRefusal),
    /// By the series of numbers.
    #[error(transparent)]
    Number(#[from] SeriesRefusal),
    /// By a number of another system.
    #[error(transparent)]
    ExternalNumber(#[from] ExternalNumberRefusal),
    /// The command is for another kind of case.
    #[error("this is a {actual}; the command is for a {wanted}")]
    WrongKind {
        /// What the stream is.
        actual: &'static str,
        /// What the command is for.
        wanted: &'static str,
    },
    /// The policy says no.
    #[error("{who} may not do this: {action}")]
    NotPermitted {
        /// Who asked.
        who: String,
        /// For what.
        action: String,
    },
    /// There is no such case.
    #[error("there is no such case")]
    NoSuchCase,
    /// Work goes to whoever has the role for it.
    #[error("{0} has no role in which the work could be done; the security administrator gives roles")]
    HeirWithoutRole(LoginName),
    /// The event could not be written.
    #[error("the event cannot be written: {0}")]
    NotWritable(String),
}

impl Refused {
    /// The key under which the reason is worded for people.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Office(refusal) => refusal.key(),
            Self::User(refusal) => refusal.key(),
            Self::Access(refusal) => refusal.key(),
            Self::Reminder(refusal) => refusal.key(),
            Self::Report(refusal) => refusal.key(),
            Self::Paper(refusal) => refusal.key(),
            Self::Erasure(refusal) => refusal.key(),
            Self::Attachment(refusal) => refusal.key(),
            Self::Indicator(refusal) => refusal.key(),
            Self::Petition(refusal) => refusal.key(),
            Self::FireHazard(refusal) => refusal.key(),
            Self::IllegalStructure(refusal) => refusal.key(),
            Self::Inspection(refusal) => refusal.key(),
            Self::Declared(refusal) => refusal.key(),
            Self::Number(refusal) => refusal.key(),
            Self::ExternalNumber(refusal) => refusal.key(),
            Self::WrongKind { .. } => "case.wrong_kind",
            Self::NotPermitted { .. } => "policy.not_permitted",
            Self::NoSuchCase => "case.unknown",
            Self::HeirWithoutRole(_) => "user.heir_without_role",
            Self::NotWritable(_) => "case.not_writable",
        }
    }
}
