//! What a leader does with a report: publishes it, or withdraws it.
use super::super::form::Sent;
use super::super::reader::Reader;
use super::asked::Asked;
use crate::event_log::Position;
use crate::web::press::Press;
use crate::web::problem::Problem;
use crate::web::publications;
use axum::extract::Path;
use axum::response::Redirect;

/// Publishes the report that the page showed: at its position of the log, so that nothing else is said than was seen. A
/// form that is sent twice is carried out once.
pub(super) async fn publish(reader: Reader, press: Press, sent: Sent) -> Result<Redirect, Problem> {
    publications::permitted(&reader.desk).await?;
    let today = reader.desk.store().source().now().day();
    let asked = Asked::of(&sent, today)?;
    let report = press.write(&reader.desk, &asked.report()).await?;
    match publications::publish(&reader.desk, &report).await.map_err(Problem::from) {
        Err(problem) if problem.code() == "report.already_published" => {}
        published => {
            published?;
        }
    }
    Ok(Redirect::to("/reports#published"))
}

/// Withdraws a report.
pub(super) async fn withdraw(reader: Reader, Path(position): Path<i64>) -> Result<Redirect, Problem> {
    match publications::withdraw(&reader.desk, Position(position)).await.map_err(Problem::from) {
        Err(problem) if problem.code() == "report.already_withdrawn" => {}
        withdrawn => {
            withdrawn?;
        }
    }
    Ok(Redirect::to("/reports#published"))
}
