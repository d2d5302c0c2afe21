//! The history of a case as every reader gets it: its events, with what is personal still sealed.
use crate::cases::attachment::AttachmentLife;
use crate::cases::case_file::Life;
use crate::cases::ids::{BatchId, CaseId, CommandId, Version};
use crate::cases::occurred::{Moment, Occurred};
use crate::cases::paper::PaperLife;
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::database::StorageError;
use crate::event_log::readings::What;
use crate::event_log::{Actor, Pages, Position, RecordedEvent};
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa::openapi::{Object, ObjectBuilder, Ref};

/// What stands in it follows from the event's type and version, of which `schema/events/` has one each.
fn payload() -> Object {
    ObjectBuilder::new()
        .description(Some("The exact public payload; `{\"personal\": n}` stands where a value is sealed."))
        .additional_properties(Some(Ref::from_schema_name("EventValue")))
        .build()
}

/// One event of a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// Its place in the office's log.
    #[schema(value_type = i64)]
    pub position: Position,
    /// Its place in the case; of what is kept beside the case, its place there.
    #[schema(value_type = i64)]
    pub version: Version,
    /// What is kept beside the case and has this event: `attachment`, the files of the case, or `paper`, its
    /// official papers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub beside: Option<&'static str>,
    /// Its type.
    pub event_type: Box<str>,
    /// The schema version of its payload.
    pub schema_version: u16,
    /// When it happened.
    #[schema(value_type = String)]
    pub occurred: Occurred,
    /// When the log took it in.
    #[schema(value_type = String, format = DateTime)]
    pub recorded_at: Moment,
    /// Days between the two.
    pub recorded_late_days: i64,
    /// Who sent the command.
    #[schema(value_type = String)]
    pub actor: Actor,
    /// The command.
    #[schema(value_type = String, format = Uuid)]
    pub command_id: CommandId,
    /// The import that brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub batch_id: Option<BatchId>,
    /// The exact public payload; `{"personal": n}` stands where a value is sealed.
    #[schema(schema_with = payload)]
    pub payload: Box<RawValue>,
}

/// A case with its events.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = History)]
pub struct HistoryView {
    /// The case.
    #[serde(flatten)]
    pub case: ListedCase,
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub case_id: CaseId,
    /// Its events, oldest first.
    pub events: Vec<EventView>,
}

impl HistoryView {
    /// The history of the case with this number; none if there is no such case.
    ///
    /// # Errors
    /// When the reader may not see it, or the database fails.
    pub async fn of(desk: &OfficeDesk, number: &CaseNumber) -> Result<Option<Self>, NotPermitted> {
        let listed =
            case_list::by_number(desk.store().db(), desk.office(), std::slice::from_ref(number)).await?;
        let Some(case) = listed.into_iter().next() else { return Ok(None) };
        desk.permit_case(Query::ReadCase, case.case).await?;
        desk.note_case_read(What::History, case.case).await?;
        let (mut events, log) = (Vec::new(), desk.store().log());
        let attachments = desk.office().attachment_stream(case.case);
        let papers = desk.office().papers_stream(case.case);
        let mut pages = Pages::new(&log, desk.office(), &[case.case, attachments, papers]);
        while let Some(page) = pages.next().await? {
            for recorded in page {
                let beside = match recorded.stream {
                    stream if stream == attachments => Some(AttachmentLife::KIND),
                    stream if stream == papers => Some(PaperLife::KIND),
                    _ => None,
                };
                events.push(EventView { beside, ..event(recorded)? });
            }
        }
        events.sort_unstable_by_key(|event| event.position);
        Ok(Some(Self { case_id: case.case, case, events }))
    }
}

/// The event as it is shown.
///
/// # Errors
/// When its payload is no JSON.
pub fn event(event: RecordedEvent) -> Result<EventView, StorageError> {
    let position = event.position;
    let payload =
        RawValue::from_string(event.payload.into_string()).map_err(|error| StorageError::BadRow {
            table: "events",
            row: format!("position {position}"),
            reason: format!("its payload is no JSON: {error}"),
        })?;
    Ok(EventView {
        position,
        version: event.version,
        beside: None,
        event_type: event.event_type.as_str().into(),
        schema_version: event.schema_version,
        occurred: event.occurred,
        recorded_at: event.recorded_at,
        recorded_late_days: (event.recorded_at.day() - event.occurred.day()).num_days(),
        actor: event.actor,
        command_id: event.command,
        batch_id: event.batch,
        payload,
    })
}
