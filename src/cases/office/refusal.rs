//! Why an office refuses.
use super::message::{MessageFault, MessageId};
use super::naming::{ColumnName, HeaderName};
use crate::cases::case_file::Impossible;
use crate::cases::declared::DeclarationError;
use crate::cases::words::{Committee, Department};
use crate::cases::workdays::{CalendarError, CalendarVersion};

/// Why a command to an office was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OfficeRefusal {
    /// It was set up before.
    #[error("the office was added before")]
    AlreadyAdded,
    /// It was not set up.
    #[error("the office does not exist: add it first")]
    NotAdded,
    /// The committee is there.
    #[error("the office has a committee {0} already")]
    CommitteeExists(Committee),
    /// The department is there.
    #[error("the office has a department {0} already")]
    DepartmentExists(Department),
    /// No office stands above itself.
    #[error("an office does not stand above itself")]
    AboveItself,
    /// The year makes no sense.
    #[error("{0} is no year of an office's work (1949 to 2999)")]
    NoSuchYear(i32),
    /// A year's table cannot be.
    #[error("the calendar cannot be taken: {0}")]
    Calendar(#[from] CalendarError),
    /// There is no such edition of the calendar.
    #[error("the office's calendar has no edition {}", .0.0)]
    NoSuchEdition(CalendarVersion),
    /// The declaration of a kind is not whole, or cannot follow what stands there.
    #[error("the declaration is refused at {0}")]
    Declaration(#[from] DeclarationError),
    /// The header stands for another column.
    #[error(
        "the header '{header}' stands for '{column}' already, and cannot stand for two columns; take that back first"
    )]
    HeaderClaimed {
        /// The header.
        header: HeaderName,
        /// The column.
        column: ColumnName,
    },
    /// The header stands for nothing.
    #[error("this office has not said what the header '{0}' stands for")]
    NoHeaderAlias(HeaderName),
    /// There is no such message.
    #[error("there is no message '{0}'")]
    NoSuchMessage(MessageId),
    /// The words of a message cannot be.
    #[error("the words in {language} cannot be taken: {fault}")]
    MessageWords {
        /// The tag of the language.
        language: &'static str,
        /// What is wrong, and where.
        fault: MessageFault,
    },
    /// The message is said in the standard words.
    #[error("the message '{0}' is said in the standard words")]
    StandardWords(MessageId),
    /// No case of any kind could do it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

crate::refusal_keys! {
    OfficeRefusal {
        Self::AlreadyAdded => "office.already_added",
        Self::NotAdded => "office.not_added",
        Self::CommitteeExists(_) => "office.committee_exists",
        Self::DepartmentExists(_) => "office.department_exists",
        Self::AboveItself => "office.above_itself",
        Self::NoSuchYear(_) => "office.no_such_year",
        Self::Calendar(_) => "office.calendar",
        Self::NoSuchEdition(_) => "office.no_such_edition",
        Self::Declaration(_) => "office.declaration",
        Self::HeaderClaimed { .. } => "office.header_claimed",
        Self::NoHeaderAlias(_) => "office.no_header_alias",
        Self::NoSuchMessage(_) => "office.no_such_message",
        Self::MessageWords { .. } => "office.message_words",
        Self::StandardWords(_) => "office.standard_words",
        Self::Impossible(_) => "office.impossible",
    }
}
