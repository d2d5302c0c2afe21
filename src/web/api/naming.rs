//! What a header of an office's books is said to stand for is held against the ledgers that are known.
use super::body::Ask;
use super::refusing;
use crate::cases::office::{ColumnName, HeaderName};
use crate::commands::OfficeDesk;
use crate::exchange::ledgers::{AliasFault, fits};
use crate::policy::{Action, Kind};
use crate::web::problem::Problem;

/// Demands that a header which is said to stand for a column can. Whoever may not say so is refused when the command is
/// decided.
///
/// # Errors
/// When the header hides a known one, is claimed by another column, or its column is nowhere.
pub async fn heed(desk: &OfficeDesk, ask: &mut Ask) -> Result<(), Problem> {
    if !desk.may(Action::Command(Kind::Office, "SetHeaderAlias")) {
        return Ok(());
    }
    let Some(fields) = ask.what.fields_mut().filter(|fields| fields.is("SetHeaderAlias")) else {
        return Ok(());
    };
    let header = fields.text("header").and_then(|text| text.parse::<HeaderName>().ok());
    let column = fields.text("column").and_then(|text| text.parse::<ColumnName>().ok());
    let (Some(header), Some(column)) = (header, column) else { return Ok(()) };
    let office = desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
    fits(&header, &column, &office.headers, &office.kinds).map_err(|fault| problem(&fault))
}

fn problem(fault: &AliasFault) -> Problem {
    let problem = Problem::new(refusing::status(fault.key()), fault.key(), fault.to_string());
    match fault {
        AliasFault::UnknownColumn(column) => problem.about("column").with("column", column),
        AliasFault::Nothing(header) => problem.about("header").with("header", header),
        AliasFault::Hides { header, ledger, column } => problem
            .about("header")
            .with("header", header)
            .with("ledger", &ledger.name())
            .with("column", &column.name()),
        AliasFault::Known { header, column } | AliasFault::Claimed { header, column } => {
            problem.about("header").with("header", header).with("column", column)
        }
    }
}
