//! The counting. Every step saturates at the last day that a date can name, and says so by being provisional.

use chrono::{Days, Months, NaiveDate};

use super::{Calendar, DueDate, Length, Rule};

pub(super) struct Counted {
    pub due: NaiveDate,
    pub passed_over: Vec<NaiveDate>,
    pub provisional: bool,
}

pub(super) fn count(term: &DueDate, calendar: &Calendar) -> Counted {
    let (end, mut passed_over) = match term.length {
        Length::Workdays(days) => walk(term, days, calendar),
        Length::Days(_) | Length::Months(_) | Length::Hours(_) => (plain_end(term), Vec::new()),
    };
    let due = match term.rule {
        Rule::DemolitionAfterAppealTerms => after_lapse(end, calendar),
        _ if term.rolls => next_workday(end, calendar),
        _ => end,
    };
    passed_over.extend(end.iter_days().take_while(|day| *day < due));
    let first_asked = match term.length {
        Length::Workdays(_) => term.start.succ_opt().map_or(end, |first| first.min(end)),
        Length::Days(_) | Length::Months(_) | Length::Hours(_) => end,
    };
    let depends = term.rolls && !calendar.settles(first_asked, due);
    Counted { due, passed_over, provisional: depends || due == NaiveDate::MAX }
}

/// Where the term ends when every day counts.
pub(super) fn plain_end(term: &DueDate) -> NaiveDate {
    let more = u64::from(term.extension) + u64::from(term.rest);
    match term.length {
        Length::Days(days) | Length::Workdays(days) => plus(term.start, u64::from(days) + more),
        Length::Hours(hours) => plus(term.start, u64::from(hours.div_ceil(24)) + more),
        Length::Months(months) => {
            let later = term.start.checked_add_months(Months::new(u32::from(months)));
            plus(later.unwrap_or(NaiveDate::MAX), more)
        }
    }
}

/// Where a term in working days ends, its extension being in working days and its rest in calendar days.
fn walk(term: &DueDate, days: u16, calendar: &Calendar) -> (NaiveDate, Vec<NaiveDate>) {
    let mut left = u32::from(days) + u32::from(term.extension);
    let mut passed_over = Vec::new();
    let mut end = term.start;
    while left > 0
        && let Some(day) = end.succ_opt()
    {
        if calendar.is_workday(day) {
            left -= 1;
        } else {
            passed_over.push(day);
        }
        end = day;
    }
    (plus(end, u64::from(term.rest)), passed_over)
}

/// The first day on which force is lawful, when the appeal may still be brought on `last` (or the next working day).
fn after_lapse(last: NaiveDate, calendar: &Calendar) -> NaiveDate {
    let lapsed = next_workday(last, calendar);
    let mut after = lapsed.iter_days().skip(1);
    after.find(|day| !calendar.is_statutory_holiday(*day)).unwrap_or(NaiveDate::MAX)
}

fn next_workday(day: NaiveDate, calendar: &Calendar) -> NaiveDate {
    day.iter_days().find(|day| calendar.is_workday(*day)).unwrap_or(NaiveDate::MAX)
}

fn plus(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}
