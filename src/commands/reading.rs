//! What is read is recorded, before it is shown: what cannot be recorded is not shown.
use super::desk::OfficeDesk;
use super::permit::NotPermitted;
use crate::cases::access::Confidentiality;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::CaseId;
use crate::cases::user::Role;
use crate::cases::words::Text;
use crate::database::StorageError;
use crate::event_log::readings::{self, Reading, Reason, Recorded, What};
use crate::keys::{Key, open_secret, seal_secret};
use uuid::Uuid;

/// The name of an office's key for the words of readings.
const KEY: Uuid = Uuid::from_u128(0x7265_6164_696e_6773_5f6b_6579_0000_0001);

/// Why somebody wants to see who is in a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Why {
    /// The reason.
    pub reason: Reason,
    /// The same in words.
    pub words: Option<Text>,
}

impl OfficeDesk {
    /// Records that whoever acts is about to read this of a case: whatever an auditor reads, and whatever anybody reads of
    /// a case that is restricted or secret. The work of every day leaves nothing.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub async fn note_case_read(&self, what: What, case: CaseId) -> Result<(), NotPermitted> {
        let watched =
            self.subject().is(Role::Auditor) || self.level_of(case).await? != Confidentiality::Ordinary;
        if watched {
            self.note_read(Reading { case: Some(case), ..self.reading(what) }).await?;
        }
        Ok(())
    }

    /// Records that whoever acts is about to open a file.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub async fn note_file_read(&self, file: FileHash) -> Result<(), StorageError> {
        self.note_read(Reading { file: Some(file), ..self.reading(What::File) }).await
    }

    /// Records that whoever acts is about to open a file that is kept only because it must be, and why.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub async fn note_kept_file_read(&self, file: FileHash, why: &Why) -> Result<(), StorageError> {
        let words = match &why.words {
            Some(words) => Some(self.sealed_words(words).await?),
            None => None,
        };
        let reason = Some(why.reason);
        self.note_read(Reading { file: Some(file), reason, words, ..self.reading(What::File) }).await
    }

    /// Records that whoever acts is about to look for a person, and not for whom.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub async fn note_person_search(&self) -> Result<(), StorageError> {
        self.note_read(self.reading(What::PersonSearch)).await
    }

    /// Records that whoever acts is about to take this of a case, whoever it is and whatever case.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub async fn note_taken(&self, what: What, case: CaseId, why: Option<&Why>) -> Result<(), StorageError> {
        let words = match why.and_then(|why| why.words.as_ref()) {
            Some(words) => Some(self.sealed_words(words).await?),
            None => None,
        };
        let reason = why.map(|why| why.reason);
        self.note_read(Reading { case: Some(case), reason, words, ..self.reading(what) }).await
    }

    /// Records that whoever acts is about to take a ledger out, with the names that stand in it.
    ///
    /// # Errors
    /// When it cannot be recorded.
    pub async fn note_ledger_taken(&self) -> Result<(), StorageError> {
        self.note_read(self.reading(What::Ledger)).await
    }

    fn reading(&self, what: What) -> Reading {
        Reading { reader: self.actor().clone(), what, case: None, file: None, reason: None, words: None }
    }

    async fn note_read(&self, reading: Reading) -> Result<(), StorageError> {
        let now = self.store().source().now();
        readings::record(self.store().db(), self.office(), now, &reading).await.map(drop)
    }

    async fn words_key(&self) -> Result<Key, StorageError> {
        self.store().keys().named(self.office(), KEY, self.store().source()).await
    }

    fn words_place(&self) -> Vec<u8> {
        [b"words of a reading".as_slice(), self.office().0.as_bytes()].concat()
    }

    async fn sealed_words(&self, words: &Text) -> Result<Vec<u8>, StorageError> {
        let (key, place) = (self.words_key().await?, self.words_place());
        let sealed = seal_secret(&key, self.store().source(), &place, words.to_string().as_bytes());
        sealed.map_err(|error| unreadable(&error))
    }

    /// The words of a reading; none if nothing was said.
    ///
    /// # Errors
    /// When they were damaged, or the key store fails.
    pub async fn words_of(&self, recorded: &Recorded) -> Result<Option<String>, StorageError> {
        let Some(sealed) = &recorded.reading.words else { return Ok(None) };
        let opened = open_secret(&self.words_key().await?, &self.words_place(), sealed);
        let opened = opened.map_err(|error| unreadable(&error))?;
        Ok(Some(String::from_utf8_lossy(&opened).into_owned()))
    }
}

fn unreadable(reason: &dyn std::fmt::Display) -> StorageError {
    StorageError::BadRow { table: "readings", row: "words".to_owned(), reason: reason.to_string() }
}
