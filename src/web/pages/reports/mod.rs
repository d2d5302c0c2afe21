//! `/reports`: the office's report, each number with its figure and its cases; what was published, and what of it is
//! another number by now.
mod asked;
mod publishing;
mod since;

use super::form::Sent;
use super::frame::{Frame, Section, drawn};
use super::reader::{Reader, said, told};
use crate::cases::declared::Kinds;
use crate::cases::words::Committee;
use crate::commands::permit::NotPermitted;
use crate::figures;
use crate::figures::report::{Against, Number, Outcome, Report, Span};
use crate::papers::Form;
use crate::policy::{Action, Query};
use crate::web::press::Press;
use crate::web::problem::Problem;
use crate::web::publications::{self, PublishedView};
use askama::Template;
use asked::{Asked, Choice};
use axum::Router;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// The pages of reports.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/reports", get(page).post(publishing::publish))
        .route("/reports/download", get(download))
        .route("/reports/{position}", get(since::page))
        .route("/reports/{position}/withdrawal", post(publishing::withdraw))
}

/// A piece of a sentence.
enum Piece {
    Words(String),
    Number(Box<Cited>),
}

/// A number as the page shows it.
struct Cited {
    printed: String,
    note: u32,
    figure: String,
    /// What traces it, in one line.
    trace: String,
    /// The figure with its cases; none where nothing is behind it.
    href: Option<String>,
    kept: bool,
    /// What the printed report says instead.
    differs: Option<String>,
}

struct Chapter {
    heading: String,
    paragraphs: Vec<Vec<Piece>>,
}

/// A printed number beside the log's.
struct Line {
    words: String,
    printed: String,
    ours: String,
    differs: bool,
}

