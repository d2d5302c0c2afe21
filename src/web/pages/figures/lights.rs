//! `/figures/lights`: how each committee or department stands this morning, on one sheet of paper: what is overdue and at
//! risk now, the oldest that is open, and beside it how much was done in time this year and the last.
use super::one::of_cases;
use super::{
    Asked, Cow, Dates, Dimension, Exact, Figure, FiguresView, Frame, Language, Problem, Reader, Response,
    Section, Template, Uri, answered, asked, drawn, fraction, group, said, text,
};
use crate::figures;
use std::collections::BTreeSet;

/// What stands now, whenever it began; of the departments whose work has days by which it is due first.
const STANDING: [&str; 10] = [
    "petitions.open",
    "petitions.due_soon",
    "petitions.overdue",
    "petitions.oldest_open_days",
    "fire.open",
    "fire.due_soon",
    "fire.overdue",
    "fire.oldest_open_days",
    "structures.standing_sites",
    "structures.oldest_standing_days",
];
/// What was done in time.
const IN_TIME: [&str; 2] = ["petitions.conclusion_in_time_rate", "fire.rectification_in_time_rate"];
/// The columns of the sheet, by department: what stands, then what was done in time, this year and the last.
const SHEET: [(&str, &[Cell]); 3] = [
    (
        "petitions",
        &[
            Cell::Light("petitions"),
            Cell::Now("petitions.overdue"),
            Cell::Now("petitions.due_soon"),
            Cell::Now("petitions.open"),
            Cell::Now("petitions.oldest_open_days"),
            Cell::Year("petitions.conclusion_in_time_rate"),
            Cell::Before("petitions.conclusion_in_time_rate"),
        ],
    ),
    (
        "fire",
        &[
            Cell::Light("fire"),
            Cell::Now("fire.overdue"),
            Cell::Now("fire.due_soon"),
            Cell::Now("fire.open"),
            Cell::Now("fire.oldest_open_days"),
            Cell::Year("fire.rectification_in_time_rate"),
            Cell::Before("fire.rectification_in_time_rate"),
        ],
    ),
    ("structures", &[Cell::Now("structures.standing_sites"), Cell::Now("structures.oldest_standing_days")]),
];

/// What a column tells.
#[derive(Clone, Copy)]
enum Cell {
    /// The light of a department.
    Light(&'static str),
    /// A figure as it stands now.
    Now(&'static str),
    /// A figure of the year.
    Year(&'static str),
    /// The same of the year before.
    Before(&'static str),
}

/// A light: a word and a shape.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Light {
    /// Nothing is open.
    None,
    /// Nothing is near.
    Clear,
    /// Something falls due soon.
    Risk,
    /// Something is overdue.
    Overdue,
}

impl Light {
    const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Clear => "clear",
            Self::Risk => "risk",
            Self::Overdue => "overdue",
        }
    }

    const fn shape(self) -> &'static str {
        match self {
            Self::None => "–",
            Self::Clear => "●",
            Self::Risk => "▲",
            Self::Overdue => "■",
        }
    }
}

/// What stands in a cell.
struct Said {
    light: Option<(Light, Cow<'static, str>)>,
    value: String,
    fraction: Option<String>,
    href: String,
    must: bool,
    id: &'static str,
    /// Whether a department begins here.
    begins: bool,
}

struct Row {
    name: String,
    cells: Vec<Said>,
}

struct Heading {
    name: Cow<'static, str>,
    unit: Cow<'static, str>,
    begins: bool,
}

#[derive(Template)]
#[template(path = "figures/lights.html")]
struct Page {
    frame: Frame,
    dates: Dates,
    departments: Vec<(Cow<'static, str>, usize)>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    whole: Row,
    by: &'static str,
    others: Vec<(Cow<'static, str>, String, bool)>,
    what: Cow<'static, str>,
    position: String,
    as_of: String,
    year: String,
    board: String,
}

/// The three questions that the sheet is made of.
struct Sheet {
    dimension: Dimension,
    ever: Asked,
    year: Asked,
    before: Asked,
    now: FiguresView,
    this_year: FiguresView,
    last_year: FiguresView,
    language: Language,
}

/// The lights.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = asked(&reader, &uri).await?;
    let dimension = match asked.sent.text("by") {
        "department" => Dimension::Department,
        _ => Dimension::Committee,
    };
    let (ever, year) = (asked.ever(), asked.year());
    let before = year.a_year_before();
    let ids = |ids: &[&str]| ids.iter().filter_map(|id| figures::by_id(id)).collect::<Vec<_>>();
    let sheet = Sheet {
        now: answered(&reader, ever.figures(vec![dimension], ids(&STANDING))).await?,
        this_year: answered(&reader, year.figures(vec![dimension], ids(&IN_TIME))).await?,
        last_year: answered(&reader, before.figures(vec![dimension], ids(&IN_TIME))).await?,
        dimension,
        ever,
        year,
        before,
        language: reader.language,
    };
    let groups = sheet.groups(&reader).await?;
    let mut rows: Vec<_> = groups.into_iter().map(|of| (sheet.urgency(&of), sheet.row(Some(&of)))).collect();
    // The worst first.
    rows.sort_by(|(one, _), (other, _)| other.cmp(one));
    let query = asked.query();
    let other = |by: Dimension| {
        let name = said(reader.language, &format!("dimension.{}", by.name()));
        (name, format!("/figures/lights?{query}&by={}", by.name()), by == dimension)
    };
    let page = Page {
        departments: SHEET
            .iter()
            .map(|(name, cells)| (reader.t(&format!("page.figures.group.{name}")), cells.len()))
            .collect(),
        headings: headings(reader.language),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        whole: sheet.row(None),
        by: dimension.name(),
        others: [Dimension::Committee, Dimension::Department].map(other).into(),
        what: reader.t(&format!("dimension.{}", dimension.name())),
        position: sheet.now.position.to_string(),
        as_of: asked.as_of.to_string(),
        year: asked.as_of.format("%Y").to_string(),
        board: format!("/figures?{query}"),
        frame: reader.frame(Section::Figures, reader.t("page.lights.title")).await?,
        dates: Dates::of(&reader, asked),
    };
    drawn(&page)
}

fn headings(language: Language) -> Vec<Heading> {
    let of = |cells: &'static [Cell]| cells.iter().enumerate().map(|(at, cell)| (at == 0, *cell));
    let heading = |(begins, cell)| {
        let (name, unit) = match cell {
            Cell::Light(_) => ("page.lights.light".to_owned(), None),
            Cell::Now(id) => (short(id), figures::by_id(id)),
            Cell::Year(id) => (format!("{}_year", short(id)), figures::by_id(id)),
            Cell::Before(id) => (format!("{}_before", short(id)), figures::by_id(id)),
        };
        let unit =
            unit.map_or(Cow::Borrowed(""), |figure| said(language, &format!("unit.{}", figure.unit.name())));
        Heading { name: said(language, &name), unit, begins }
    };
    SHEET.iter().flat_map(|(_, cells)| of(cells)).map(heading).collect()
}

/// What a figure is called where there is little room.
fn short(id: &str) -> String {
    format!("page.lights.{}", id.split_once('.').map_or(id, |(_, name)| name))
}

impl Sheet {
    /// Every committee of the office, and whatever the figures name.
    async fn groups(&self, reader: &Reader) -> Result<BTreeSet<String>, Problem> {
        let mut groups = BTreeSet::new();
        if self.dimension == Dimension::Committee {
            let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?;
            groups.extend(office.iter().flat_map(|office| office.committees.iter().map(ToString::to_string)));
        }
        for (view, ids) in [(&self.now, &STANDING[..]), (&self.this_year, &IN_TIME[..])] {
            let rows = ids.iter().flat_map(|id| view.along(id, self.dimension));
            groups.extend(rows.map(|row| row.of.clone()));
        }
        Ok(groups)
    }

