//! `/reports/{position}`: what the figures of a published report are now, and which events made the difference.
use super::super::frame::{Frame, Section, coded, drawn};
use super::super::reader::{Reader, told};
use crate::event_log::Position;
use crate::figures::Exact;
use crate::web::problem::Problem;
use crate::web::publications::{self, DifferenceView, PublishedView};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;

/// Events that are shown of a figure at most.
const SHOWN: usize = 50;

/// An event that made a difference.
struct Cause {
    position: i64,
    event: String,
    number: Option<String>,
}

/// A figure that is not as it was said.
struct Line {
    label: String,
    figure: String,
    unit: String,
    then: String,
    now: String,
    causes: Vec<Cause>,
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "reports/since.html")]
struct Page {
    frame: Frame,
    report: PublishedView,
    position: i64,
    same: String,
    lines: Vec<Line>,
}

pub(super) async fn page(reader: Reader, Path(position): Path<i64>) -> Result<Response, Problem> {
    let since = publications::since(&reader.desk, Position(position)).await?;
    let page = Page {
        same: told(reader.language, "page.reports.same", &[("count", since.same.to_string())]),
        position: since.position,
        lines: since.differing.into_iter().map(|difference| line(&reader, difference)).collect(),
        report: since.report,
        frame: reader.frame(Section::Reports, reader.t("page.reports.since")).await?,
    };
    drawn(&page)
}

fn line(reader: &Reader, difference: DifferenceView) -> Line {
    let text = |value: Option<Exact>| value.map_or_else(|| "—".to_owned(), |value| value.to_string());
    let left = difference.events.len().saturating_sub(SHOWN);
    let causes = difference.events.into_iter().take(SHOWN).map(|event| Cause {
        position: event.position,
        event: coded(reader.language, "event", &event.event).into_owned(),
        number: event.number,
    });
    let part = difference.part.map(|part| format!(" · {part}")).unwrap_or_default();
    Line {
        label: format!("{}{part}", difference.label),
        figure: difference.figure,
        unit: difference.unit,
        then: text(difference.then),
        now: text(difference.now),
        causes: causes.collect(),
        more: (left > 0).then(|| told(reader.language, "page.reports.more", &[("count", left.to_string())])),
    }
}
