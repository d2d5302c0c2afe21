//! `/figures`: every figure of the report as a card, in the report's order.
use super::{
    Asked, Cow, Dates, Day, Dimension, Exact, Figure, FigureView, FiguresView, Frame, Language, Problem,
    Reader, Response, Section, Shown, Template, Unit, Uri, answered, asked, by_month, change, chart, drawn,
    months, must, said, told,
};
use crate::cases::declared::Kinds;
use crate::figures;
use crate::figures::declared::{Book, Books};
use crate::web::declared_words::named;

/// A figure on the board.
struct Card {
    id: Cow<'static, str>,
    label: Cow<'static, str>,
    href: Option<String>,
    number: Shown,
    must: bool,
    change: Option<String>,
    target: Option<Target>,
    spark: Option<Spark>,
}

/// What was to be reached, and how much of it is.
struct Target {
    words: String,
    width: String,
}

/// A figure month by month, small.
struct Spark {
    line: chart::Line,
    first: String,
    last: String,
    words: String,
}

/// The figures of a department.
struct Group {
    name: Cow<'static, str>,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "figures/board.html")]
struct Page {
    frame: Frame,
    dates: Dates,
    groups: Vec<Group>,
    position: String,
    lights: String,
    /// A year in which there is something, where there is nothing in this period.
    other: Option<(i32, String)>,
}

/// The board.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = asked(&reader, &uri).await?;
    let now = answered(&reader, asked.figures(vec![Dimension::Month], Vec::new())).await?;
    let before = answered(&reader, asked.a_year_before().figures(Vec::new(), Vec::new())).await?;
    let months = months(asked.from, asked.to.min(asked.as_of));
    let card = |figure: &'static Figure| {
        let view = now.one(figure.id)?;
        Some(card(reader.language, figure, view, &now, &before, &months, &asked.query()))
    };
    let mut groups: Vec<(Book<'_>, Vec<Card>)> = Vec::new();
    let kinds = reader.desk.kinds().await?;
    let books = Books::of(&kinds);
    for figure in figures::declared::every(&kinds) {
        let book = books.book(figure.id);
        if groups.last().is_none_or(|(last, _)| *last != book) {
            groups.push((book, Vec::new()));
        }
        if let Some((_, cards)) = groups.last_mut() {
            cards.extend(card(figure));
        }
    }
    let is_told = |id: &str| figures::declared::find(&kinds, id).is_none();
    let told: Vec<_> = now.figures.iter().filter(|(id, _)| is_told(id)).map(told_card).collect();
    if !told.is_empty() {
        groups.push((Book::Own("indicators"), told));
    }
    let named = |(book, cards)| Group { name: book_name(&kinds, reader.language, book), cards };
    let nothing = now.figures.iter().all(|(_, view)| view.value.is_none_or(Exact::is_zero));
    let page = Page {
        groups: groups.into_iter().map(named).collect(),
        position: now.position.to_string(),
        lights: format!("/figures/lights?{}", asked.query()),
        other: if nothing { another_year(&reader, &asked).await? } else { None },
        frame: reader.frame(Section::Figures, reader.t("page.figures.title")).await?,
        dates: Dates::of(&reader, asked),
    };
    drawn(&page)
}

/// What the figures of a book are called: of a declared kind, as the kind.
fn book_name(kinds: &Kinds, language: Language, book: Book<'_>) -> Cow<'static, str> {
    let name = match book {
        Book::Declared(kind) => kinds.kind(kind).map(|found| named(&found.name, language).to_owned()),
        Book::Own(department) => {
            Some(said(language, &format!("page.figures.group.{department}")).into_owned())
        }
    };
    name.unwrap_or_default().into()
}

fn card(
    language: Language,
    figure: &'static Figure,
    view: &FigureView,
    now: &FiguresView,
    before: &FiguresView,
    months: &[String],
    query: &str,
) -> Card {
    let target = view.target.zip(view.reached).zip(view.value).map(|((target, reached), value)| Target {
        words: told(
            language,
            "page.figures.target",
            &[("target", target.to_string()), ("reached", reached.to_string())],
        ),
        width: chart::bar(value, target),
    });
    Card {
        id: figure.id.into(),
        label: view.label.clone(),
        href: Some(format!("/figures/{}?{query}", figure.id)),
        number: Shown::of(view, figure.unit, language),
        must: must(figure, view.value),
        change: change(language, figure.unit, view, (figure.id, before)),
        target,
        spark: spark(language, figure, &by_month(now, figure, months), months),
    }
}

/// A number that was told, with the rule by which it was counted: there are no cases behind it.
fn told_card((id, view): &(Cow<'static, str>, FigureView)) -> Card {
    let (value, fraction) = (super::text(view.value), super::fraction(view.numerator, view.denominator));
    Card {
        id: id.clone(),
        label: view.label.clone(),
        href: None,
        number: Shown { value, fraction, unit: view.unit.clone() },
        must: false,
        change: Some(view.rule.to_string()),
        target: None,
        spark: None,
    }
}

/// A line needs two values at least.
fn spark(language: Language, figure: &Figure, values: &[Option<Exact>], months: &[String]) -> Option<Spark> {
    let known = || values.iter().zip(months).filter_map(|(value, month)| Some(((*value)?, month)));
    if known().count() < 2 {
        return None;
    }
    let most = most_of(figure, values)?;
    let ((first, begins), (last, ends)) = (known().next()?, known().next_back()?);
    let of = |month: &str, value: Exact| format!("{} {value}", month_name(language, month));
    let with = [("first", of(begins, first)), ("last", of(ends, last)), ("most", most.to_string())];
    Some(Spark {
        line: chart::line(values, most),
        first: of(begins, first),
        last: of(ends, last),
        words: told(language, "page.figures.spark", &with),
    })
}

/// What is on top of a chart: the whole, of a rate; else the greatest value.
pub(super) fn most_of(figure: &Figure, values: &[Option<Exact>]) -> Option<Exact> {
    let least = if figure.unit == Unit::Percent { 100 } else { 1 };
    chart::most(values.iter().copied().flatten().chain([Exact::whole(least)]))
}

/// `2019-03` in words.
pub(super) fn month_name(language: Language, month: &str) -> String {
    let number = month.get(5..).unwrap_or_default().trim_start_matches('0');
    said(language, &format!("month.{number}")).into_owned()
}

/// The last year in which anything was registered, found or reported.
async fn another_year(reader: &Reader, asked: &Asked) -> Result<Option<(i32, String)>, Problem> {
    let ids = ["petitions.registered", "fire.found", "structures.found"];
    let only = ids.into_iter().filter_map(figures::by_id).collect();
    let view = answered(reader, asked.ever().figures(vec![Dimension::Month], only)).await?;
    let months = ids.into_iter().flat_map(|id| view.along(id, Dimension::Month)).map(|row| row.of.as_str());
    let year = months.max().and_then(|month| month.get(..4)?.parse::<i32>().ok());
    Ok(year.and_then(|year| {
        let end = Day::from_ymd_opt(year, 12, 31)?;
        Some((year, format!("/figures?as_of={end}")))
    }))
}
