//! `/admin/calendar`: which years the calendar knows, which days are off or worked in one of them, and a year's table to
//! be taken in.
use super::{
    Frame, IntoResponse, Kind, Problem, Reader, Redirect, Response, Sent, StatusCode, Tab, Template,
    drawn_as, frame, said, tabs,
};
use crate::cases::occurred::{Dated, Day};
use crate::cases::office::{OfficeCommand, OfficeRefusal};
use crate::cases::workdays::{Calendar, CalendarVersion, HEADER, SpecialDay, parse_rows};
use crate::commands::{Refused, Request};
use crate::event_log::committer::CommitError;
use crate::policy::Action;
use crate::web::api::refusing::refused;
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
    /// The table of the year as it is known, or as it was sent and refused; none for who takes none in.
    table: Option<String>,
    refused: Option<String>,
    /// Whether the terms of every case are yet to be counted again.
    counting: bool,
}

/// The calendar.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    drawn_as(StatusCode::OK, &Page::of(&reader, asked.text("year"), None).await?)
}

/// Takes in the table of a year.
pub(super) async fn take(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    tabs(&reader, "calendar")?;
    let (year, table) = (sent.text("year"), sent.text("table"));
    let refused = match (year.parse(), parse_rows(table)) {
        (Err(_), _) => reader.t("page.admin.calendar.no_year").into_owned(),
        (_, Err(fault)) => fault.to_string(),
        (Ok(number), Ok(days)) => {
            let command = OfficeCommand::PublishCalendarYear { year: number, days };
            let now = reader.desk.store().source().now();
            let request = Request::live(reader.desk.office().stream(), Dated::at(now, command));
            match reader.desk.execute(request).await {
                Ok(_) => {
                    return Ok(Redirect::to(&format!("/admin/calendar?year={number}")).into_response());
                }
                Err(CommitError::Refused(Refused::Office(OfficeRefusal::Calendar(fault)))) => {
                    fault.to_string()
                }
                Err(error) => return Err(refused(error, None)),
            }
        }
    };
    let page = Page::of(&reader, year, Some((table.to_owned(), refused))).await?;
    drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

impl Page {
    async fn of(reader: &Reader, year: &str, failing: Option<(String, String)>) -> Result<Self, Problem> {
        let tabs = tabs(reader, "calendar")?;
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
        let calendar = office.calendar.calendar();
        let today = reader.desk.store().source().now().day();
        let last = today.year().max(FIRST) + 1;
        let year = year.parse().ok().filter(|year| (FIRST..=last).contains(year));
        let year = year.unwrap_or_else(|| today.year().clamp(FIRST, last));
        let CalendarVersion(edition) = calendar.version();
        let takes = reader.desk.may(Action::Command(Kind::Office, "PublishCalendarYear"));
        let (sent, refused) = failing.unzip();
        Ok(Self {
            tabs,
            edition,
            years: (FIRST..=last).rev().map(|year| of(calendar, year)).collect(),
            special: special(reader, calendar, year),
            table: takes.then(|| sent.unwrap_or_else(|| table(calendar, year))),
            refused,
            counting: office.applied < calendar.version(),
            year,
            frame: frame(reader, reader.t("page.admin.calendar")).await?,
        })
    }
}

/// The table of a year, as it can be sent again with a change.
fn table(calendar: &Calendar, year: i32) -> String {
    let lines = calendar.special_days(year).iter().map(SpecialDay::line);
    std::iter::once(HEADER.to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
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