    /// How urgent a row is: what is overdue, at risk and open.
    fn urgency(&self, of: &str) -> [i64; 3] {
        let sum = |name: &str| {
            ["petitions", "fire"].iter().map(|of_| self.count(&format!("{of_}.{name}"), Some(of))).sum()
        };
        [sum("overdue"), sum("due_soon"), sum("open")]
    }

    fn number(
        view: &FiguresView,
        id: &str,
        dimension: Dimension,
        of: Option<&str>,
    ) -> (Option<Exact>, Option<String>) {
        match of {
            None => view
                .one(id)
                .map_or((None, None), |view| (view.value, fraction(view.numerator, view.denominator))),
            Some(of) => {
                let row = view.along(id, dimension).find(|row| row.of == of);
                row.map_or((None, None), |row| (row.value, fraction(row.numerator, row.denominator)))
            }
        }
    }

    fn count(&self, id: &str, of: Option<&str>) -> i64 {
        let (value, _) = Self::number(&self.now, id, self.dimension, of);
        value.and_then(|value| value.to_string().parse().ok()).unwrap_or(0)
    }

    fn light(&self, department: &str, of: Option<&str>) -> Light {
        let some = |name: &str| self.count(&format!("{department}.{name}"), of) > 0;
        match (some("overdue"), some("due_soon"), some("open")) {
            (true, _, _) => Light::Overdue,
            (_, true, _) => Light::Risk,
            (_, _, true) => Light::Clear,
            _ => Light::None,
        }
    }

    fn row(&self, of: Option<&str>) -> Row {
        let name = of.map_or_else(
            || said(self.language, "page.lights.whole").into_owned(),
            |of| group(self.language, self.dimension, of),
        );
        let cells =
            SHEET.iter().flat_map(|(_, cells)| cells.iter().enumerate().map(|(at, cell)| (at == 0, *cell)));
        Row { name, cells: cells.map(|(begins, cell)| self.cell(cell, begins, of)).collect() }
    }

    fn cell(&self, cell: Cell, begins: bool, of: Option<&str>) -> Said {
        let (view, asked, id) = match cell {
            Cell::Light(department) => {
                let light = self.light(department, of);
                let word = said(self.language, &format!("page.lights.{}", light.name()));
                return Said {
                    light: Some((light, word)),
                    value: String::new(),
                    fraction: None,
                    href: String::new(),
                    must: false,
                    id: department,
                    begins,
                };
            }
            Cell::Now(id) => (&self.now, &self.ever, id),
            Cell::Year(id) => (&self.this_year, &self.year, id),
            Cell::Before(id) => (&self.last_year, &self.before, id),
        };
        let (value, fraction) = Self::number(view, id, self.dimension, of);
        let figure: Option<&'static Figure> = figures::by_id(id);
        let href = figure.map_or_else(String::new, |figure| match of {
            Some(of) => of_cases(figure, asked, self.dimension, of),
            None => format!("/figures/{}?{}", figure.id, asked.query()),
        });
        let must = figure.is_some_and(|figure| super::must(figure, value));
        Said { light: None, value: text(value), fraction, href, must, id, begins }
    }
}
