//! `/cases/columns`: which columns a user's list has, and in which order. A form that works without scripts: each column
//! has its place, and one without a place is not shown.
use super::super::form::Sent;
use super::super::frame::{Frame, Section, drawn};
use super::super::reader::Reader;
use super::columns::{NUMBER, STANDARD, choose, chosen, every, meant, preferences};
use crate::policy::Query;
use crate::web::problem::Problem;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

/// A column with its place, if it has one.
struct Line {
    name: &'static str,
    place: Option<usize>,
    /// Whether it always stands there.
    always: bool,
}

#[derive(Template)]
#[template(path = "case_list/columns.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
    most: usize,
    /// The filter under which the list is left, to come back to it.
    back: String,
}

/// The choice.
pub(in crate::web::pages) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    permitted(&reader).await?;
    let asked = Sent::of(uri.query().unwrap_or_default());
    let shown = chosen(&reader).await?;
    let line = |name| Line {
        name,
        place: shown.iter().position(|known| *known == name).map(|at| at + 1),
        always: name == NUMBER,
    };
    let mut lines: Vec<_> = every().map(line).collect();
    lines.sort_by_key(|line| line.place.unwrap_or(usize::MAX));
    let frame = reader.frame(Section::Cases, reader.t("page.columns.title")).await?;
    drawn(&Page { frame, most: lines.len(), lines, back: asked.with("after", None).written() })
}

/// Keeps the choice, and goes back to the list.
pub(in crate::web::pages) async fn take(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    permitted(&reader).await?;
    let columns = if sent.has("standard") { STANDARD.into() } else { placed(&sent) };
    choose(&reader, &columns).await?;
    let back = Sent::of(sent.text("back")).written();
    Ok(Redirect::to(&format!("/cases?{back}")).into_response())
}

/// The columns that have a place, in the order of the places; of two at one place the one comes first that the list has
/// first.
fn placed(sent: &Sent) -> Vec<&'static str> {
    let place = |name: &&'static str| sent.text(&format!("place.{name}")).trim().parse::<u32>().ok();
    let mut placed: Vec<_> = every().filter_map(|name| Some((place(&name)?, name))).collect();
    placed.sort_by_key(|(place, _)| *place);
    meant(placed.into_iter().map(|(_, name)| name))
}

/// Whoever sees the list and is a user chooses its columns.
async fn permitted(reader: &Reader) -> Result<(), Problem> {
    reader.desk.permit(Query::ListCases).await?;
    let nobody = || Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", "only a user has columns");
    preferences(reader).map(|_| ()).ok_or_else(nobody)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_order_of_their_places_and_one_without_a_place_is_gone() {
        let sent = Sent::of("place.due=1&place.number=2&place.phase=x&place.closed=2&place.kind=");
        assert_eq!(placed(&sent), ["due", "number", "closed"]);
        assert_eq!(placed(&Sent::default()), ["number"]);
    }
}
