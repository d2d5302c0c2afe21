//! A last day in words: 剩3个工作日, 今天到期, 超期5天.
use super::reader::told;
use crate::cases::occurred::Day;
use crate::cases::workdays::Calendar;
use crate::web::words::Language;

/// Working days that are counted: beyond them days are told.
const SOON: u32 = 15;

/// How far away a last day is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// So many days ago.
    Overdue(i64),
    /// Today.
    Today,
    /// After today, with no working day left but the last one or none at all.
    Days(i64),
    /// So many working days, today not counted.
    Workdays(u32),
}

impl Left {
    /// How far `due` is away on `today`.
    #[must_use]
    pub fn of(due: Day, today: Day, calendar: &Calendar) -> Self {
        let days = (due - today).num_days();
        if days < 0 {
            return Self::Overdue(-days);
        }
        if days == 0 {
            return Self::Today;
        }
        let workdays = today.iter_days().skip(1).take_while(|day| *day <= due).take(40);
        let workdays =
            u32::try_from(workdays.filter(|day| calendar.is_workday(*day)).count()).unwrap_or(u32::MAX);
        if (1..=SOON).contains(&workdays) && days <= 40 { Self::Workdays(workdays) } else { Self::Days(days) }
    }

    /// In words.
    #[must_use]
    pub fn words(self, language: Language) -> String {
        let (key, count) = match self {
            Self::Overdue(days) => ("page.due.overdue", days),
            Self::Today => ("page.due.today", 0),
            Self::Days(days) => ("page.due.days", days),
            Self::Workdays(days) => ("page.due.workdays", i64::from(days)),
        };
        // One is said in another way in English.
        let key = if count == 1 { format!("{key}.one") } else { key.to_owned() };
        told(language, &key, &[("days", count.to_string())])
    }

    /// Its name, for style sheets.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overdue(_) => "overdue",
            Self::Today => "today",
            Self::Workdays(0..=3) => "soon",
            Self::Days(_) | Self::Workdays(_) => "later",
        }
    }
}