#[derive(Template)]
#[template(path = "reports/page.html")]
struct Page {
    frame: Frame,
    asked: Asked,
    quarters: Vec<Choice>,
    months: Vec<Choice>,
    committees: Vec<Choice>,
    knows: bool,
    downloads: Vec<(&'static str, String)>,
    title: String,
    position: i64,
    chapters: Vec<Chapter>,
    notes: Vec<String>,
    totals: Option<String>,
    lines: Vec<Line>,
    against: Vec<Against>,
    publishes: bool,
    published: Option<Vec<PublishedView>>,
}

async fn page(reader: Reader, press: Press, uri: Uri) -> Result<Response, Problem> {
    reader.desk.permit(Query::ReadFigures).await?;
    let today = reader.desk.store().source().now().day();
    let asked = Asked::of(&Sent::of(uri.query().unwrap_or_default()), today)?;
    let report = press.write(&reader.desk, &asked.report()).await?;
    let published = match publications::list(&reader.desk).await {
        Ok(published) => Some(published),
        Err(error) if is_denied(&error) => None,
        Err(error) => return Err(error.into()),
    };
    let file = reader.desk.file().await.map_err(|error| Problem::failed(&error))?;
    let kinds = reader.desk.kinds().await?;
    let committees = file.map(|file| file.committees).unwrap_or_default();
    let subject = reader.desk.subject();
    let roles = [crate::cases::user::Role::Leader, crate::cases::user::Role::Auditor];
    let query = asked.query();
    let forms = [Form::Docx, Form::Xlsx, Form::Pdf, Form::Json];
    let compared = report.comparison.as_ref();
    let page = Page {
        quarters: asked.quarters(reader.language),
        months: asked.months(reader.language),
        committees: asked.committees(committees.iter().map(Committee::as_str)),
        knows: subject.is_operator() || roles.into_iter().any(|role| subject.is(role)),
        downloads: forms
            .map(|form| (form.name(), format!("/reports/download?{query}&form={}", form.name())))
            .into(),
        title: report.title.clone(),
        position: report.head.position,
        chapters: chapters((&reader, &kinds), &asked, &report),
        notes: report.notes().iter().map(|number| report.note(number)).collect(),
        totals: compared.map(|comparison| {
            let with = [
                ("equal", comparison.equal.to_string()),
                ("differs", comparison.differs.to_string()),
                ("not_kept", comparison.not_kept.to_string()),
            ];
            told(reader.language, "page.reports.compared", &with)
        }),
        lines: lines(&reader, &report),
        publishes: reader.desk.may(Action::Query(Query::PublishReport)),
        published,
        frame: reader.frame(Section::Reports, reader.t("page.reports.title")).await?,
        against: report.against,
        asked,
    };
    drawn(&page)
}

/// Whether it is only that the reader may not see what was published.
fn is_denied(error: &publications::NoPublication) -> bool {
    use crate::web::figures_view::NoFigures;
    use crate::web::report_view::NoReport;
    matches!(
        error,
        publications::NoPublication::NoReport(NoReport::Figures(NoFigures::NotPermitted(
            NotPermitted::Denied { .. }
        )))
    )
}

/// A report as a file.
async fn download(reader: Reader, press: Press, uri: Uri) -> Result<Response, Problem> {
    reader.desk.permit(Query::ReadFigures).await?;
    let today = reader.desk.store().source().now().day();
    let sent = Sent::of(uri.query().unwrap_or_default());
    let form: Form = sent
        .text("form")
        .parse()
        .map_err(|error: String| Problem::bad_request("query.form", error).about("form"))?;
    let asked = Asked::of(&sent, today)?;
    let report = press.write(&reader.desk, &asked.report()).await?;
    let name = format!("report-{}-{}.{}", report.head.year, report.head.as_of, form.name());
    let bytes = press.draw(report, form).await?;
    let headers = [
        (header::CONTENT_TYPE, form.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

fn chapters((reader, kinds): (&Reader, &Kinds), asked: &Asked, report: &Report) -> Vec<Chapter> {
    let piece = |span: &Span| match span {
        Span::Text(words) => Piece::Words(words.clone()),
        Span::Number(number) => Piece::Number(Box::new(cited((reader, kinds), asked, report, number))),
    };
    let chapter = |section: &figures::report::Section| Chapter {
        heading: section.heading.clone(),
        paragraphs: section
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.spans.iter().map(piece).collect())
            .collect(),
    };
    report.sections.iter().map(chapter).collect()
}

fn cited((reader, kinds): (&Reader, &Kinds), asked: &Asked, report: &Report, number: &Number) -> Cited {
    let of = number.part.as_ref().map(|part| {
        let of = Some(part.of.as_str()).filter(|of| !of.is_empty());
        Sent::default().with("by", Some(part.dimension)).with("of", of).written()
    });
    let href = figures::declared::find(kinds, &number.figure).filter(|_| number.kept).map(|figure| {
        let query = asked.figures(report);
        let of = of.map(|of| format!("&{of}#cases")).unwrap_or_default();
        format!("/figures/{}?{query}{of}", figure.id)
    });
    let compared = report.comparison.as_ref().filter(|_| number.part.is_none());
    let differs = compared.and_then(|comparison| comparison.differing(&number.figure).next());
    Cited {
        printed: number.printed.clone(),
        note: number.note,
        figure: number.figure.clone(),
        trace: report.note(number),
        href,
        kept: number.kept,
        differs: differs.map(|row| {
            let printed = format!("{}{}", row.printed, row.unit);
            told(reader.language, "page.reports.differs", &[("printed", printed)])
        }),
    }
}

fn lines(reader: &Reader, report: &Report) -> Vec<Line> {
    let rows = report.comparison.iter().flat_map(|comparison| &comparison.rows);
    let line = |row: &figures::report::Compared| Line {
        words: row.words.clone(),
        printed: format!("{}{}", row.printed, row.unit),
        ours: match row.ours {
            Some(ours) => format!("{ours}{}", row.unit),
            None => said(reader.language, "page.reports.not_in_log").into_owned(),
        },
        differs: row.outcome == Outcome::Differs,
    };
    rows.map(line).collect()
}
