//! What is due, and the arithmetic of it.
use super::super::due_words::Left;
use super::super::reader::{said, told};
use crate::cases::clocks::Clock;
use crate::cases::due::Explanation;
use crate::cases::occurred::Day;
use crate::cases::statutes::Length;
use crate::cases::workdays::Calendar;
use crate::web::words::Language;
use serde::Serialize;

/// A clock of the case.
pub(super) struct DueBox {
    pub(super) name: String,
    pub(super) due: Day,
    /// How far away it is, if it runs, and what style sheets call that.
    pub(super) left: Option<(String, &'static str)>,
    /// The day on which it ended, and whether that was late.
    pub(super) ended: Option<(Day, bool)>,
    pub(super) provisional: bool,
    pub(super) arithmetic: Vec<String>,
}

/// The clocks, those that run first.
pub(super) fn boxes(language: Language, clocks: &[Clock], today: Day, calendar: &Calendar) -> Vec<DueBox> {
    let mut boxes: Vec<_> = clocks.iter().map(|clock| of(language, clock, today, calendar)).collect();
    boxes.sort_by_key(|clock| (clock.ended.is_some(), clock.due));
    boxes
}

fn of(language: Language, clock: &Clock, today: Day, calendar: &Calendar) -> DueBox {
    let due = clock.due.due;
    let left = Left::of(due, today, calendar);
    DueBox {
        name: said(language, &format!("clock.{}", clock.name)).into_owned(),
        due,
        left: clock.ended.is_none().then(|| (left.words(language), left.name())),
        ended: clock.ended.map(|day| (day, day > due)),
        provisional: clock.due.provisional,
        arithmetic: arithmetic(language, &clock.due.explain()),
    }
}

fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// How the day was counted, step by step.
pub(in crate::web::pages) fn arithmetic(language: Language, counted: &Explanation<'_>) -> Vec<String> {
    let say = |key: &str, with: &[(&str, String)]| told(language, &format!("page.due.{key}"), with);
    let statute = said(language, &format!("statute.{}", code(&counted.statute))).into_owned();
    let law = if counted.article == 0 {
        statute
    } else {
        say("article", &[("statute", statute), ("article", counted.article.to_string())])
    };
    let rule = said(language, &format!("law.{}", code(&counted.rule))).into_owned();
    let (key, count) = match counted.length {
        Length::Hours(count) => ("hours", count),
        Length::Days(count) => ("calendar_days", count),
        Length::Workdays(count) => ("working_days", count),
        Length::Months(count) => ("months", u16::from(count)),
    };
    let mut steps = vec![format!("{law}: {rule}")];
    steps.push(say(key, &[("start", counted.start.to_string()), ("count", count.to_string())]));
    if counted.extension > 0 {
        steps.push(say("extended", &[("days", counted.extension.to_string())]));
    }
    if counted.rest > 0 {
        steps.push(say("rested", &[("days", counted.rest.to_string())]));
    }
    if let ([first, .., last], _) | ([first], last) = (counted.passed_over, &counted.due) {
        let days = counted.passed_over.len().to_string();
        let (first, last) = (first.to_string(), last.to_string());
        steps.push(say("passed_over", &[("days", days), ("first", first), ("last", last)]));
    }
    steps.push(say("result", &[("due", counted.due.to_string())]));
    if counted.provisional {
        steps.push(say("provisional", &[]));
    }
    if !counted.in_force {
        steps.push(say("not_in_force", &[]));
    }
    steps
}
