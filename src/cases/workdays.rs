//! Which days are worked: Monday to Friday, minus the holidays that the State Council announces, plus the make-up
//! days (调休). A year that is not announced yet is guessed as Monday to Friday, and whoever counts is told so.

mod table;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use super::occurred::Day;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use table::{CalendarError, HEADER, RowFault, parse_rows};

/// The facts of the State Council's notices for 2004-2026, as packaged in `PyPI` chinesecalendar 1.11.0 (MIT).
const CHINA: &str = include_str!("calendar-china.csv");

/// The first year that a table may speak of.
const EARLIEST_YEAR: i32 = 1949;
/// The last year that a table may speak of.
const LATEST_YEAR: i32 = 2199;

/// A notice for a year has moved days as early as this one of the December before (2018-12-29, for 2019).
const FIRST_DECEMBER_DAY_OF_NEXT_NOTICE: u32 = 28;

/// Which edition of the calendar a day was counted by; a newly published year makes a new edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarVersion(pub u32);

impl CalendarVersion {
    /// The edition that comes with the program.
    pub const PACKAGED: Self = Self(1);
}

impl Default for CalendarVersion {
    fn default() -> Self {
        Self::PACKAGED
    }
}

/// What a notice says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A day off, whichever day of the week it is.
    Holiday,
    /// A Saturday or Sunday that is worked (调休).
    Workday,
}

/// The festival for which a day is off, or worked instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Festival {
    /// 元旦
    NewYear,
    /// 春节
    SpringFestival,
    /// 清明节
    TombSweeping,
    /// 劳动节
    LabourDay,
    /// 端午节
    DragonBoat,
    /// 中秋节
    MidAutumn,
    /// 国庆节
    NationalDay,
    /// 中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日 (2015 only)
    VictoryDay2015,
}

/// One row of a calendar's table: a day that is not what its day of the week says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The day.
    pub day: Day,
    /// Off or worked.
    pub kind: DayKind,
    /// Why.
    pub festival: Festival,
}

/// The days worked in China, by the notices known to one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    version: CalendarVersion,
    first_year: i32,
    years: Vec<Year>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Year {
    published: bool,
    /// One bit for each day of the year, set where it is worked.
    working: [u64; 6],
    /// Sorted by day.
    special: Vec<SpecialDay>,
}

impl Calendar {
    /// The packaged calendar, 2004-2026, built once.
    #[must_use]
    pub fn china() -> Arc<Self> {
        static CALENDAR: OnceLock<Arc<Calendar>> = OnceLock::new();
        // A table that did not parse would leave every day provisional; a test keeps it from being packaged.
        Arc::clone(CALENDAR.get_or_init(|| {
            Arc::new(Self::parse(CalendarVersion::PACKAGED, CHINA).unwrap_or_else(|_| Self::empty()))
        }))
    }

    /// Reads a whole calendar from a table with the columns `date,kind,festival`. It covers the years it names.
    ///
    /// # Errors
    /// The first row that is not a special day, or is there twice, with its line and the reason.
    pub fn parse(version: CalendarVersion, table: &str) -> Result<Self, CalendarError> {
        let rows = table::numbered_rows(table)?;
        let mut calendar = Self { version, ..Self::empty() };
        for (line, row) in rows {
            calendar.put(line, row)?;
            calendar.year_mut(row.day.year()).published = true;
        }
        Ok(calendar)
    }

    /// This calendar with one year newly published or changed. All that was known of that year's days is replaced;
    /// rows may also name days of the December before, which a notice moves when New Year's Day is near a weekend.
    ///
    /// # Errors
    /// A version that is not newer, a year outside 1949-2199, or the first bad row (counted from 1) and the reason.
    pub fn with_year(
        &self,
        version: CalendarVersion,
        year: i32,
        rows: &[SpecialDay],
    ) -> Result<Self, CalendarError> {
        if version <= self.version {
            return Err(CalendarError::VersionNotNewer { given: version, known: self.version });
        }
        if !(EARLIEST_YEAR..=LATEST_YEAR).contains(&year) {
            return Err(CalendarError::YearOutOfRange { year });
        }
        let mut calendar = Self { version, ..self.clone() };
        *calendar.year_mut(year) = Year { published: true, ..Year::plain(year) };
        for (line, row) in (1..).zip(rows) {
            let day = row.day;
            if day.year() != year && (day.year(), day.month()) != (year - 1, 12) {
                return Err(CalendarError::Row { line, fault: RowFault::OtherYear { day, year } });
            }
            calendar.put(line, *row)?;
        }
        Ok(calendar)
    }

