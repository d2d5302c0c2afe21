//! Cases as evidence: one package with all that the log holds of them, to be read without this program. What is personal
//! stays sealed, and is named by the hash of its ciphertext. That it was taken is recorded before.
use super::case_files_view::CaseFilesView;
use super::figures_view::{FiguresView, Known, NoFigures};
use super::words::{Language, sentence, word};
use crate::cases::ids::CaseId;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::readings::What;
use crate::event_log::{EventLog, Pages, Position, RecordedEvent};
use crate::policy::{Action, Query};
use crate::projections::case_list::{self, ListedCase};
use crate::queries::event_search::streams_of;
use chrono::Datelike;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Cases of a package at most.
pub const MOST: usize = 200;

/// Why there is no package.
#[derive(Debug, thiserror::Error)]
pub enum NoEvidence {
    /// There is no such case, or none of which the reader may learn.
    #[error("there is no case {0} in this office")]
    NoSuchCase(CaseNumber),
    /// Too many cases, or none.
    #[error("a package holds 1 to {MOST} cases")]
    HowMany,
    /// The reader may not take it, or the store fails.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The figures cannot be counted.
    #[error(transparent)]
    Figures(#[from] NoFigures),
    /// It could not be packed.
    #[error("the package was not written: {0}")]
    NotPacked(String),
}

/// A package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The zip archive.
    pub bytes: Vec<u8>,
    /// The position of the log up to which it looks.
    pub position: Position,
}

/// Takes the cases of these numbers out.
///
/// # Errors
/// As [`NoEvidence`] says. Nothing is given then.
pub async fn package(
    desk: &OfficeDesk,
    numbers: &[CaseNumber],
    language: Language,
) -> Result<Evidence, NoEvidence> {
    if !(1..=MOST).contains(&numbers.len()) {
        return Err(NoEvidence::HowMany);
    }
    let position = desk.store().log().head(desk.office()).await.map_err(NotPermitted::from)?;
    let mut cases = Vec::new();
    for number in numbers {
        let listed = case_list::by_number(desk.store().db(), desk.office(), std::slice::from_ref(number));
        let case = listed.await.map_err(NotPermitted::from)?.into_iter().next();
        let case = case.ok_or_else(|| NoEvidence::NoSuchCase(number.clone()))?;
        match desk.permit_case(Query::ExportEvidence, case.case).await {
            Err(NotPermitted::NoSuchCase) => return Err(NoEvidence::NoSuchCase(number.clone())),
            permitted => permitted?,
        }
        cases.push(case);
    }
    for case in &cases {
        desk.note_taken(What::Evidence, case.case, None).await.map_err(NotPermitted::from)?;
    }
    let mut parts = BTreeMap::new();
    for case in &cases {
        one(desk, case, position, language, &mut parts).await?;
    }
    figures(desk, &cases, position, language, &mut parts).await?;
    parts.insert("README.txt".to_owned(), readme(&cases, position, language).into_bytes());
    let mut sums = String::new();
    for (name, bytes) in &parts {
        let _ = writeln!(sums, "{}  {name}", hex(bytes));
    }
    parts.insert("SHA256SUMS".to_owned(), sums.into_bytes());
    Ok(Evidence { bytes: packed(&parts)?, position })
}

async fn events_of(
    desk: &OfficeDesk,
    case: CaseId,
    position: Position,
) -> Result<Vec<RecordedEvent>, NotPermitted> {
    let office = desk.office();
    let mut streams = streams_of(office, case).to_vec();
    if !desk.may_in_case(Action::Query(Query::ReadAccess), case).await? {
        streams.retain(|stream| *stream != office.access_stream(case));
    }
    let (log, mut events) = (desk.store().log(), Vec::new());
    let mut pages = Pages::new(&log, office, &streams);
    while let Some(page) = pages.next().await? {
        events.extend(page.into_iter().filter(|event| event.position <= position));
    }
    events.sort_unstable_by_key(|event| event.position);
    Ok(events)
}

