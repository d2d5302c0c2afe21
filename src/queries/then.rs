//! Two clocks: what had happened by a day, as the log knew it at a position.
use crate::cases::occurred::{Day, Moment};
use crate::commands::OfficeDesk;
use crate::database::StorageError;
use crate::event_log::{EventLog, Position, sql};

/// A day, and how much of the log was there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Then {
    /// What had happened by the evening of this day; all that is known, if none is named.
    pub as_of: Option<Day>,
    /// What the log knew up to here.
    pub known: Position,
}

impl Then {
    /// Everything that is known.
    pub const NOW: Self = Self { as_of: None, known: Position::END };
}

/// The position up to which the log knew at this moment.
///
/// # Errors
/// When the database fails.
pub async fn known_at(desk: &OfficeDesk, moment: Moment) -> Result<Position, StorageError> {
    let mut tx = desk.store().db().begin_read().await?;
    let head = sql::head(&mut tx, desk.office()).await?;
    sql::position_at(&mut tx, desk.office(), head, moment).await
}

/// When the event at a position was recorded; the last one before, if the log does not reach so far.
///
/// # Errors
/// When the log cannot be read.
pub async fn recorded(desk: &OfficeDesk, position: Position) -> Result<Option<Moment>, StorageError> {
    let log = desk.store().log();
    let position = position.min(log.head(desk.office()).await?);
    let event = log.read(desk.office(), Position(position.0 - 1), 1).await?;
    Ok(event.first().filter(|event| event.position == position).map(|event| event.recorded_at))
}
