//! `/figures/{id}`: a figure with its rule, what it is made of, how it goes month by month, what it is of each committee
//! and the like, and the cases behind it.
use super::super::as_table;
use super::board::{month_name, most_of};
use super::{
    Asked, Cow, Dates, Day, Dimension, Exact, Figure, FiguresView, Frame, Language, Problem, Reader,
    Response, Section, Sent, Shown, Template, Unit, Uri, answered, asked, by_month, change, chart, drawn,
    fraction, group, months, must, said, text,
};
use crate::cases::declared::{FactColumn, Kinds};
use crate::cases::ids::StreamId;
use crate::exchange::tables::Form;
use crate::figures::declared::{Books, rule_of};
use crate::figures::{self, Making};
use crate::projections::behind::Place;
use crate::projections::case_list::{self, ListedCase};
use crate::web::cases_table;
use crate::web::declared_words;
use crate::web::figures_view::scope_of;
use crate::web::table_file;
use axum::extract::Path;

/// Cases of a page.
const PAGE: usize = 50;
/// Bars of a chart; the table has the others.
const BARS: usize = 20;
/// Rows of a table.
const ROWS: usize = 400;

/// One value of a dimension.
struct Row {
    name: String,
    value: String,
    fraction: Option<String>,
    width: String,
    href: String,
}

/// What a figure is of each value of a dimension.
struct Division {
    dimension: &'static str,
    title: Cow<'static, str>,
    bars: Vec<Row>,
    rows: Vec<Row>,
    /// Values that are not in the table.
    left_out: usize,
}

/// A column of the line by month.
struct Column {
    name: String,
    year: String,
    value: String,
    before: String,
    href: String,
    /// Whether it is told where there is little room.
    told: bool,
}

/// A figure month by month, and the year before.
struct Course {
    now: chart::Line,
    before: chart::Line,
    columns: Vec<Column>,
    most: String,
}

/// A case behind the figure.
struct Behind {
    case: ListedCase,
    phase: String,
    category: String,
}

