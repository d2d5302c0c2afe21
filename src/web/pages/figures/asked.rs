//! What is asked of a page of figures: a period, the as-of day, and what the log knew.
use super::super::form::Sent;
use super::super::reader::said;
use crate::cases::occurred::{Day, Moment};
use crate::figures::{Dimension, Figure};
use crate::web::figures_view::{FiguresAsked, Known};
use crate::web::problem::Problem;
use crate::web::words::Language;
use chrono::{Datelike, Months};
use std::borrow::Cow;

/// The days asked for, with what was sent.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) as_of: Day,
    pub(super) known: Option<Known>,
    pub(super) sent: Sent,
}

/// A period that is often asked for.
pub(super) struct Preset {
    pub(super) name: Cow<'static, str>,
    pub(super) href: String,
    pub(super) here: bool,
}

impl Asked {
    /// What was asked; the year of the as-of day so far, if no period was named. "Today" is the day in Asia/Shanghai.
    pub(super) fn of(sent: Sent, today: Day) -> Result<Self, Problem> {
        let known = known(sent.text("known_at"))?;
        let (from, to, as_of) = (day(&sent, "from")?, day(&sent, "to")?, day(&sent, "as_of")?);
        let of = as_of.or(to.filter(|to| *to < today)).unwrap_or(today);
        let year = year_of(from.or(to).unwrap_or(of));
        let (from, to) = (from.unwrap_or(year.0), to.unwrap_or(year.1));
        if to < from {
            return Err(Problem::bad_request("query.period", "the period ends before it begins").about("to"));
        }
        Ok(Self { from, to, as_of: of, known, sent })
    }

    /// The question that this is.
    pub(super) fn figures(&self, by: Vec<Dimension>, only: Vec<&'static Figure>) -> FiguresAsked {
        let Self { from, to, as_of, known, .. } = *self;
        FiguresAsked { from, to, as_of: Some(as_of), known_at: known, by, only }
    }

    /// The same a year before, as it is known now.
    pub(super) fn a_year_before(&self) -> Self {
        let before = |day: Day| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        // The last of February stays the last of February.
        let end =
            |day: Day| last_of_month(before(day)).filter(|_| is_last(day)).unwrap_or_else(|| before(day));
        let Self { from, to, as_of, known, ref sent } = *self;
        Self { from: before(from), to: end(to), as_of: end(as_of), known, sent: sent.clone() }
    }

    /// Everything until the as-of day, whenever it began.
    pub(super) fn ever(&self) -> Self {
        let from = Day::from_ymd_opt(1949, 1, 1).unwrap_or_default();
        Self { from, to: self.as_of.max(from), ..self.clone() }
    }

    /// The year of the as-of day so far.
    pub(super) fn year(&self) -> Self {
        let (from, to) = year_of(self.as_of);
        Self { from, to, ..self.clone() }
    }

    /// In the form of addresses, with nothing else that was asked.
    pub(super) fn query(&self) -> String {
        let day = |day: Day| Some(day.to_string());
        let sent = Sent::default()
            .with("from", day(self.from).as_deref())
            .with("to", day(self.to).as_deref())
            .with("as_of", day(self.as_of).as_deref());
        let known = Some(self.sent.text("known_at")).filter(|known| !known.is_empty());
        sent.with("known_at", known).written()
    }

    /// The periods that are often asked for, seen from the as-of day.
    pub(super) fn presets(&self, action: &str, language: Language) -> Vec<Preset> {
        let (year, last) = (year_of(self.as_of), year_of(self.a_year_before().as_of));
        let quarter = self.as_of.with_day(1).and_then(|day| day.with_month(day.month0() / 3 * 3 + 1));
        let quarter_end = quarter.and_then(|first| first.checked_add_months(Months::new(2)));
        let quarter = (quarter.unwrap_or(year.0), quarter_end.and_then(last_of_month).unwrap_or(year.1));
        let month = (self.as_of.with_day(1).unwrap_or(year.0), last_of_month(self.as_of).unwrap_or(year.1));
        let periods = [
            ("year", year, self.as_of),
            ("quarter", quarter, self.as_of),
            ("month", month, self.as_of),
            ("last_year", last, last.1),
        ];
        let preset = |(name, (from, to), as_of): (&str, (Day, Day), Day)| {
            let of = Self { from, to, as_of, ..self.clone() };
            Preset {
                name: said(language, &format!("page.figures.preset.{name}")),
                href: format!("{action}?{}", of.query()),
                here: (self.from, self.to, self.as_of) == (from, to, as_of),
            }
        };
        periods.into_iter().map(preset).collect()
    }
}

