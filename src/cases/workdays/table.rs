//! A calendar's table: `date,kind,festival`, one special day a line.

use chrono::NaiveDate;
use thiserror::Error;

use super::{CalendarVersion, DayKind, Festival, SpecialDay};

/// The first line of a table.
pub const HEADER: &str = "date,kind,festival";

/// Why a calendar's table is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// A row that cannot be taken.
    #[error("line {line}: {fault}")]
    Row {
        /// The line of the file, or the place in the list of rows, counted from 1.
        line: usize,
        /// The reason.
        fault: RowFault,
    },
    /// A changed calendar must have a version of its own.
    #[error("calendar version {} is not newer than {}", given.0, known.0)]
    VersionNotNewer {
        /// The version asked for.
        given: CalendarVersion,
        /// The version of the calendar that was to be changed.
        known: CalendarVersion,
    },
    /// A year that no table may speak of.
    #[error("the year {year} is not between 1949 and 2199")]
    YearOutOfRange {
        /// The year.
        year: i32,
    },
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowFault {
    /// The first line is not the header.
    #[error("the header is not date,kind,festival")]
    Header,
    /// Not three columns.
    #[error("{found} columns, not 3")]
    Columns {
        /// How many there are.
        found: usize,
    },
    /// Not a date, or a date that does not exist.
    #[error("{text:?} is not a date like 2026-10-01")]
    Date {
        /// What is there.
        text: String,
    },
    /// Neither holiday nor workday.
    #[error("{text:?} is neither holiday nor workday")]
    Kind {
        /// What is there.
        text: String,
    },
    /// A festival that is not known.
    #[error("{text:?} is not a known festival")]
    Festival {
        /// What is there.
        text: String,
    },
    /// A make-up day on a Monday to Friday.
    #[error("{day} is worked anyway, it is no make-up day")]
    WorkedAnyway {
        /// The day.
        day: NaiveDate,
    },
    /// A day that is there already.
    #[error("{day} is there twice")]
    Twice {
        /// The day.
        day: NaiveDate,
    },
    /// A day of another year than the one that is published.
    #[error("{day} is not a day of {year} or of the December before")]
    OtherYear {
        /// The day.
        day: NaiveDate,
        /// The year that is published.
        year: i32,
    },
    /// A day outside 1949-2199.
    #[error("{day} is not between 1949 and 2199")]
    YearOutOfRange {
        /// The day.
        day: NaiveDate,
    },
}

/// Reads the rows of a table, for [`Calendar::with_year`](super::Calendar::with_year).
///
/// # Errors
/// The first line that is not a special day, and the reason.
pub fn parse_rows(table: &str) -> Result<Vec<SpecialDay>, CalendarError> {
    Ok(numbered_rows(table)?.into_iter().map(|(_, row)| row).collect())
}

pub(super) fn numbered_rows(table: &str) -> Result<Vec<(usize, SpecialDay)>, CalendarError> {
    let mut lines = (1..).zip(table.trim_start_matches('\u{feff}').lines().map(str::trim));
    if lines.next().map(|(_, header)| header) != Some(HEADER) {
        return Err(CalendarError::Row { line: 1, fault: RowFault::Header });
    }
    lines
        .filter(|(_, text)| !text.is_empty())
        .map(|(line, text)| match special_day(text) {
            Ok(row) => Ok((line, row)),
            Err(fault) => Err(CalendarError::Row { line, fault }),
        })
        .collect()
}

fn special_day(text: &str) -> Result<SpecialDay, RowFault> {
    let cells: Vec<&str> = text.split(',').map(str::trim).collect();
    let [day, kind, festival] = cells[..] else {
        return Err(RowFault::Columns { found: cells.len() });
    };
    Ok(SpecialDay {
        day: day.parse().map_err(|_| RowFault::Date { text: day.to_owned() })?,
        kind: match kind {
            "holiday" => DayKind::Holiday,
            "workday" => DayKind::Workday,
            _ => return Err(RowFault::Kind { text: kind.to_owned() }),
        },
        festival: self::festival(festival).ok_or_else(|| RowFault::Festival { text: festival.to_owned() })?,
    })
}

const FESTIVALS: [(Festival, &str); 8] = [
    (Festival::NewYear, "New Year's Day"),
    (Festival::SpringFestival, "Spring Festival"),
    (Festival::TombSweeping, "Tomb-sweeping Day"),
    (Festival::LabourDay, "Labour Day"),
    (Festival::DragonBoat, "Dragon Boat Festival"),
    (Festival::MidAutumn, "Mid-autumn Festival"),
    (Festival::NationalDay, "National Day"),
    (Festival::VictoryDay2015, "Anti-Fascist 70th Day"),
];

fn festival(name: &str) -> Option<Festival> {
    FESTIVALS.into_iter().find(|(_, known)| *known == name).map(|(festival, _)| festival)
}

impl SpecialDay {
    /// The line of a table that says it.
    #[must_use]
    pub fn line(&self) -> String {
        let kind = match self.kind {
            DayKind::Holiday => "holiday",
            DayKind::Workday => "workday",
        };
        let festival = FESTIVALS.into_iter().find(|(festival, _)| *festival == self.festival);
        format!("{},{kind},{}", self.day, festival.map_or("", |(_, name)| name))
    }
}