#[derive(Template)]
#[template(path = "figures/one.html")]
struct Page {
    frame: Frame,
    dates: Dates,
    id: &'static str,
    number: Shown,
    must: bool,
    change: Option<String>,
    target: Option<(String, String, String)>,
    rule: Cow<'static, str>,
    numerator: Option<String>,
    denominator: Option<String>,
    is_rate: bool,
    position: String,
    board: String,
    course: Option<Course>,
    divisions: Vec<Division>,
    cases: Vec<Behind>,
    /// Of what value of which dimension the cases are.
    of: Option<(Cow<'static, str>, String)>,
    all: String,
    first: Option<String>,
    next: Option<String>,
    tables: as_table::Links,
}

/// The figure.
pub(super) async fn page(reader: Reader, Path(id): Path<String>, uri: Uri) -> Result<Response, Problem> {
    let asked = asked(&reader, &uri).await?;
    let kinds = reader.desk.kinds().await?;
    let figure = figures::declared::find(&kinds, &id)
        .ok_or_else(|| Problem::not_found("figure.unknown", format!("there is no figure '{id}'")))?;
    let language = reader.language;
    if let Some(form) = as_table::wanted(&asked.sent)? {
        return table(&reader, &asked, figure, form).await;
    }
    let now = answered(&reader, asked.figures(Dimension::ALL.to_vec(), vec![figure])).await?;
    let earlier = asked.a_year_before();
    let before = answered(&reader, earlier.figures(vec![Dimension::Month], vec![figure])).await?;
    // Whether anything was kept a year before, the other figures of its book tell as well.
    let beside = if before.keeps(figure.id) {
        None
    } else {
        let books = Books::of(&kinds);
        let book = books.book(figure.id);
        let all = figures::declared::every(&kinds).filter(|other| books.book(other.id) == book);
        Some(answered(&reader, earlier.figures(Vec::new(), all.collect())).await?)
    };
    let view = now.one(figure.id).ok_or_else(|| Problem::not_found("figure.unknown", "no such figure"))?;
    let (cases, next) = behind(&reader, &asked, figure, (after(&asked)?, PAGE)).await?;
    let here = format!("/figures/{}?{}", figure.id, asked.query());
    let of = dimension(&asked.sent).map(|dimension| {
        (
            said(language, &format!("dimension.{}", dimension.name())),
            group_of(&kinds, figure, language, dimension, asked.sent.text("of")),
        )
    });
    let filtered = |after: Option<&str>| {
        let kept = ["by", "of"].into_iter().filter(|name| asked.sent.has(name));
        let kept = kept.map(|name| Sent::default().with(name, Some(asked.sent.text(name))).written());
        let parts: Vec<_> = kept.chain(after.map(|after| format!("after={after}"))).collect();
        format!("{here}{}{}#cases", if parts.is_empty() { "" } else { "&" }, parts.join("&"))
    };
    let target = view.target.zip(view.reached).zip(view.value).map(|((target, reached), value)| {
        (target.to_string(), reached.to_string(), chart::bar(value, target))
    });
    let page = Page {
        id: figure.id,
        number: Shown::of(view, figure.unit, language),
        must: must(figure, view.value),
        change: change(language, figure.unit, view, (figure.id, beside.as_ref().unwrap_or(&before))),
        target,
        rule: view.rule.clone(),
        numerator: view.numerator.map(|number| number.to_string()),
        denominator: view.numerator.and(Some(text(view.denominator))),
        is_rate: matches!(
            figure.making,
            Making::Rate(..) | Making::OfTarget(..) | Making::NumberOfTarget(..)
        ),
        position: now.position.to_string(),
        board: format!("/figures?{}", asked.query()),
        course: course(language, figure, (&now, &asked), (&before, &earlier)),
        divisions: divisions(&kinds, language, figure, &now, &asked),
        cases: cases.into_iter().map(|case| listed(&kinds, language, case)).collect(),
        of,
        all: format!("{here}#cases"),
        first: asked.sent.has("after").then(|| filtered(None)),
        next: next.map(|(day, case)| filtered(Some(&format!("{day}.{case}")))),
        frame: reader.frame(Section::Figures, view.label.clone()).await?,
        tables: as_table::links(&format!("/figures/{}", figure.id), &asked.sent),
        dates: Dates::of(&reader, asked),
    };
    drawn(&page)
}

fn dimension(sent: &Sent) -> Option<Dimension> {
    sent.text("by").parse().ok()
}

/// The cases behind the figure, from the definition that counts them.
async fn behind(
    reader: &Reader,
    asked: &Asked,
    figure: &'static Figure,
    (after, limit): (Option<Place>, usize),
) -> Result<(Vec<ListedCase>, Option<Place>), Problem> {
    let desk = &reader.desk;
    let mut tx = desk.store().db().begin_read().await?;
    let (scope, _) = scope_of(desk, &mut tx, asked.from, asked.to, Some(asked.as_of), asked.known).await?;
    let of = dimension(&asked.sent).map(|dimension| (dimension, asked.sent.text("of")));
    let page =
        figures::page_behind((&mut tx, desk.store().unpacked()), &scope, figure, of, (after, limit)).await?;
    let cases = case_list::of(desk.store().db(), desk.office(), &page.cases).await?;
    Ok((cases, page.next))
}

/// After which place the page begins.
fn after(asked: &Asked) -> Result<Option<Place>, Problem> {
    let after = Some(asked.sent.text("after")).filter(|after| !after.is_empty());
    let place = |text: &str| {
        let (day, case) = text.split_once('.')?;
        Some((day.parse::<Day>().ok()?, StreamId(case.parse().ok()?)))
    };
    let none = || Problem::bad_request("query.after", "that is no place in this list").about("after");
    after.map(|text| place(text).ok_or_else(none)).transpose()
}

/// All the cases behind the figure, as a table.
async fn table(
    reader: &Reader,
    asked: &Asked,
    figure: &'static Figure,
    form: Form,
) -> Result<Response, Problem> {
    let (mut cases, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = behind(reader, asked, figure, (after, as_table::TOGETHER)).await?;
        cases.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    let table = cases_table::table(&cases, &*reader.desk.kinds().await?, form, reader.language);
    Ok(table_file::file("cases", form, table.map_err(table_file::unwritten)?))
}

fn listed(kinds: &Kinds, language: Language, case: ListedCase) -> Behind {
    let phase = declared_words::phase(kinds, language, case.kind, &case.phase);
    let category = case.category.as_deref().unwrap_or_default();
    let category = declared_words::listed(kinds, language, case.kind, category);
    Behind { case, phase, category }
}

/// What a value of a dimension is called: of a declared figure, as its declaration says.
fn group_of(kinds: &Kinds, figure: &Figure, language: Language, dimension: Dimension, of: &str) -> String {
    let column = match dimension {
        Dimension::Category => FactColumn::Category,
        Dimension::Channel => FactColumn::Channel,
        _ => return group(language, dimension, of),
    };
    match rule_of(kinds, figure.id) {
        Some((declaration, _)) if !of.is_empty() => {
            declared_words::held(declaration, column, of, language).to_owned()
        }
        _ => group(language, dimension, of),
    }
}

fn divisions(
    kinds: &Kinds,
    language: Language,
    figure: &'static Figure,
    view: &FiguresView,
    asked: &Asked,
) -> Vec<Division> {
    let others = Dimension::ALL.into_iter().filter(|dimension| *dimension != Dimension::Month);
    let divisions = others.filter_map(|dimension| {
        let mut values: Vec<_> = view.along(figure.id, dimension).collect();
        // What nobody recorded of any case divides nothing.
        if values.iter().all(|row| row.of.is_empty()) {
            return None;
        }
        let share =
            |value: Option<Exact>| value.map_or(-1.0, |value| value.share_of(most(figure, view, dimension)));
        values.sort_by(|one, other| {
            share(other.value).total_cmp(&share(one.value)).then_with(|| one.of.cmp(&other.of))
        });
        let row = |row: &&figures::BreakdownRow| Row {
            name: group_of(kinds, figure, language, dimension, &row.of),
            value: text(row.value),
            fraction: fraction(row.numerator, row.denominator),
            width: row
                .value
                .map_or_else(String::new, |value| chart::bar(value, most(figure, view, dimension))),
            href: of_cases(figure, asked, dimension, &row.of),
        };
        Some(Division {
            dimension: dimension.name(),
            title: said(language, &format!("page.figures.by.{}", dimension.name())),
            bars: values.iter().take(BARS).map(row).collect(),
            rows: values.iter().take(ROWS).map(row).collect(),
            left_out: values.len().saturating_sub(ROWS),
        })
    });
    divisions.collect()
}

fn most(figure: &Figure, view: &FiguresView, dimension: Dimension) -> Exact {
    let values: Vec<_> = view.along(figure.id, dimension).map(|row| row.value).collect();
    most_of(figure, &values).unwrap_or(Exact::whole(1))
}

/// Where the cases of one value of a dimension are listed.
pub(super) fn of_cases(figure: &Figure, asked: &Asked, dimension: Dimension, of: &str) -> String {
    let filter = Sent::default().with("by", Some(dimension.name()));
    let filter = filter.with("of", Some(of).filter(|of| !of.is_empty()));
    format!("/figures/{}?{}&{}#cases", figure.id, asked.query(), filter.written())
}

fn course(
    language: Language,
    figure: &'static Figure,
    (now, asked): (&FiguresView, &Asked),
    (before, earlier): (&FiguresView, &Asked),
) -> Option<Course> {
    if matches!(figure.making, Making::OfTarget(..) | Making::NumberOfTarget(..)) {
        return None;
    }
    let names = months(asked.from, asked.to.min(asked.as_of));
    let values = by_month(now, figure, &names);
    let was = by_month(before, figure, &months(earlier.from, earlier.to.min(earlier.as_of)));
    // The year before is drawn where there was anything.
    let some = |values: &[Option<Exact>]| values.iter().flatten().any(|value| !value.is_zero());
    let was = if some(&was) { was } else { Vec::new() };
    if names.len() < 2 || values.iter().flatten().count() < 2 {
        return None;
    }
    let most = most_of(figure, &[values.as_slice(), was.as_slice()].concat())?;
    let step = names.len().div_ceil(6);
    let columns = names.iter().enumerate().map(|(at, month)| Column {
        name: month_name(language, month),
        year: month.get(..4).filter(|_| at == 0 || month.ends_with("-01")).unwrap_or_default().to_owned(),
        value: text(values[at]),
        before: text(was.get(at).copied().flatten()),
        href: of_month(figure, asked, month),
        told: at % step == 0 || at + 1 == names.len(),
    });
    let mut drawn_before = was.clone();
    drawn_before.resize(values.len(), None);
    let whole = figure.unit == Unit::Percent;
    Some(Course {
        now: chart::line(&values, most),
        before: chart::line(&drawn_before, most),
        columns: columns.collect(),
        most: if whole { format!("{most}%") } else { most.to_string() },
    })
}

/// Where the same figure of one month of the period is told.
fn of_month(figure: &Figure, asked: &Asked, month: &str) -> String {
    let first = format!("{month}-01").parse::<Day>().unwrap_or(asked.from);
    let last = first.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt());
    let days = (first.max(asked.from), last.unwrap_or(first).min(asked.to));
    let of = Asked { from: days.0, to: days.1, ..asked.clone() };
    format!("/figures/{}?{}", figure.id, of.query())
}
