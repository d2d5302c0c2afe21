//! 删除: what was approved to be erased goes: the keys, what is found by searching, drafts that tell it, files.
mod reasons;

use super::desk::OfficeDesk;
use super::request::Request;
use super::store::{CommandError, Store};
use crate::cases::erasure::{ErasureCommand, Part};
use crate::cases::ids::{KeyId, StreamId};
use crate::cases::occurred::{Dated, Day};
use crate::database::StorageError;
use crate::event_log::{Pages, RecordedEvent};
use crate::files::{FileError, FileStore};
use crate::keys::{self, DRAFTS, Drafts};
use crate::projections::erasures::Asked;
use crate::projections::{case_files, papers};
use crate::search;
use serde_json::Value;
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// Letters that a text has at least for which drafts are looked through.
const TELLING: usize = 2;

/// Why something could not be erased. Doing it again goes on where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Destroyed keys would come back with a backup.
    #[error(
        "there is no erase ledger, so that a restored backup would bring back what is erased; say with keys.ledger \
             where it shall be"
    )]
    NoLedger,
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A command failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A file could not be erased.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What of a case goes: the keys that seal it, and what they sealed, as far as a draft may tell the same.
#[derive(Default)]
struct Going {
    keys: BTreeSet<KeyId>,
    texts: Vec<Zeroizing<String>>,
}

impl OfficeDesk {
    /// Notes that what was approved to be erased must be kept until `until`, or while its case is open.
    ///
    /// # Errors
    /// When the log does not take it.
    pub async fn restrict(&self, asked: &Asked, until: Option<Day>) -> Result<(), CommandError> {
        let command = ErasureCommand::RestrictProcessing { case: asked.case, asked: asked.asked, until };
        self.note_erasure(command).await
    }

    /// Erases what was approved to be, and says how many files went. The keys are named in the log first, so that nothing
    /// new is sealed with them; then they are noted in the ledger and destroyed; then all goes that was derived from what
    /// they sealed. Once [`Store::sweep`] was through the pages, [`Self::note_erased`] says that nothing is left. Whatever
    /// stops it, doing it again goes on.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn erase(&self, asked: &Asked, files: &FileStore) -> Result<u32, EraseError> {
        let (store, office) = (self.store(), self.office());
        if store.keys().ledger().is_none() {
            return Err(EraseError::NoLedger);
        }
        let Asked { case, asked: name, ref parts, .. } = *asked;
        let mut going = self.going(asked).await?;
        loop {
            let keys = going.keys.iter().copied().collect();
            self.note_erasure(ErasureCommand::BeginErasure { case, asked: name, keys }).await?;
            // Somebody may have told more of the person in the meantime, under another key.
            let again = self.going(asked).await?;
            let is_all = again.keys.is_subset(&going.keys);
            going.keys.extend(again.keys);
            going.texts.extend(again.texts);
            if is_all {
                break;
            }
        }
        let keys: Vec<_> = going.keys.iter().map(|key| key.0).collect();
        store.keys().destroy(office, &keys).await?;
        Drafts::forget_telling((store.db(), store.keys(), store.source()), office, &going.texts).await?;
        store.search().read_again(office, &[case]).await?;
        let mut gone = 0;
        if parts.contains(&Part::Files) {
            for file in case_files::only_of(store.db(), office, case).await? {
                gone += u32::from(files.erase(office, file).await?);
            }
        }
        // Official papers name people and tell the matter in words, whichever of them is asked about.
        for paper in papers::of_case(store.db(), office, case).await? {
            for file in [paper.pdf, paper.docx] {
                gone += u32::from(files.erase(office, file).await?);
            }
        }
        Ok(gone)
    }

    /// Notes that nothing is left of what was approved to be erased.
    ///
    /// # Errors
    /// When the log does not take it.
    pub async fn note_erased(&self, asked: &Asked, files: u32) -> Result<(), CommandError> {
        self.store().db().empty_log().await.map_err(CommandError::from)?;
        self.note_erasure(ErasureCommand::NoteErased { case: asked.case, asked: asked.asked, files }).await
    }

    async fn note_erasure(&self, command: ErasureCommand) -> Result<(), CommandError> {
        let (stream, now) = (self.office().erasures_stream(), self.store().source().now());
        self.submit(Request::live(stream, Dated::at(now, command))).await.map(drop)
    }

    async fn going(&self, asked: &Asked) -> Result<Going, StorageError> {
        let (log, office) = (self.store().log(), self.office());
        let beside = [office.access_stream(asked.case), office.attachment_stream(asked.case)];
        let streams: Vec<StreamId> = std::iter::once(asked.case).chain(beside).collect();
        let mut going = Going::default();
        let mut pages = Pages::new(&log, office, &streams);
        while let Some(page) = pages.next().await? {
            let ring = self.store().keys().ring_of(office, &page).await?;
            for event in &page {
                let slots = keys::opened(event, &ring)?;
                for slot in slots.into_iter().flatten().filter(|slot| is_asked(asked, slot.subject)) {
                    if let Ok(told) = serde_json::from_slice(&slot.json) {
                        collect(told, &mut going.texts);
                    }
                }
                going.keys.extend(keys_of(event, asked)?);
            }
        }
        going.keys.extend(self.keys_of_reasons(asked.case).await?);
        Ok(going)
    }
}

impl Store {
    /// Takes out of the databases what the rows of what was erased left in their pages: keys, drafts, what was found by
    /// searching.
    ///
    /// # Errors
    /// When a database fails. Doing it again is as good.
    pub async fn sweep(&self) -> Result<(), StorageError> {
        let [terms, cases, _] = search::TABLES;
        let mut kept = self.db().sweep(&[terms, cases, DRAFTS.name]).await?;
        kept.extend(self.keys().sweep().await?);
        for table in kept {
            tracing::warn!(
                table,
                "something was erased, and its deleted rows may stand in the pages of this table until others take their \
                 place, for it is large, or a transaction from before goes on; run VACUUM (FULL) on it when nobody works"
            );
        }
        Ok(())
    }
}

fn is_asked(asked: &Asked, subject: crate::cases::personal::Subject) -> bool {
    asked.parts.iter().any(|part| part.subject() == Some(subject))
}

fn keys_of(event: &RecordedEvent, asked: &Asked) -> Result<Vec<KeyId>, StorageError> {
    let Some(sealed) = &event.personal else { return Ok(Vec::new()) };
    let named = keys::names(sealed).map_err(|error| super::bad_event(event, &error))?;
    Ok(named
        .into_iter()
        .filter(|(subject, _)| is_asked(asked, *subject))
        .map(|(_, key)| KeyId(key))
        .collect())
}

/// The texts of a value that may tell of a person: names, numbers, addresses.
fn collect(value: Value, texts: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::String(text) => {
            let text = Zeroizing::new(text);
            let is_telling = text.chars().count() >= TELLING
                && text.chars().any(|letter| letter.is_ascii_digit() || !letter.is_ascii());
            texts.extend(is_telling.then_some(text));
        }
        Value::Array(values) => values.into_iter().for_each(|value| collect(value, texts)),
        Value::Object(fields) => fields.into_iter().for_each(|(_, value)| collect(value, texts)),
        _ => {}
    }
}
