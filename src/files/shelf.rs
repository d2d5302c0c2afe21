//! Where the sealed bytes lie: one object for each key, named by office, file and key.
use super::error::FileError;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::OfficeId;
use crate::cases::occurred::Moment;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};
use std::future::poll_fn;
use std::ops::Range;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use tokio::io::AsyncWrite;
use uuid::Uuid;

/// Parts on their way at a time.
const PARTS: usize = 2;

/// Which object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Object {
    pub(super) office: OfficeId,
    pub(super) file: FileHash,
    pub(super) key: Uuid,
}

impl Object {
    pub(super) fn path(&self) -> Path {
        let file = self.file.to_string();
        Path::from_iter([self.office.to_string(), file[..2].to_owned(), file, self.key.to_string()])
    }

    /// The object of that name.
    pub(super) fn named(path: &str) -> Option<Self> {
        Self::read(&Path::parse(path).ok()?)
    }

    fn read(path: &Path) -> Option<Self> {
        let mut parts = path.parts();
        let mut next = || parts.next();
        let office = OfficeId(next()?.as_ref().parse().ok()?);
        let _ = next()?;
        let object =
            Self { office, file: next()?.as_ref().parse().ok()?, key: next()?.as_ref().parse().ok()? };
        (object.path() == *path).then_some(object)
    }

    /// What the sealed bytes are bound to.
    pub(super) fn bound_to(&self) -> Vec<u8> {
        [self.office.0.as_bytes().as_slice(), self.file.bytes()].concat()
    }
}

/// The store of sealed bytes.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    objects: Arc<dyn ObjectStore>,
    /// Where it lies, if it is a folder of this machine.
    folder: Option<PathBuf>,
    part: usize,
}

/// An object that is not there until it is finished.
pub(super) struct Writing(BufWriter);

impl Writing {
    pub(super) async fn put(&mut self, bytes: impl Into<Bytes>) -> Result<(), FileError> {
        Ok(self.0.put(bytes.into()).await?)
    }

    /// Makes it durable.
    pub(super) async fn finish(mut self) -> Result<(), FileError> {
        let finished = poll_fn(|context| Pin::new(&mut self.0).poll_shutdown(context)).await;
        finished.map_err(|error| match error.downcast::<object_store::Error>() {
            Ok(error) => error.into(),
            Err(error) => object_store::Error::Generic { store: "files", source: error.into() }.into(),
        })
    }

    /// Takes back what went to the store already.
    pub(super) async fn give_up(mut self) {
        if let Err(error) = self.0.abort().await {
            tracing::warn!(%error, "pieces of a file that did not come whole are left for the sweep");
        }
    }
}

impl Shelf {
    pub(super) const fn new(objects: Arc<dyn ObjectStore>, folder: Option<PathBuf>, part: usize) -> Self {
        Self { objects, folder, part }
    }

    pub(super) fn write(&self, object: Object) -> Writing {
        let writer = BufWriter::with_capacity(Arc::clone(&self.objects), object.path(), self.part);
        Writing(writer.with_max_concurrency(PARTS))
    }

    /// Some bytes of an object, at once.
    pub(super) async fn piece(
        &self,
        object: Object,
        range: Range<u64>,
    ) -> Result<Bytes, object_store::Error> {
        self.objects.get_range(&object.path(), range).await
    }

    /// Some bytes of an object, as they come.
    pub(super) async fn read(
        &self,
        object: Object,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, object_store::Error>>, object_store::Error> {
        let options = GetOptions::new().with_range(Some(range));
        Ok(self.objects.get_opts(&object.path(), options).await?.into_stream())
    }

    /// All of an object, as it comes.
    pub(super) async fn whole(
        &self,
        object: Object,
    ) -> Result<BoxStream<'static, Result<Bytes, object_store::Error>>, object_store::Error> {
        Ok(self.objects.get(&object.path()).await?.into_stream())
    }

    /// Removes an object, if it is there.
    pub(super) async fn remove(&self, object: Object) -> Result<(), FileError> {
        match self.objects.delete(&object.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The office's objects that were written before `moment`.
    pub(super) fn older_than(
        &self,
        office: OfficeId,
        moment: Moment,
    ) -> BoxStream<'static, Result<Object, FileError>> {
        let listed = self.objects.list(Some(&Path::from(office.to_string())));
        let older = move |found: object_store::ObjectMeta| async move {
            Ok((found.last_modified < moment.utc()).then(|| Object::read(&found.location)).flatten())
        };
        listed.map_err(FileError::from).try_filter_map(older).boxed()
    }

    /// Removes what uploads that never ended left in the folder before `moment`; a bucket sees to that itself, by its
    /// rule for incomplete uploads. Says how many.
    pub(super) async fn remove_pieces(&self, office: OfficeId, moment: Moment) -> Result<usize, FileError> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let folder = folder.join(office.to_string());
        let removing = tokio::task::spawn_blocking(move || remove_pieces(&folder, moment.utc()));
        let removed = removing.await.map_err(|_| FileError::Stopped)?;
        removed
            .map_err(|source| object_store::Error::Generic { store: "folder", source: source.into() }.into())
    }
}

/// `object_store` writes to `NAME#n` until all of it is there.
fn remove_pieces(folder: &std::path::Path, moment: DateTime<Utc>) -> std::io::Result<usize> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut removed = 0;
    for entry in entries {
        let entry = entry?;
        let kind = entry.metadata()?;
        if kind.is_dir() {
            removed += remove_pieces(&entry.path(), moment)?;
        } else if entry.file_name().to_string_lossy().contains('#')
            && DateTime::<Utc>::from(kind.modified()?) < moment
        {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}
