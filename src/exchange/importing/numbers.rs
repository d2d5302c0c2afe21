//! The numbers that a dry run would take, so that it refuses the very ones that the import itself will.
use crate::cases::any_file::AnyFile;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Dated;
use crate::cases::series::{NumberSeries, SeriesRefusal};
use crate::cases::words::CaseNumber;
use crate::commands::{OfficeDesk, bad_event};
use crate::database::StorageError;
use crate::event_log::{Pages, fold};
use std::collections::HashMap;

/// The series as the log has them, and as the rows so far would leave them.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<String, NumberSeries>);

impl Numbers {
    /// Takes `number` for a new case; says why not where another case has it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(super) async fn take(
        &mut self,
        desk: &OfficeDesk,
        number: &CaseNumber,
    ) -> Result<Result<(), SeriesRefusal>, StorageError> {
        let prefix = number.in_series().0;
        if !self.0.contains_key(prefix) {
            self.0.insert(prefix.to_owned(), series(desk, prefix).await?);
        }
        let series = self.0.entry(prefix.to_owned()).or_default();
        let to: CaseId = desk.store().source().stream_id();
        Ok(series.allot(number, to).map(|what| {
            series.fold(&Dated::at(desk.store().source().now(), what));
        }))
    }
}

async fn series(desk: &OfficeDesk, prefix: &str) -> Result<NumberSeries, StorageError> {
    let stream = desk.office().series_stream(prefix);
    let (mut file, log) = (AnyFile::default(), desk.store().log());
    let mut pages = Pages::new(&log, desk.office(), &[stream]);
    while let Some(page) = pages.next().await? {
        for event in &page {
            fold::fold(&mut file, &event.told()).map_err(|error| bad_event(event, &error))?;
        }
    }
    Ok(if let AnyFile::Series(series) = file { series } else { NumberSeries::default() })
}
