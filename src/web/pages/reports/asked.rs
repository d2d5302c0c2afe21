//! Which report is asked for: a year or a part of it, an as-of day, and what the log knew.
use super::super::form::Sent;
use super::super::reader::told;
use crate::cases::occurred::Day;
use crate::figures::report::Report;
use crate::web::figures_view::Known;
use crate::web::problem::Problem;
use crate::web::report_view::{PartOfYear, ReportAsked};
use crate::web::words::Language;
use chrono::Datelike;

/// Which report is asked for.
pub(super) struct Asked {
    pub(super) year: i32,
    pub(super) part: PartOfYear,
    pub(super) as_of: Option<Day>,
    pub(super) known_at: Option<Known>,
    pub(super) known_text: String,
    pub(super) committee: Option<String>,
    pub(super) brief: bool,
}

/// One of several that can be chosen.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

impl Asked {
    /// What was sent; the year so far, if no year was named. "Today" is the day in Asia/Shanghai.
    pub(super) fn of(sent: &Sent, today: Day) -> Result<Self, Problem> {
        let text = |name: &str| Some(sent.text(name).trim().to_owned()).filter(|text| !text.is_empty());
        let as_of = text("as_of").map(|text| {
            let wrong =
                || Problem::bad_request("query.day", format!("'{text}' is no day such as 2019-11-09"));
            text.parse::<Day>().map_err(|_| wrong().about("as_of"))
        });
        let as_of = as_of.transpose()?;
        let year = match text("year") {
            Some(text) => text.parse().map_err(|_| no_period("year"))?,
            None => as_of.unwrap_or(today).year(),
        };
        let known_text = text("known_at").unwrap_or_default();
        let known_at = Some(&known_text).filter(|text| !text.is_empty()).map(|text| {
            text.parse::<Known>()
                .map_err(|error| Problem::bad_request("query.known_at", error).about("known_at"))
        });
        let asked = Self {
            year,
            part: part(text("part").as_deref().unwrap_or_default())?,
            // Of a year that is not over, the report is as of today.
            as_of: as_of.or_else(|| (year == today.year()).then_some(today)),
            known_at: known_at.transpose()?,
            known_text,
            committee: text("committee"),
            brief: text("brief").is_some(),
        };
        asked.report().days().map_err(|_| no_period("year"))?;
        Ok(asked)
    }

    pub(super) fn report(&self) -> ReportAsked {
        ReportAsked {
            year: self.year,
            part: self.part,
            as_of: self.as_of,
            known_at: self.known_at,
            committee: self.committee.clone(),
            brief: self.brief,
        }
    }

    /// In the form of addresses.
    pub(super) fn query(&self) -> String {
        let part = match self.part {
            PartOfYear::Whole => None,
            PartOfYear::Quarter(quarter) => Some(format!("q{quarter}")),
            PartOfYear::Month(month) => Some(format!("m{month}")),
        };
        let as_of = self.as_of.map(|day| day.to_string());
        Sent::default()
            .with("year", Some(&self.year.to_string()))
            .with("part", part.as_deref())
            .with("as_of", as_of.as_deref())
            .with("known_at", Some(self.known_text.as_str()).filter(|text| !text.is_empty()))
            .with("committee", self.committee.as_deref())
            .with("brief", self.brief.then_some("1"))
            .written()
    }

    /// The days of the report, as the pages of figures ask for them.
    pub(super) fn figures(&self, report: &Report) -> String {
        let day = |day: Day| Some(day.to_string());
        let known = Some(self.known_text.as_str()).filter(|text| !text.is_empty());
        Sent::default()
            .with("from", day(report.head.from).as_deref())
            .with("to", day(report.head.to).as_deref())
            .with("as_of", day(report.head.as_of).as_deref())
            .with("known_at", known)
            .written()
    }

    pub(super) fn quarters(&self, language: Language) -> Vec<Choice> {
        let choice = |quarter: u8| Choice {
            value: format!("q{quarter}"),
            name: told(language, "page.reports.quarter", &[("number", quarter.to_string())]),
            chosen: self.part == PartOfYear::Quarter(quarter),
        };
        (1..=4).map(choice).collect()
    }

    pub(super) fn months(&self, language: Language) -> Vec<Choice> {
        let choice = |month: u8| Choice {
            value: format!("m{month}"),
            name: told(language, "page.reports.month", &[("number", month.to_string())]),
            chosen: self.part == PartOfYear::Month(month),
        };
        (1..=12).map(choice).collect()
    }

    pub(super) fn committees<'c>(&self, committees: impl Iterator<Item = &'c str>) -> Vec<Choice> {
        let choice = |name: &str| Choice {
            value: name.to_owned(),
            name: name.to_owned(),
            chosen: self.committee.as_deref() == Some(name),
        };
        committees.map(choice).collect()
    }

    /// The as-of day, as its field holds it.
    pub(super) fn as_of_text(&self) -> String {
        self.as_of.map(|day| day.to_string()).unwrap_or_default()
    }
}

fn part(text: &str) -> Result<PartOfYear, Problem> {
    let number = |text: &str| text.parse::<u8>().map_err(|_| no_period("part"));
    match (text, text.get(1..)) {
        ("", _) => Ok(PartOfYear::Whole),
        (_, Some(rest)) if text.starts_with('q') => Ok(PartOfYear::Quarter(number(rest)?)),
        (_, Some(rest)) if text.starts_with('m') => Ok(PartOfYear::Month(number(rest)?)),
        _ => Err(no_period("part")),
    }
}

fn no_period(field: &'static str) -> Problem {
    Problem::bad_request("query.period", "there is no such year, quarter or month").about(field)
}
