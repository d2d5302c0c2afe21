//! What can be asked of an office.
use super::event::{Amount, FigureId};
use super::message::{MessageId, MessageText};
use super::naming::{ColumnName, HeaderName};
use crate::cases::declared::DeclarationText;
use crate::cases::words::{Committee, Department, OfficeCode, OfficeName};
use crate::cases::workdays::{CalendarVersion, SpecialDay};
use serde::{Deserialize, Serialize};

/// A command to an office.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum OfficeCommand {
    /// Set the office up.
    AddOffice {
        /// Its division code.
        code: OfficeCode,
        /// Its name.
        name: OfficeName,
        /// Its committees.
        committees: Vec<Committee>,
    },
    /// Add a committee.
    AddCommittee {
        /// Which.
        committee: Committee,
    },
    /// Add a department.
    AddDepartment {
        /// Which.
        department: Department,
    },
    /// Say which office stands above: a subdistrict's is its district.
    PlaceOffice {
        /// Its code.
        above: OfficeCode,
    },
    /// Set a figure's target for a year.
    SetTarget {
        /// The figure.
        figure: FigureId,
        /// The year to which it belongs.
        year: i32,
        /// How much.
        amount: Amount,
    },
    /// Publish a year of the calendar, as a notice of the State Council or of the city tells it. What was known of that
    /// year is replaced; nothing happens if it says nothing new.
    PublishCalendarYear {
        /// The year.
        year: i32,
        /// Its days that are not what their day of the week says.
        days: Vec<SpecialDay>,
    },
    /// Note that the terms of every case were counted again by an edition of the calendar.
    NoteCalendarApplied {
        /// The edition.
        edition: CalendarVersion,
        /// How many cases it moved.
        moved: u32,
    },
    /// Declare a kind of case, or the next version of one.
    DeclareKind {
        /// The declaration: the text of its TOML file.
        declaration: DeclarationText,
    },
    /// Say which column a header of the office's own books stands for. Every import reads it so from then on.
    SetHeaderAlias {
        /// The header, as the books have it.
        header: HeaderName,
        /// The column, as the ledgers of 2019 or the declaration of a kind call it.
        column: ColumnName,
    },
    /// Take back what a header was said to stand for.
    RemoveHeaderAlias {
        /// The header.
        header: HeaderName,
    },
    /// Say a message in the office's own words: what its people are told of what falls due, what citizens read.
    SetMessageText {
        /// Which message.
        message: MessageId,
        /// Its words in Chinese; `{$name}` stands for a value that this message has.
        zh: MessageText,
        /// Its words in English.
        en: MessageText,
    },
    /// Say a message in the standard words again.
    RestoreMessageText {
        /// Which message.
        message: MessageId,
    },
}

crate::command_names!(OfficeCommand {
    AddOffice,
    AddCommittee,
    AddDepartment,
    PlaceOffice,
    SetTarget,
    PublishCalendarYear,
    NoteCalendarApplied,
    DeclareKind,
    SetHeaderAlias,
    RemoveHeaderAlias,
    SetMessageText,
    RestoreMessageText
});
