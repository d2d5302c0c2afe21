//! The periods of a case, and how each was counted.
use crate::cases::clocks::Clock;
use crate::cases::due::DueDate;
use crate::cases::occurred::Day;
use crate::cases::statutes::{Length, Rule, Statute};
use serde::Serialize;
use utoipa::ToSchema;

/// A period of a case.
#[derive(Serialize, ToSchema)]
#[schema(as = Clock)]
pub struct ClockView {
    /// What it is for, in a code: `inform_petitioner`.
    name: &'static str,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    due: Day,
    /// 暂定: the calendar of a year on which it rests is not published yet.
    provisional: bool,
    /// The day on which it began to run.
    #[schema(value_type = String, format = Date)]
    started: Day,
    /// The day on which what it waits for was done, or stopped to matter.
    #[schema(value_type = Option<String>, format = Date)]
    ended: Option<Day>,
    /// How the day was counted.
    explanation: ExplanationView,
}

/// A due day taken apart: from the start through the term, extension and rest to `counted_to`, and over the days passed
/// over to the due day.
#[derive(Serialize, ToSchema)]
#[schema(as = DueExplanation)]
pub struct ExplanationView {
    /// The rule that sets the term, in a code.
    #[schema(value_type = String)]
    rule: Rule,
    /// The text in which it stands, in a code.
    #[schema(value_type = String)]
    statute: Statute,
    /// The article; 0 where it is not known.
    article: u16,
    /// Whether that text was in force on the starting day.
    in_force: bool,
    /// The starting day, which does not count.
    #[schema(value_type = String, format = Date)]
    start: Day,
    /// The term.
    length: LengthView,
    /// Days of extension; working days, if the term is in working days.
    extension: u16,
    /// Days for which the clock stood still.
    rest: u16,
    /// The day that would be reached if every day counted.
    #[schema(value_type = String, format = Date)]
    counted_to: Day,
    /// The days that did not count, in order.
    #[schema(value_type = Vec<chrono::NaiveDate>)]
    passed_over: Vec<Day>,
    /// The result.
    #[schema(value_type = String, format = Date)]
    due: Day,
    /// The edition of the calendar of working days.
    calendar: u32,
    /// 暂定: a year that is not published yet may still move it.
    provisional: bool,
}

/// How long a term is, in one unit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TermLength)]
pub enum LengthView {
    /// Calendar days.
    Days(u16),
    /// Working days.
    Workdays(u16),
    /// Months: the same day number of the later month, or its last day.
    Months(u8),
    /// Hours, which run from the moment itself.
    Hours(u16),
}

impl From<Length> for LengthView {
    fn from(length: Length) -> Self {
        match length {
            Length::Days(days) => Self::Days(days),
            Length::Workdays(days) => Self::Workdays(days),
            Length::Months(months) => Self::Months(months),
            Length::Hours(hours) => Self::Hours(hours),
        }
    }
}

impl From<&DueDate> for ExplanationView {
    fn from(due: &DueDate) -> Self {
        let why = due.explain();
        Self {
            rule: why.rule,
            statute: why.statute,
            article: why.article,
            in_force: why.in_force,
            start: why.start,
            length: why.length.into(),
            extension: why.extension,
            rest: why.rest,
            counted_to: why.counted_to,
            passed_over: why.passed_over.to_vec(),
            due: why.due,
            calendar: why.calendar.0,
            provisional: why.provisional,
        }
    }
}

impl From<&Clock> for ClockView {
    fn from(clock: &Clock) -> Self {
        Self {
            name: clock.name,
            due: clock.due.due,
            provisional: clock.due.provisional,
            started: clock.started,
            ended: clock.ended,
            explanation: (&clock.due).into(),
        }
    }
}
