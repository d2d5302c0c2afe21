//! The timeline of a case, which is its log: every event, who recorded it and when, and what it changed from what to
//! what. What is personal stays sealed.
use super::recorded::{self, Recorded};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{CaseId, Version};
use crate::commands::OfficeDesk;
use crate::commands::bad_event;
use crate::commands::permit::NotPermitted;
use crate::database::Value;
use crate::event_log::{Pages, RecordedEvent, fold};
use crate::policy::Query;
use crate::projections::case_list;

/// What is looked at before and after each event: columns of the list.
const WATCHED: [&str; 6] = ["phase", "committee", "department", "category", "due_day", "due_clock"];

/// Something that an event changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What: `phase`, `committee`, `department`, `category`, `due_day`, `due_clock`.
    pub what: &'static str,
    /// How it was.
    pub from: Option<String>,
    /// How it is from then on.
    pub to: Option<String>,
}

/// An event, and what it changed.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The event.
    pub event: RecordedEvent,
    /// What it changed.
    pub changes: Vec<Change>,
    /// Of a correction: the corrected step as it read before.
    pub was: Option<Recorded>,
    /// Whether it is a step that stands and that somebody took: such a one can be corrected.
    pub stands: bool,
}

/// Every event of a case, oldest first.
///
/// # Errors
/// When the reader may not see the case or learn of it, or the log cannot be read.
pub async fn of(desk: &OfficeDesk, case: CaseId) -> Result<Vec<Moved>, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    let log = desk.store().log();
    let mut pages = Pages::new(&log, desk.office(), &[case]);
    let (mut file, mut moved, mut before) = (AnyFile::Blank, Vec::new(), Vec::new());
    while let Some(page) = pages.next().await? {
        for event in page {
            let told = event.told();
            let was = corrects(&event).and_then(|version| recorded::of(&file, version));
            fold::fold(&mut file, &told).map_err(|error| bad_event(&event, &error))?;
            let after = watched(case_list::row(&file, &told));
            let changes = changes(&before, &after);
            before = after;
            moved.push(Moved { event, changes, was, stands: false });
        }
    }
    for moved in &mut moved {
        let now = recorded::of(&file, moved.event.version);
        moved.stands = now.is_some_and(|now| now.command.is_some());
    }
    Ok(moved)
}

/// The version of the step that an event corrects, if it corrects one.
fn corrects(event: &RecordedEvent) -> Option<Version> {
    if !event.event_type.ends_with("Corrected") {
        return None;
    }
    let payload: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
    payload[&*event.event_type]["correction"]["corrects"].as_i64().map(Version)
}

fn watched(row: Option<Vec<Value>>) -> Vec<Option<String>> {
    let row = row.unwrap_or_default();
    let value = |name: &str| {
        let at = case_list::CASES.columns.iter().position(|(column, _)| *column == name)?;
        match row.get(at)? {
            Value::Text(text) => Some(text.to_string()),
            Value::Day(day) => Some(day.to_string()),
            _ => None,
        }
    };
    WATCHED.iter().map(|name| value(name)).collect()
}

fn changes(before: &[Option<String>], after: &[Option<String>]) -> Vec<Change> {
    // What the first event says is no change.
    let pairs = before.iter().zip(after).zip(WATCHED);
    let changed = pairs.filter(|((from, to), _)| from != to);
    changed.map(|((from, to), what)| Change { what, from: from.clone(), to: to.clone() }).collect()
}
