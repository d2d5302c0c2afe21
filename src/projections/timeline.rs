//! The timeline index: which events a case has, by day and type, so that the log need not be searched for them.
use crate::database::{Column, OnConflict, Table, TableRow};
use crate::event_log::RecordedEvent;

/// The table.
pub static TIMELINE: Table = Table {
    name: "timeline",
    columns: &[
        ("office_id", Column::Uuid),
        ("case_id", Column::Uuid),
        ("position", Column::Int),
        ("occurred_day", Column::Day),
        ("event_type", Column::Text),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
};

/// The row of an event.
#[must_use]
pub fn row(event: &RecordedEvent) -> TableRow {
    vec![
        event.office.0.into(),
        event.stream.0.into(),
        event.position.0.into(),
        event.occurred.day().into(),
        (&*event.event_type).into(),
    ]
}