fn year_of(day: Day) -> (Day, Day) {
    let of = |month, last| Day::from_ymd_opt(day.year(), month, last).unwrap_or(day);
    (of(1, 1), of(12, 31))
}

fn last_of_month(day: Day) -> Option<Day> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

fn is_last(day: Day) -> bool {
    last_of_month(day) == Some(day)
}

fn day(sent: &Sent, name: &'static str) -> Result<Option<Day>, Problem> {
    let text = sent.text(name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse::<Day>().ok().filter(|day| (1000..=9999).contains(&day.year()));
    let wrong =
        || Problem::bad_request("query.day", format!("'{text}' is no day such as 2019-11-09")).about(name);
    day.map(Some).ok_or_else(wrong)
}

/// A position, a moment, or a minute or the evening of a day in Asia/Shanghai.
fn known(text: &str) -> Result<Option<Known>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let in_shanghai = match text.len() {
        10 => format!("{text}T23:59:59.999999+08:00"),
        16 => format!("{}:59.999999+08:00", text.replace(' ', "T")),
        _ => text.to_owned(),
    };
    let known = text.parse().or_else(|error| Moment::parse(&in_shanghai).map(Known::When).map_err(|_| error));
    known.map(Some).map_err(|error| Problem::bad_request("query.known_at", error).about("known_at"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn asked(query: &str) -> Asked {
        Asked::of(Sent::of(query), day("2026-11-26")).expect("a question")
    }

    #[test]
    fn without_a_period_it_is_the_year_of_the_as_of_day() {
        let days = |asked: Asked| (asked.from.to_string(), asked.to.to_string(), asked.as_of.to_string());
        let of = |from: &str, to: &str, as_of: &str| (from.to_owned(), to.to_owned(), as_of.to_owned());
        assert_eq!(days(asked("")), of("2026-01-01", "2026-12-31", "2026-11-26"));
        assert_eq!(days(asked("as_of=2019-11-09")), of("2019-01-01", "2019-12-31", "2019-11-09"));
        assert_eq!(
            days(asked("from=2019-03-01&to=2019-03-31")),
            of("2019-03-01", "2019-03-31", "2019-03-31")
        );
        assert!(Asked::of(Sent::of("from=2019-03-01&to=2019-02-01"), day("2026-11-26")).is_err());
        assert!(Asked::of(Sent::of("as_of=yesterday"), day("2026-11-26")).is_err());
    }

    #[test]
    fn a_year_before_ends_with_its_month() {
        let before = asked("from=2021-02-01&to=2021-02-28&as_of=2021-02-28").a_year_before();
        assert_eq!((before.from, before.to), (day("2020-02-01"), day("2020-02-29")));
        let before = asked("from=2020-02-01&to=2020-02-29&as_of=2020-02-10").a_year_before();
        assert_eq!((before.to, before.as_of), (day("2019-02-28"), day("2019-02-10")));
    }

    #[test]
    fn what_the_log_knew_is_a_position_a_day_or_a_moment() {
        let known = |text: &str| known(text).expect("known");
        assert_eq!(known(""), None);
        assert!(matches!(known("4711"), Some(Known::At(_))));
        let evening = known("2019-07-01");
        assert_eq!(evening, known("2019-07-01T23:59:59.999999+08:00"));
        assert_eq!(known("2019-07-01 09:00"), known("2019-07-01T09:00:59.999999+08:00"));
        assert!(super::known("soon").is_err());
    }
}
