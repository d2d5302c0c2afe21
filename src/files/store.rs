//! The file store: what is put into it, opened, erased and swept.
use super::catalogue::{self, FileRecord};
use super::error::FileError;
use super::incoming::Incoming;
use super::media::{BEGINNING, MediaType};
use super::opened::Opened;
use super::place::FilesUrl;
use super::shelf::{Object, Shelf};
use super::taking::Taking;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::OfficeId;
use crate::cases::occurred::Moment;
use crate::clock::Source;
use crate::database::Db;
use crate::event_log::Actor;
use crate::keys::KeyStore;
use bytes::Bytes;
use chrono::TimeDelta;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::ObjectStore;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Hours that an upload may take. What is older than [`SWEPT_AFTER`] belongs to no upload that still runs.
const UPLOAD: u64 = 6;
/// How old what belongs to no file is before it is swept.
const SWEPT_AFTER: TimeDelta = TimeDelta::hours(24);
/// Files that are looked up at once.
const AT_ONCE: usize = 200;
/// Pictures and packages that are held whole in memory at a time: drawing one takes up to a few hundred megabytes.
const LOOKED_INTO: usize = 2;

/// How large a file may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileLimits {
    /// Bytes of any file.
    pub bytes: u64,
    /// Bytes of a picture, a document or a table, which are held in memory to be looked into.
    pub bytes_in_memory: u64,
    /// Points of a picture.
    pub pixels: u64,
    /// Bytes that go to the store at once, and are held in memory until then. S3 takes no less than 5 MiB, except at
    /// the end of a file.
    pub part: usize,
}

impl Default for FileLimits {
    /// 50 MB, and 64 million points: what telephones make.
    fn default() -> Self {
        Self { bytes: 50_000_000, bytes_in_memory: 50_000_000, pixels: 64_000_000, part: 5 << 20 }
    }
}

/// What became of a file that was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Put {
    /// It is stored now.
    New(FileRecord),
    /// It was there already.
    Known(FileRecord),
}

impl Put {
    /// The file.
    #[must_use]
    pub const fn record(&self) -> &FileRecord {
        match self {
            Self::New(record) | Self::Known(record) => record,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// What everybody may see who may see the file: of a picture its rendition, of all else the file.
    Shown,
    /// The very bytes that were sent.
    Original,
}

/// What a sweep removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Swept {
    /// Whole objects that belonged to no file.
    pub objects: usize,
    /// Pieces of objects.
    pub pieces: usize,
}

/// A store of files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileStore {
    pub(super) db: Db,
    pub(super) keys: KeyStore,
    pub(super) source: Source,
    pub(super) shelf: Shelf,
    pub(super) limits: FileLimits,
    /// Whoever holds a whole picture or package in memory.
    pub(super) looking: Arc<Semaphore>,
}

impl FileStore {
    /// Opens the store at `url`, whose files are noted in `db` and sealed with keys of `keys`. The environment says who
    /// may use a bucket.
    ///
    /// A bucket should have a rule that removes incomplete uploads after some days (S3's
    /// `AbortIncompleteMultipartUpload`): those that a crash leaves are seen by nobody, and cannot be swept from here.
    ///
    /// # Errors
    /// When the place cannot be used.
    pub fn open(
        url: &FilesUrl,
        environment: impl IntoIterator<Item = (String, String)>,
        db: Db,
        keys: KeyStore,
        source: Source,
        limits: FileLimits,
    ) -> Result<Self, FileError> {
        Ok(Self::over(url.open(environment)?, url.folder(), db, keys, source, limits))
    }

    /// A file store over any store of objects; `folder` is where it lies, if on this machine.
    #[must_use]
    pub fn over(
        objects: Arc<dyn ObjectStore>,
        folder: Option<PathBuf>,
        db: Db,
        keys: KeyStore,
        source: Source,
        limits: FileLimits,
    ) -> Self {
        let shelf = Shelf::new(objects, folder, limits.part);
        Self { db, keys, source, shelf, limits, looking: Arc::new(Semaphore::new(LOOKED_INTO)) }
    }

    /// How large a file may be.
    #[must_use]
    pub const fn limits(&self) -> FileLimits {
        self.limits
    }

