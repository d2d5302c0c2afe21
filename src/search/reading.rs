//! Cases read from the log, whole and opened with the keys that are left.
use super::terms::Terms;
use super::told::{self, TELLING};
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::ids::{CaseId, OfficeId, Version};
use crate::cases::personal;
use crate::database::StorageError;
use crate::event_log::{Pages, Position, RecordedEvent, fold, sql::SqlLog};
use crate::keys::{self, Key, KeyRing, KeyStore};
use smol_str::SmolStr;

/// A case as it is to be found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Read {
    pub(super) case: CaseId,
    /// The position of its first event.
    pub(super) first: Position,
    pub(super) kind: SmolStr,
    /// The version of the last event that tells something.
    pub(super) version: Version,
    pub(super) terms: Terms,
}

/// Whether the event can change what its case tells.
pub(super) fn is_telling(event: &RecordedEvent) -> bool {
    let of_case = &*event.stream_kind == "declared"
        || CaseKind::ALL.iter().any(|kind| kind.name() == &*event.stream_kind);
    of_case && TELLING.contains(&&*event.event_type)
}

/// Reads these cases to the end of the log.
///
/// # Errors
/// When the log or the keys cannot be read.
pub(super) async fn read(
    (log, keys): (&SqlLog, &KeyStore),
    office: OfficeId,
    cases: &[CaseId],
    key: &Key,
) -> Result<Vec<Read>, StorageError> {
    let (mut found, mut under_way) = (Vec::new(), None::<Reading>);
    let mut pages = Pages::new(log, office, cases);
    while let Some(page) = pages.next().await? {
        let ring = keys.ring_of(office, &page).await?;
        for event in &page {
            if under_way.as_ref().is_none_or(|reading| reading.case != event.stream) {
                found.extend(under_way.replace(Reading::begin(event)).map(|reading| reading.done(key)));
            }
            if let Some(reading) = &mut under_way {
                reading.take(event, &ring)?;
            }
        }
    }
    found.extend(under_way.map(|reading| reading.done(key)));
    Ok(found)
}

/// A case on its way from events to terms.
struct Reading {
    case: CaseId,
    first: Position,
    kind: SmolStr,
    version: Version,
    file: AnyFile,
}

impl Reading {
    fn begin(event: &RecordedEvent) -> Self {
        Self {
            case: event.stream,
            first: event.position,
            kind: event.stream_kind.clone(),
            version: event.version,
            file: AnyFile::Blank,
        }
    }

    fn take(&mut self, event: &RecordedEvent, ring: &KeyRing) -> Result<(), StorageError> {
        let slots = keys::opened(event, ring)?;
        let folded = personal::unsealing(slots, || fold::fold(&mut self.file, &event.told()));
        folded.map_err(|error| StorageError::BadRow {
            table: "events",
            row: format!("position {}", event.position),
            reason: error.to_string(),
        })?;
        if is_telling(event) {
            self.version = event.version;
        }
        Ok(())
    }

    fn done(self, key: &Key) -> Read {
        let Self { case, first, mut kind, version, file } = self;
        // Lists name a declared case by the kind that was declared.
        if let AnyFile::Declared(declared) = &file
            && let Some(declared) = declared.life().kind
        {
            kind = declared.as_str().into();
        }
        Read { case, first, kind, version, terms: told::terms(&file, key) }
    }
}