    /// Whether both know the same of every day, whichever edition they are.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        (self.first_year, &self.years) == (other.first_year, &other.years)
    }

    /// The edition.
    #[must_use]
    pub fn version(&self) -> CalendarVersion {
        self.version
    }

    /// Whether this year's notice is known.
    #[must_use]
    pub fn covers(&self, year: i32) -> bool {
        self.year(year).is_some_and(|known| known.published)
    }

    /// Whether nothing more can be announced that changes a day from `from` to `to`: their years are published, and
    /// for the last days of a December the next year too, whose notice may move them.
    #[must_use]
    pub fn settles(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let awaits_next = to.month() == 12 && to.day() >= FIRST_DECEMBER_DAY_OF_NEXT_NOTICE;
        let last_year = if awaits_next { to.year().saturating_add(1) } else { to.year() };
        (from.year()..=last_year).all(|year| self.covers(year))
    }

    /// Whether the day is worked. Beyond the table: Monday to Friday.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        match self.year(day.year()) {
            Some(year) => year.is_worked(day.ordinal0()),
            None => !is_weekend(day),
        }
    }

    /// Whether the day is off because of a festival; a plain weekend is not. False beyond the table.
    #[must_use]
    pub fn is_statutory_holiday(&self, day: NaiveDate) -> bool {
        self.special_day(day).is_some_and(|special| special.kind == DayKind::Holiday)
    }

    /// The festival for which the day is off or worked.
    #[must_use]
    pub fn festival(&self, day: NaiveDate) -> Option<Festival> {
        self.special_day(day).map(|special| special.festival)
    }

    /// The days of a year that are not what their day of the week says, in order.
    #[must_use]
    pub fn special_days(&self, year: i32) -> &[SpecialDay] {
        self.year(year).map_or(&[], |year| &year.special)
    }

    fn special_day(&self, day: NaiveDate) -> Option<&SpecialDay> {
        let special = &self.year(day.year())?.special;
        special.binary_search_by_key(&day, |row| row.day).ok().and_then(|at| special.get(at))
    }

    fn empty() -> Self {
        Self { version: CalendarVersion::PACKAGED, first_year: EARLIEST_YEAR, years: Vec::new() }
    }

    fn year(&self, year: i32) -> Option<&Year> {
        self.years.get(usize::try_from(year.checked_sub(self.first_year)?).ok()?)
    }

    /// The entry of a year between [`EARLIEST_YEAR`] and [`LATEST_YEAR`], made if it is not there.
    fn year_mut(&mut self, year: i32) -> &mut Year {
        let wanted = usize::try_from(year - self.first_year).unwrap_or(0);
        for missing in
            (self.first_year..).skip(self.years.len()).take((wanted + 1).saturating_sub(self.years.len()))
        {
            self.years.push(Year::plain(missing));
        }
        &mut self.years[wanted]
    }

    fn put(&mut self, line: usize, row: SpecialDay) -> Result<(), CalendarError> {
        let day = row.day;
        let refuse = |fault| Err(CalendarError::Row { line, fault });
        if !(EARLIEST_YEAR..=LATEST_YEAR).contains(&day.year()) {
            return refuse(RowFault::YearOutOfRange { day });
        }
        if row.kind == DayKind::Workday && !is_weekend(day) {
            return refuse(RowFault::WorkedAnyway { day });
        }
        let year = self.year_mut(day.year());
        match year.special.binary_search_by_key(&day, |known| known.day) {
            Ok(_) => refuse(RowFault::Twice { day }),
            Err(at) => {
                year.special.insert(at, row);
                year.set_worked(day.ordinal0(), row.kind == DayKind::Workday);
                Ok(())
            }
        }
    }
}

impl Year {
    /// A year of which nothing is announced: Monday to Friday.
    fn plain(year: i32) -> Self {
        let mut plain = Self { published: false, working: [0; 6], special: Vec::new() };
        let days = (1..=366).map_while(|ordinal| NaiveDate::from_yo_opt(year, ordinal));
        for day in days.filter(|day| !is_weekend(*day)) {
            plain.set_worked(day.ordinal0(), true);
        }
        plain
    }

    fn is_worked(&self, ordinal0: u32) -> bool {
        self.working[ordinal0 as usize / 64] >> (ordinal0 % 64) & 1 == 1
    }

    fn set_worked(&mut self, ordinal0: u32, worked: bool) {
        let word = &mut self.working[ordinal0 as usize / 64];
        let bit = 1 << (ordinal0 % 64);
        *word = if worked { *word | bit } else { *word & !bit };
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