    /// Takes a file, if its bytes are those that `file` names and of a kind that is taken. It is there when this
    /// returns, or not at all.
    ///
    /// # Errors
    /// When the file is refused, cut off, or cannot be stored.
    pub async fn put<S, E>(
        &self,
        office: OfficeId,
        file: FileHash,
        by: &Actor,
        body: S,
    ) -> Result<Put, FileError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: Display,
    {
        let begun = self.source.now();
        let mut incoming = Incoming::new(body, self.limits.bytes);
        if let Some(known) = self.whole(office, file).await? {
            // Whoever knows only the name is not told that the file is there.
            while !incoming.chunk().await?.is_last {}
            incoming.finish(file)?;
            catalogue::note_sender(&self.db, office, &known, by).await?;
            return Ok(Put::Known(known));
        }
        let media_type = MediaType::of(incoming.beginning(BEGINNING).await?)?;
        if media_type == MediaType::Text {
            incoming.must_be_text();
        }
        let mut taking = Taking::new(self, office, file);
        let taken = async {
            let (key, size) = taking.seal(incoming, file).await?;
            let rendition = taking.look_into(&key, media_type, size).await?;
            self.in_time(begun)?;
            Ok((key.id, size, rendition))
        };
        let (original_key, size, rendition) = match taken.await {
            Ok(taken) => taken,
            Err(error) => {
                taking.discard().await;
                return Err(error);
            }
        };
        let (stored_at, stored_by) = (self.source.now(), by.clone());
        let record =
            FileRecord { sha256: file, size, media_type, original_key, rendition, stored_at, stored_by };
        let put = taking.note(record).await?;
        if let Put::Known(known) = &put {
            catalogue::note_sender(&self.db, office, known, by).await?;
        }
        Ok(put)
    }

    /// An upload that takes too long might be swept while it runs.
    fn in_time(&self, begun: Moment) -> Result<(), FileError> {
        let hours = (self.source.now().utc() - begun.utc()).num_hours();
        if u64::try_from(hours).is_ok_and(|hours| hours >= UPLOAD) {
            return Err(FileError::TooSlow(UPLOAD));
        }
        Ok(())
    }

    /// The file, if it is stored and can be opened. An erasure that stopped half-way is carried on.
    async fn whole(&self, office: OfficeId, file: FileHash) -> Result<Option<FileRecord>, FileError> {
        let Some(record) = self.find(office, file).await? else { return Ok(None) };
        let keys = record.keys();
        if self.keys.of(office, &keys).await?.len() == keys.len() {
            return Ok(Some(record));
        }
        self.erase(office, file).await?;
        Ok(None)
    }

    /// What is known of a file, if it is stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, office: OfficeId, file: FileHash) -> Result<Option<FileRecord>, FileError> {
        catalogue::find(&self.db, office, file).await
    }

    /// The office's files after `after`, in the order of their names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        office: OfficeId,
        after: Option<FileHash>,
        limit: u32,
    ) -> Result<Vec<FileRecord>, FileError> {
        catalogue::page(&self.db, office, after, limit).await
    }

    /// Opens a file. Whether the reader may see it, and see originals, was decided before.
    ///
    /// # Errors
    /// When there is none, it was erased, or the database fails.
    pub async fn get(&self, office: OfficeId, file: FileHash, which: Which) -> Result<Opened, FileError> {
        let record = self.find(office, file).await?.ok_or(FileError::NotFound(file))?;
        let shown = record.rendition.clone().filter(|_| which == Which::Shown);
        let (key, sha256, size, media_type) = match &shown {
            Some(shown) => (shown.key, shown.sha256, shown.size, shown.media_type),
            None => (record.original_key, record.sha256, record.size, record.media_type),
        };
        let key = self.keys.of(office, &[key]).await?.remove(&key).ok_or(FileError::Erased(file))?;
        let object = Object { office, file, key: key.id };
        let is_rendition = shown.is_some();
        Ok(Opened { record, object, key, shelf: self.shelf.clone(), sha256, size, media_type, is_rendition })
    }

    /// Erases a file, for ever: its keys are destroyed first, and with them every copy of it, wherever that lies. Says
    /// whether there was one.
    ///
    /// # Errors
    /// When a store fails. Doing it again goes on where it stopped.
    pub async fn erase(&self, office: OfficeId, file: FileHash) -> Result<bool, FileError> {
        let Some(record) = self.find(office, file).await? else { return Ok(false) };
        self.keys.destroy(office, &record.keys()).await?;
        catalogue::forget(&self.db, office, &record).await?;
        for key in record.keys() {
            // What cannot be removed now is swept: nobody can open it.
            if let Err(error) = self.shelf.remove(Object { office, file, key }).await {
                tracing::warn!(%error, "sealed bytes of an erased file are left for the sweep");
            }
        }
        Ok(true)
    }

    /// Removes what belongs to no file and is older than a day: what uploads left that a crash ended. The key that an
    /// object names is left alone: whoever can write to the bucket could name the key of a case.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn sweep(&self, office: OfficeId) -> Result<Swept, FileError> {
        let until = Moment::new(self.source.now().utc() - SWEPT_AFTER);
        let mut swept = Swept { objects: 0, pieces: self.shelf.remove_pieces(office, until).await? };
        let mut pages = self.shelf.older_than(office, until).try_chunks(AT_ONCE);
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| error.1)?;
            let files: Vec<_> = page.iter().map(|object| object.file).collect();
            let in_use = catalogue::in_use(&self.db, office, &files).await?;
            for object in page.into_iter().filter(|object| !in_use.contains(&object.key)) {
                self.shelf.remove(object).await?;
                swept.objects += 1;
            }
        }
        Ok(swept)
    }
}
