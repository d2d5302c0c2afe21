//! What the office says of itself is held against what is known of it: a header against the ledgers, the words of a
//! message against the values that it has.
use super::body::{Ask, Fields};
use super::refusing;
use crate::cases::office::message::{check, values};
use crate::cases::office::{ColumnName, HeaderName};
use crate::commands::OfficeDesk;
use crate::exchange::ledgers::{AliasFault, fits};
use crate::policy::{Action, Kind};
use crate::web::problem::Problem;

/// Demands that a header can stand for its column, and that words name what their message has; what is wrong is told with
/// its place. Whoever may not say so is refused when the command is decided.
///
/// # Errors
/// When the header hides a known one, is claimed by another column, or its column is nowhere; when words name a value
/// that the message does not have.
pub async fn heed(desk: &OfficeDesk, ask: &mut Ask) -> Result<(), Problem> {
    let Some(fields) = ask.what.fields_mut() else { return Ok(()) };
    if fields.is("SetHeaderAlias") && desk.may(Action::Command(Kind::Office, "SetHeaderAlias")) {
        return header(desk, fields).await;
    }
    if fields.is("SetMessageText") && desk.may(Action::Command(Kind::Office, "SetMessageText")) {
        return words(fields);
    }
    Ok(())
}

/// Of a message that is none the command says so.
fn words(fields: &Fields) -> Result<(), Problem> {
    let Some(values) = fields.text("message").and_then(values) else { return Ok(()) };
    for language in ["zh", "en"] {
        if let Err(fault) = check(fields.text(language).unwrap_or_default(), values) {
            let code = "office.message_words";
            let known: Vec<_> = values.iter().map(|value| format!("{{${value}}}")).collect();
            let problem = Problem::new(refusing::status(code), code, fault.to_string()).about(language);
            return Err(problem.with("at", &fault.at()).with("known", &known.join(" ")));
        }
    }
    Ok(())
}

async fn header(desk: &OfficeDesk, fields: &Fields) -> Result<(), Problem> {
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
