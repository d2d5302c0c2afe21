//! What happened to an office.
use super::calendar::PublishedYear;
use super::message::{MessageId, MessageWords};
use super::naming::{ColumnName, HeaderName};
use crate::cases::area::{Area, AreaError};
use crate::cases::case_file::Correction;
use crate::cases::declared::{DeclarationText, KindId};
use crate::cases::facts::Irregularity;
use crate::cases::file_hash::FileHash;
use crate::cases::words::{Committee, Department, OfficeCode, OfficeName};
use crate::cases::workdays::CalendarVersion;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

crate::text_newtypes! {
    /// The id of a figure: `structures.demolished_area_m2`.
    FigureId(80),
}

/// A target's amount in hundredths of the figure's unit, so that it is exact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(i64);

impl Amount {
    /// Hundredths of the unit.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }
}

impl FromStr for Amount {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        text.parse::<Area>().map(|amount| Self(amount.dm2()))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::cases::area::square_metres(self.0))
    }
}

/// An event of an office.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum OfficeEvent {
    /// The office was set up.
    OfficeAdded {
        /// Its division code.
        code: OfficeCode,
        /// Its name.
        name: OfficeName,
        /// Its committees.
        committees: Vec<Committee>,
    },
    /// A committee was added.
    CommitteeAdded {
        /// Which.
        committee: Committee,
    },
    /// A department was added.
    DepartmentAdded {
        /// Which.
        department: Department,
    },
    /// It stands below another office.
    OfficePlaced {
        /// The code of the one above.
        above: OfficeCode,
    },
    /// A figure's target was set.
    TargetSet {
        /// The figure.
        figure: FigureId,
        /// The year to which it belongs.
        year: i32,
        /// How much.
        amount: Amount,
    },
    /// A year of the calendar was published: terms that depend on it are counted again by it.
    CalendarYearPublished {
        /// The year, and the edition that it makes.
        published: PublishedYear,
    },
    /// The terms of every case were counted again by an edition of the calendar.
    CalendarApplied {
        /// The edition.
        edition: CalendarVersion,
        /// How many cases it moved.
        moved: u32,
    },
    /// A kind of case was declared, or the next version of one.
    KindDeclared {
        /// The kind.
        kind: KindId,
        /// Its version.
        version: NonZeroU16,
        /// The SHA-256 of the declaration.
        hash: FileHash,
        /// The declaration, whole: no file is needed to read what follows from it.
        declaration: DeclarationText,
    },
    /// A header of the office's own books stands for a column.
    HeaderAliasSet {
        /// The header.
        header: HeaderName,
        /// The column.
        column: ColumnName,
    },
    /// A header stands for nothing any more.
    HeaderAliasRemoved {
        /// The header.
        header: HeaderName,
    },
    /// A message is said in the office's own words.
    MessageTextSet {
        /// Which message.
        message: MessageId,
        /// Its words in both languages.
        words: MessageWords,
    },
    /// A message is said in the standard words again.
    MessageTextRestored {
        /// Which message.
        message: MessageId,
    },
    /// An earlier step was corrected.
    OfficeCorrected {
        /// Which, and how.
        correction: Correction<OfficeEvent>,
    },
    /// A step against the rules, found in imported history.
    OfficeIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(OfficeEvent {
    OfficeAdded = 1,
    CommitteeAdded = 1,
    DepartmentAdded = 1,
    OfficePlaced = 1,
    TargetSet = 1,
    CalendarYearPublished = 1,
    CalendarApplied = 1,
    KindDeclared = 1,
    HeaderAliasSet = 1,
    HeaderAliasRemoved = 1,
    MessageTextSet = 1,
    MessageTextRestored = 1,
    OfficeCorrected = 1,
    OfficeIrregularityFound = 1,
});
