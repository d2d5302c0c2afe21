//! What a step of a case says as it now reads, and the command from which it followed: whoever corrects it begins there.
//! What is personal stays sealed.
use crate::cases::any_file::AnyFile;
use crate::cases::case_file::{CaseFile, Life};
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::Occurred;
use crate::commands::permit::NotPermitted;
use crate::commands::{OfficeDesk, bad_event};
use crate::event_log::{Pages, fold};
use crate::policy::Query;
use serde_json::{Map, Value};

/// A step as it now reads, corrections taken in.
#[derive(Clone, PartialEq, Debug)]
pub struct Recorded {
    /// When it happened.
    pub occurred: Occurred,
    /// What it says: the event under its type.
    pub event: Value,
    /// The command from which it followed, and its fields; none if it is no step that anybody takes.
    pub command: Option<(String, Map<String, Value>)>,
    /// Whether it opened the case, so that nobody takes it back.
    pub is_first: bool,
}

/// The step of a case at that version; none if there is no such step, or it was taken back.
///
/// # Errors
/// When the reader may not see the case or learn of it, or the log cannot be read.
pub async fn step(
    desk: &OfficeDesk,
    case: CaseId,
    version: Version,
) -> Result<Option<Recorded>, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    let log = desk.store().log();
    let (mut pages, mut file) = (Pages::new(&log, desk.office(), &[case]), AnyFile::Blank);
    while let Some(page) = pages.next().await? {
        for event in page {
            fold::fold(&mut file, &event.told()).map_err(|error| bad_event(&event, &error))?;
        }
    }
    Ok(of(&file, version))
}

/// The same, of a case that was read.
pub(super) fn of(file: &AnyFile, version: Version) -> Option<Recorded> {
    match file {
        AnyFile::Petition(file) => within(file, version),
        AnyFile::FireHazard(file) => within(file, version),
        AnyFile::IllegalStructure(file) => within(file, version),
        AnyFile::Inspection(file) => within(file, version),
        AnyFile::Declared(file) => within(file, version),
        _ => None,
    }
}

fn within<L: Life>(file: &CaseFile<L>, version: Version) -> Option<Recorded> {
    let (at, (_, step)) = file.steps().enumerate().find(|(_, (known, _))| *known == version)?;
    let command = L::command_of(&step.what).and_then(|command| named(serde_json::to_value(command).ok()?));
    let event = serde_json::to_value(&step.what).ok()?;
    Some(Recorded { occurred: step.occurred, event, command, is_first: at == 0 })
}

/// The fields of a command under its name; what was not said is no field.
fn named(command: Value) -> Option<(String, Map<String, Value>)> {
    let Value::Object(command) = command else { return None };
    let (name, fields) = command.into_iter().next()?;
    let Value::Object(mut fields) = fields else { return None };
    fields.retain(|_, value| !value.is_null());
    Some((name, fields))
}
