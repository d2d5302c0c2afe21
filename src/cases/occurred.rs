//! When something happened: paper knows days, a phone knows moments. Both are read in Asia/Shanghai.
use crate::cases::spelt;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar day in Asia/Shanghai.
pub type Day = NaiveDate;

/// A moment, to the microsecond, which both databases hold exactly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment(DateTime<Utc>);

/// China has kept one offset, without summer time, since 1991.
const SHANGHAI: Option<FixedOffset> = FixedOffset::east_opt(8 * 3600);

impl Moment {
    /// The moment, cut to microseconds.
    #[must_use]
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }

    /// The first moment of the day in Asia/Shanghai.
    #[must_use]
    pub fn beginning_of(day: Day) -> Self {
        Self(day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(8))
    }

    /// The moment in UTC.
    #[must_use]
    pub const fn utc(self) -> DateTime<Utc> {
        self.0
    }

    fn local(self) -> chrono::NaiveDateTime {
        SHANGHAI.map_or_else(|| self.0.naive_utc(), |offset| self.0.with_timezone(&offset).naive_local())
    }

    /// The day in Asia/Shanghai.
    #[must_use]
    pub fn day(self) -> Day {
        self.local().date()
    }

    /// The time of day in Asia/Shanghai.
    #[must_use]
    pub fn time(self) -> NaiveTime {
        self.local().time()
    }

    /// RFC 3339 at +08:00 with microseconds, the one spelling that is stored and shown.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let at = self.local();
        if !(0..=9999).contains(&at.year()) {
            return at.format("%Y-%m-%dT%H:%M:%S%.6f+08:00").to_string();
        }
        // The general formatter of dates costs more than the event around it.
        let (year, month, day) = (at.year(), at.month(), at.day());
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        let micros = self.0.timestamp_subsec_micros().min(999_999);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}+08:00")
    }

    /// Reads RFC 3339 with any offset.
    ///
    /// # Errors
    /// When the text is no RFC 3339 moment.
    pub fn parse(text: &str) -> Result<Self, chrono::ParseError> {
        DateTime::parse_from_rfc3339(text).map(|at| Self::new(at.with_timezone(&Utc)))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spelt::read_by(deserializer, Self::parse)
    }
}

/// When it happened, as exactly as the source knows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Occurred {
    /// A day, as paper tells it.
    Day(Day),
    /// A moment, as a clock tells it.
    Instant(Moment),
}

impl Occurred {
    /// The day in Asia/Shanghai; order between steps is judged by it.
    #[must_use]
    pub fn day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Instant(moment) => moment.day(),
        }
    }

    /// The moment, where one is known.
    #[must_use]
    pub const fn moment(self) -> Option<Moment> {
        match self {
            Self::Day(_) => None,
            Self::Instant(moment) => Some(moment),
        }
    }

    /// Whether this lies after `now`; what is yet to come cannot be recorded.
    #[must_use]
    pub fn is_after(self, now: Moment) -> bool {
        match self {
            Self::Day(day) => day > now.day(),
            Self::Instant(moment) => moment > now,
        }
    }
}

/// The last of the days of earlier steps, if `day` would lie before it.
#[must_use]
pub fn not_before(day: Day, earlier: impl IntoIterator<Item = Day>) -> Option<Day> {
    earlier.into_iter().max().filter(|last| day < *last)
}

/// A command or an event with the time at which it happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dated<T> {
    /// When it happened.
    pub occurred: Occurred,
    /// What happened, or is asked for.
    pub what: T,
}

impl<T> Dated<T> {
    /// `what`, which happened on `day`.
    pub const fn on(day: Day, what: T) -> Self {
        Self { occurred: Occurred::Day(day), what }
    }

    /// `what`, which happened at `moment`.
    pub const fn at(moment: Moment, what: T) -> Self {
        Self { occurred: Occurred::Instant(moment), what }
    }

    /// The day in Asia/Shanghai.
    #[must_use]
    pub fn day(&self) -> Day {
        self.occurred.day()
    }
}
