//! The files of cases with what is personal in them unsealed, for comparing them with what paper tells.
use crate::cases::case_file::Life;
use crate::cases::ids::{BatchId, CaseId, CommandId};
use crate::cases::occurred::Dated;
use crate::commands::{OfficeDesk, unsealed};
use crate::database::StorageError;
use crate::event_log::Pages;
use std::collections::HashMap;

/// An event of a case, and what brought it.
pub(super) struct Brought<L: Life> {
    /// The import that brought it, or of which it is the taking back.
    pub(super) batch: Option<BatchId>,
    /// The command that it follows from.
    pub(super) command: CommandId,
    /// The event.
    pub(super) event: Dated<L::Event>,
}

/// The events of those of the cases that are of this kind, oldest first.
///
/// # Errors
/// When the log or the keys cannot be read.
pub(super) async fn events<L: Life>(
    desk: &OfficeDesk,
    cases: &[CaseId],
) -> Result<HashMap<CaseId, Vec<Brought<L>>>, StorageError> {
    let (mut events, log) = (HashMap::<_, Vec<_>>::new(), desk.store().log());
    let mut pages = Pages::new(&log, desk.office(), cases);
    while let Some(page) = pages.next().await? {
        let ring = desk.store().keys().ring_of(desk.office(), &page).await?;
        for event in page.iter().filter(|event| &*event.stream_kind == L::KIND) {
            let unsealed = unsealed::<L>(event, &ring)?;
            let brought = Brought { batch: event.batch, command: event.command, event: unsealed };
            events.entry(event.stream).or_default().push(brought);
        }
    }
    Ok(events)
}