async fn one(
    desk: &OfficeDesk,
    case: &ListedCase,
    position: Position,
    language: Language,
    parts: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), NoEvidence> {
    let events = events_of(desk, case.case, position).await?;
    let (mut lines, mut history) = (String::new(), String::new());
    let _ = writeln!(history, "{} {}", case.number, said(language, &format!("kind.{}", case.kind.name())));
    for event in &events {
        let _ = writeln!(lines, "{}", line(event));
        history.push_str(&told(event, language));
    }
    let mut files = "sha256,what,attached,attached_by,bytes\n".to_owned();
    if let Some(view) = CaseFilesView::of(desk, &case.number).await? {
        for file in view.files {
            let size = file.stored.as_ref().map(|stored| stored.size.to_string()).unwrap_or_default();
            let (what, by) = (file.what.name(), &file.attached_by.0);
            let _ = writeln!(files, "{},{what},{},{by},{size}", file.file, occurred(file.attached));
        }
    }
    let folder = case.number.as_str().replace(['/', '\\'], "_");
    parts.insert(format!("{folder}/events.jsonl"), lines.into_bytes());
    parts.insert(format!("{folder}/history.txt"), history.into_bytes());
    parts.insert(format!("{folder}/files.csv"), files.into_bytes());
    Ok(())
}

/// An event as it is stored: its exact payload, and the hash of what is sealed.
fn line(event: &RecordedEvent) -> serde_json::Value {
    json!({
        "position": event.position.0,
        "stream": event.stream.0,
        "stream_kind": event.stream_kind.as_str(),
        "version": event.version.0,
        "event_type": event.event_type.as_str(),
        "schema_version": event.schema_version,
        "occurred": occurred(event.occurred),
        "recorded_at": event.recorded_at.rfc3339(),
        "command_id": event.command.0,
        "batch_id": event.batch.map(|batch| batch.0),
        "actor": event.actor.0,
        "payload": event.payload,
        "payload_sha256": hex(event.payload.as_bytes()),
        "personal_sha256": event.personal.as_deref().map(hex),
    })
}

fn told(event: &RecordedEvent, language: Language) -> String {
    let late = (event.recorded_at.day() - event.occurred.day()).num_days();
    let name = said(language, &format!("event.{}", event.event_type));
    let recorded = event.recorded_at.rfc3339();
    let late = if late > 0 { format!(" (+{late})") } else { String::new() };
    let (at, version, actor) = (event.position, event.version, &event.actor.0);
    let day = occurred(event.occurred);
    format!("#{at} v{version} {day} {name} | {recorded}{late} | {actor}\n    {}\n", event.payload)
}

fn occurred(occurred: Occurred) -> String {
    match occurred {
        Occurred::Day(day) => day.to_string(),
        Occurred::Instant(moment) => moment.rfc3339(),
    }
}

/// The figures of the years in which the cases came in, as the log knew them at the position.
async fn figures(
    desk: &OfficeDesk,
    cases: &[ListedCase],
    position: Position,
    language: Language,
    parts: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), NoEvidence> {
    let years: std::collections::BTreeSet<_> = cases.iter().map(|case| case.opened.year()).collect();
    for year in years {
        let (Some(from), Some(to)) = (Day::from_ymd_opt(year, 1, 1), Day::from_ymd_opt(year, 12, 31)) else {
            continue;
        };
        let view =
            FiguresView::of(desk, from, to, None, Some(Known::At(position)), Vec::new(), language).await?;
        let text =
            serde_json::to_vec_pretty(&view).map_err(|error| NoEvidence::NotPacked(error.to_string()))?;
        parts.insert(format!("figures-{year}.json"), text);
    }
    Ok(())
}

fn readme(cases: &[ListedCase], position: Position, language: Language) -> String {
    let numbers: Vec<_> = cases.iter().map(|case| case.number.to_string()).collect();
    let with = [("numbers", numbers.join(", ")), ("position", position.to_string())];
    let lines = ["what", "events", "history", "files", "figures", "sums"];
    let mut text = String::new();
    for line in lines {
        let key = format!("evidence.readme.{line}");
        text.push_str(&sentence(language, &key, &with).unwrap_or_default());
        text.push('\n');
    }
    text
}

fn said(language: Language, key: &str) -> String {
    word(language, key).unwrap_or_else(|| key.rsplit('.').next().unwrap_or_default()).to_owned()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The archive: the same parts make the same bytes.
fn packed(parts: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, NoEvidence> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let pack = |archive: &mut ZipWriter<Cursor<Vec<u8>>>| {
        for (name, bytes) in parts {
            archive.start_file(name.as_str(), SimpleFileOptions::default())?;
            archive.write_all(bytes)?;
        }
        Ok::<_, zip::result::ZipError>(())
    };
    pack(&mut archive).map_err(|error| NoEvidence::NotPacked(error.to_string()))?;
    let packed = archive.finish().map_err(|error| NoEvidence::NotPacked(error.to_string()))?;
    Ok(packed.into_inner())
}
