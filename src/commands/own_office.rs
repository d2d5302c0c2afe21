//! The office itself: its committees, its calendar, its declared kinds. Every page asks for it, so a process keeps what it
//! knows and reads only what came since; another server's word is among that.
use super::desk::OfficeDesk;
use super::store::StoreError;
use super::unsealed::bad_event;
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{OfficeId, Version};
use crate::cases::office::{Office, OfficeLife};
use crate::cases::workdays::Calendar;
use crate::database::StorageError;
use crate::event_log::sql::SqlLog;
use crate::event_log::{EventLog, fold};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Events that are read together.
const PAGE: u32 = 500;

/// The offices as this process last saw them. Cheap to clone; all clones know the same.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownOffices(Arc<Mutex<HashMap<OfficeId, Arc<Office>>>>);

impl KnownOffices {
    fn known(&self, office: OfficeId) -> Option<Arc<Office>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&office).cloned()
    }

    fn keep(&self, office: OfficeId, now: &Arc<Office>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.entry(office).or_default();
        if kept.version() < now.version() {
            *kept = Arc::clone(now);
        }
    }

    /// The office as the log has it now.
    async fn now(&self, log: &SqlLog, office: OfficeId) -> Result<Arc<Office>, StorageError> {
        let mut now = self.known(office).unwrap_or_default();
        loop {
            let after: Version = now.version();
            let events = log.streams(office, &[office.stream()], after, PAGE).await?;
            if events.is_empty() {
                return Ok(now);
            }
            let mut file = match after {
                Version(0) => AnyFile::Blank,
                _ => AnyFile::Office(Box::new(Arc::unwrap_or_clone(now))),
            };
            for event in &events {
                fold::fold(&mut file, &event.told()).map_err(|error| bad_event(event, &error))?;
            }
            now = match file {
                AnyFile::Office(file) => Arc::new(*file),
                _ => Arc::default(),
            };
            self.keep(office, &now);
        }
    }
}

impl OfficeDesk {
    pub(super) async fn own(&self) -> Result<Arc<Office>, StorageError> {
        self.store().known_offices().now(&self.store().log(), self.office()).await
    }

    /// The office itself, as the log has it now; none before it was added.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn file(&self) -> Result<Option<OfficeLife>, StoreError> {
        let own = self.own().await?;
        Ok(own.life().office.is_some().then(|| own.life().clone()))
    }

    /// Whose turn it is to issue a paper: its number is printed on it before it is appended, so in one process one is
    /// written at a time. Another server's word is met by writing it again.
    #[must_use]
    pub fn issuing(&self) -> &tokio::sync::Mutex<()> {
        &self.issuing
    }

    /// The calendar by which the office counts: the packaged years, and those that it published after.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn calendar(&self) -> Result<Arc<Calendar>, StorageError> {
        Ok(Arc::clone(self.own().await?.life().calendar.calendar()))
    }
}
