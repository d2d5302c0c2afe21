//! The office's report: its figures with their words, written by its templates.
use super::figures_view::{FiguresAsked, FiguresView, Known, NoFigures};
use super::problem::Problem;
use super::words::Language;
use crate::cases::occurred::Day;
use crate::commands::OfficeDesk;
use crate::database::StorageError;
use crate::figures::report::{
    self, Head, Part, PrintedReport, Report, Sources, TemplateError, Templates, Told,
};
use crate::figures::{self, Dimension};
use crate::projections::offices;
use chrono::{Datelike, Months};
use std::collections::{BTreeMap, BTreeSet};

/// Which part of a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PartOfYear {
    /// All of it.
    #[default]
    Whole,
    /// A quarter, from 1.
    Quarter(u8),
    /// A month, from 1.
    Month(u8),
}

/// Which report is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportAsked {
    /// The year.
    pub year: i32,
    /// Which part of it.
    pub part: PartOfYear,
    /// What had happened by that evening; by the period's last day, if it is left out.
    pub as_of: Option<Day>,
    /// What the log knew.
    pub known_at: Option<Known>,
    /// A committee's own report.
    pub committee: Option<String>,
    /// The one page for the leaders' meeting.
    pub brief: bool,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum NoReport {
    /// There are no figures.
    #[error(transparent)]
    Figures(#[from] NoFigures),
    /// A template makes no sense.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The year, quarter or month is none.
    #[error("there is no such year, quarter or month")]
    NoSuchPeriod,
    /// The office has no such committee.
    #[error("the office has no committee '{0}'")]
    NoSuchCommittee(String),
}

impl From<StorageError> for NoReport {
    fn from(error: StorageError) -> Self {
        Self::Figures(error.into())
    }
}

impl From<NoReport> for Problem {
    fn from(error: NoReport) -> Self {
        match error {
            NoReport::Figures(error) => error.into(),
            NoReport::Template(error) => Self::failed(&error),
            NoReport::NoSuchPeriod => Self::bad_request("query.period", error.to_string()).about("year"),
            NoReport::NoSuchCommittee(_) => {
                Self::bad_request("report.unknown_committee", error.to_string()).about("committee")
            }
        }
    }
}

impl ReportAsked {
    /// The first and the last day of the period.
    ///
    /// # Errors
    /// When there is no such period.
    pub fn days(&self) -> Result<(Day, Day), NoReport> {
        let (first, months) = match self.part {
            PartOfYear::Whole => (1, 12),
            PartOfYear::Quarter(quarter @ 1..=4) => (u32::from(quarter) * 3 - 2, 3),
            PartOfYear::Month(month @ 1..=12) => (u32::from(month), 1),
            PartOfYear::Quarter(_) | PartOfYear::Month(_) => return Err(NoReport::NoSuchPeriod),
        };
        if !(1949..=9999).contains(&self.year) {
            return Err(NoReport::NoSuchPeriod);
        }
        let from = Day::from_ymd_opt(self.year, first, 1).ok_or(NoReport::NoSuchPeriod)?;
        let to = from.checked_add_months(Months::new(months)).and_then(|next| next.pred_opt());
        Ok((from, to.ok_or(NoReport::NoSuchPeriod)?))
    }
}

/// Writes a report from one position of the log.
///
/// # Errors
/// When the reader may not see figures, the period or committee is none, a template makes no sense, or the database fails.
pub async fn write(
    desk: &OfficeDesk,
    templates: &Templates,
    asked: &ReportAsked,
    printed: Option<&PrintedReport>,
) -> Result<Report, NoReport> {
    let sources = sources(desk, asked).await?;
    let printed_then = match printed {
        Some(printed) => Some(printed.clone()),
        None => PrintedReport::known(sources.head.year, &sources.head.office),
    };
    Ok(report::write(templates, sources, printed_then.as_ref())?)
}

/// What a report is written from, as one position of the log has it.
///
/// # Errors
/// When the reader may not see figures, the period or committee is none, or the database fails.
pub async fn sources(desk: &OfficeDesk, asked: &ReportAsked) -> Result<Sources, NoReport> {
    let (from, to) = asked.days()?;
    let as_of = asked.as_of.unwrap_or(to);
    // A report is a paper of the office: its language is the office's, whoever reads it.
    let lang = Language::Chinese;
    let by = Dimension::ALL.into_iter().filter(|dimension| *dimension != Dimension::Month).collect();
    let figures =
        FiguresAsked { from, to, as_of: Some(as_of), known_at: asked.known_at, by, only: Vec::new() };
    let now = FiguresView::answering(desk, figures, lang).await?;
    let office = offices::as_known(&desk.store().log(), desk.office(), now.position).await?;
    if let Some(committee) = &asked.committee
        && !office.committees.iter().any(|known| known.as_str() == committee)
    {
        return Err(NoReport::NoSuchCommittee(committee.clone()));
    }
    let earlier = FiguresAsked {
        from: a_year_before(from),
        to: a_year_before(to),
        as_of: Some(a_year_before(as_of)),
        known_at: Some(Known::At(now.position)),
        by: asked.committee.iter().map(|_| Dimension::Committee).collect(),
        only: Vec::new(),
    };
    let before = FiguresView::answering(desk, earlier, lang).await?;
    let (quarter, month) = match asked.part {
        PartOfYear::Whole => (None, None),
        PartOfYear::Quarter(quarter) => (Some(quarter), None),
        PartOfYear::Month(month) => (None, Some(month)),
    };
    let name = office.office.as_ref().map(|(_, name)| name.as_str().to_owned()).unwrap_or_default();
    let head = Head {
        office: now.office.clone(),
        office_name: name,
        year: asked.year,
        quarter,
        month,
        committee: asked.committee.clone(),
        brief: asked.brief,
        from,
        to,
        as_of,
        position: now.position.0,
    };
    let parts_before =
        before.by().map(|(id, rows)| (id.to_owned(), rows.iter().map(part).collect())).collect();
    let mut told_before = told(&before);
    // A year of which the log has nothing is no year with nought in it.
    told_before.retain(|id, _| before.keeps(id));
    let unrecorded = unrecorded(desk, &now, lang).await?;
    Ok(Sources { head, now: told(&now), unrecorded, before: told_before, parts: parts(&now), parts_before })
}

/// No office's log begins before.
const FIRST_YEAR: i32 = 1949;

/// The figures of departments of which the log never had anything until that day: nobody kept such a book.
async fn unrecorded(
    desk: &OfficeDesk,
    now: &FiguresView,
    lang: Language,
) -> Result<BTreeSet<String>, NoReport> {
    let kinds = desk.kinds().await?;
    let only: Vec<_> = figures::declared::every(&kinds).filter(|figure| !now.keeps(figure.id)).collect();
    if only.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids: Vec<_> = only.iter().map(|figure| figure.id).collect();
    let ever = FiguresAsked {
        from: now.to.with_year(FIRST_YEAR).unwrap_or(now.from),
        to: now.as_of,
        as_of: Some(now.as_of),
        known_at: Some(Known::At(now.position)),
        by: Vec::new(),
        only,
    };
    let ever = FiguresView::answering(desk, ever, lang).await?;
    Ok(ids.into_iter().filter(|id| !ever.keeps(id)).map(str::to_owned).collect())
}

fn told(view: &FiguresView) -> BTreeMap<String, Told> {
    let told = view.figures.iter().map(|(id, figure)| {
        let told = Told {
            label: figure.label.to_string(),
            unit: figure.unit.to_string(),
            rule: figure.rule.to_string(),
            value: figure.value,
            numerator: figure.numerator,
            denominator: figure.denominator,
            target: figure.target,
            reached: figure.reached,
        };
        (id.to_string(), told)
    });
    told.collect()
}

fn part(row: &crate::figures::BreakdownRow) -> Part {
    Part { of: row.of.clone(), value: row.value, numerator: row.numerator, denominator: row.denominator }
}

fn parts(view: &FiguresView) -> BTreeMap<(String, &'static str), Vec<Part>> {
    let mut parts: BTreeMap<_, Vec<Part>> = BTreeMap::new();
    for (id, rows) in view.by() {
        for row in rows {
            parts.entry((id.to_owned(), row.dimension)).or_default().push(part(row));
        }
    }
    parts
}

/// The same day a year before; the last of February stays the last of February.
fn a_year_before(day: Day) -> Day {
    let before = day.checked_sub_months(Months::new(12)).unwrap_or(day);
    let is_last = day.succ_opt().is_some_and(|next| next.day() == 1);
    let last = || before.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt();
    if is_last { last().unwrap_or(before) } else { before }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(part: PartOfYear) -> ReportAsked {
        ReportAsked { year: 2019, part, as_of: None, known_at: None, committee: None, brief: false }
    }

    fn days(part: PartOfYear) -> String {
        let (from, to) = asked(part).days().expect("a period");
        format!("{from} {to}")
    }

    #[test]
    fn a_report_is_of_a_year_a_quarter_or_a_month() {
        assert_eq!(days(PartOfYear::Whole), "2019-01-01 2019-12-31");
        assert_eq!(days(PartOfYear::Quarter(3)), "2019-07-01 2019-09-30");
        assert_eq!(days(PartOfYear::Month(2)), "2019-02-01 2019-02-28");
        for none in [PartOfYear::Quarter(0), PartOfYear::Quarter(5), PartOfYear::Month(13)] {
            assert!(matches!(asked(none).days(), Err(NoReport::NoSuchPeriod)));
        }
        let never = ReportAsked { year: 12, ..asked(PartOfYear::Whole) };
        assert!(matches!(never.days(), Err(NoReport::NoSuchPeriod)));
    }

    #[test]
    fn the_year_before_ends_with_the_same_month() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert_eq!(a_year_before(day("2021-02-28")), day("2020-02-29"));
        assert_eq!(a_year_before(day("2020-02-29")), day("2019-02-28"));
        assert_eq!(a_year_before(day("2019-11-09")), day("2018-11-09"));
    }
}
