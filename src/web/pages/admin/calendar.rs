//! `/admin/calendar`: which years the calendar knows, and which days are off or worked in one of them.
use super::{Frame, Problem, Reader, Response, Sent, StatusCode, Tab, Template, drawn_as, frame, said, tabs};
use crate::cases::occurred::Day;
use crate::cases::workdays::{Calendar, CalendarVersion};
use axum::http::Uri;
use chrono::Datelike;
use std::borrow::Cow;

/// The first year of which a notice is packaged.
const FIRST: i32 = 2004;

/// A year of the calendar.
struct Year {
    number: i32,
    published: bool,
    workdays: usize,
    holidays: usize,
    makeup: usize,
}

/// A day that is not what its day of the week says.
struct Special {
    day: Day,
    weekday: Cow<'static, str>,
    off: bool,
    festival: Cow<'static, str>,
}

#[derive(Template)]
#[template(path = "admin/calendar.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    edition: u32,
    years: Vec<Year>,
    year: i32,
    special: Vec<Special>,
}

/// The calendar.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let tabs = tabs(&reader, "calendar")?;
    let asked = Sent::of(uri.query().unwrap_or_default());
    let calendar = Calendar::china();
    let today = reader.desk.store().source().now().day();
    let last = today.year().max(FIRST) + 1;
    let year = asked.text("year").parse().ok().filter(|year| (FIRST..=last).contains(year));
    let year = year.unwrap_or_else(|| today.year().clamp(FIRST, last));
    let CalendarVersion(edition) = calendar.version();
    let page = Page {
        tabs,
        edition,
        years: (FIRST..=last).rev().map(|year| of(&calendar, year)).collect(),
        special: special(&reader, &calendar, year),
        year,
        frame: frame(&reader, reader.t("page.admin.calendar")).await?,
    };
    drawn_as(StatusCode::OK, &page)
}

fn days(year: i32) -> impl Iterator<Item = Day> {
    (1..=366).filter_map(move |ordinal| Day::from_yo_opt(year, ordinal))
}

fn is_weekend(day: Day) -> bool {
    day.weekday().number_from_monday() > 5
}

fn of(calendar: &Calendar, year: i32) -> Year {
    let count = |wanted: &dyn Fn(Day) -> bool| days(year).filter(|day| wanted(*day)).count();
    Year {
        number: year,
        published: calendar.covers(year),
        workdays: count(&|day| calendar.is_workday(day)),
        holidays: count(&|day| calendar.is_statutory_holiday(day)),
        makeup: count(&|day| is_weekend(day) && calendar.is_workday(day)),
    }
}

fn special(reader: &Reader, calendar: &Calendar, year: i32) -> Vec<Special> {
    let special = days(year).filter_map(|day| {
        let festival = calendar.festival(day)?;
        let code = serde_json::to_value(festival).ok()?;
        Some(Special {
            day,
            weekday: said(reader.language, &format!("weekday.{}", day.weekday().number_from_monday())),
            off: calendar.is_statutory_holiday(day),
            festival: said(reader.language, &format!("festival.{}", code.as_str()?)),
        })
    });
    special.collect()
}
