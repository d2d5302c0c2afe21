//! By what an office counts days.
use super::OfficeDesk;
use crate::cases::workdays::Calendar;
use crate::database::StorageError;
use crate::event_log::Position;
use crate::projections::offices;
use std::sync::Arc;

impl OfficeDesk {
    /// The calendar by which the office counts: the packaged years, and those that it published after.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn calendar(&self) -> Result<Arc<Calendar>, StorageError> {
        let life = offices::as_known(&self.store().log(), self.office(), Position::END).await?;
        Ok(Arc::clone(life.calendar.calendar()))
    }
}
