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
    /// After today, without a working day in between, or far away.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn left(due: &str, today: &str) -> Left {
        let day = |text: &str| text.parse().expect("a day");
        Left::of(day(due), day(today), &Calendar::china())
    }

    #[test]
    fn working_days_are_counted_over_holidays_and_make_up_days() {
        // 29 September was a Sunday that was worked; 1 to 7 October were off.
        assert_eq!(left("2019-10-08", "2019-09-27"), Left::Workdays(3));
        assert_eq!(left("2019-10-10", "2019-09-27"), Left::Workdays(5));
        assert_eq!(left("2020-02-04", "2020-01-22"), Left::Workdays(3));
        assert_eq!(left("2019-11-11", "2019-11-08"), Left::Workdays(1));
    }

    #[test]
    fn what_is_past_or_far_or_has_no_working_day_left_is_told_in_days() {
        assert_eq!(left("2019-11-04", "2019-11-09"), Left::Overdue(5));
        assert_eq!(left("2019-11-09", "2019-11-09"), Left::Today);
        assert_eq!(left("2019-11-10", "2019-11-09"), Left::Days(1));
        assert_eq!(left("2020-02-03", "2019-11-09"), Left::Days(86));
    }

    #[test]
    fn each_is_said_in_both_languages_and_one_is_not_several() {
        let each = [
            Left::Overdue(1),
            Left::Overdue(5),
            Left::Today,
            Left::Days(1),
            Left::Days(86),
            Left::Workdays(1),
            Left::Workdays(3),
        ];
        let english = each.map(|left| left.words(Language::English));
        let said = [
            "1 day overdue",
            "5 days overdue",
            "Due today",
            "Due tomorrow",
            "86 days left",
            "1 working day left",
            "3 working days left",
        ];
        assert_eq!(english, said);
        let chinese = each.map(|left| left.words(Language::Chinese));
        assert!(
            chinese.iter().all(|words| !words.contains('\u{27e6}') && !words.contains('{')),
            "{chinese:?}"
        );
        assert!(chinese[6].contains('3') && chinese[1].contains('5'), "{chinese:?}");
    }
}
