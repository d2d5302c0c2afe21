//! A file on its way out: opened chunk by chunk, from any byte on.
use super::catalogue::FileRecord;
use super::error::FileError;
use super::media::MediaType;
use super::shelf::{Object, Shelf};
use crate::cases::file_hash::FileHash;
use crate::keys::Key;
use crate::keys::stream::{CHUNK, HEAD, StreamOpener, TAG, chunk_of, chunks, sealed_size};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use std::ops::Range;

/// A stored file, or what is shown of it, ready to be read.
#[derive(Debug)]
pub struct Opened {
    pub(super) record: FileRecord,
    pub(super) object: Object,
    pub(super) key: Key,
    pub(super) shelf: Shelf,
    /// The hash of what is read.
    pub(super) sha256: FileHash,
    pub(super) size: u64,
    pub(super) media_type: MediaType,
    pub(super) is_rendition: bool,
}

impl Opened {
    /// The file that it is, or is shown of.
    #[must_use]
    pub const fn record(&self) -> &FileRecord {
        &self.record
    }

    /// The SHA-256 of the bytes that are read: the rendition's own, if it is one.
    #[must_use]
    pub const fn sha256(&self) -> FileHash {
        self.sha256
    }

    /// How many bytes there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What they are.
    #[must_use]
    pub const fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// Whether this is a picture drawn anew, and not what somebody sent.
    #[must_use]
    pub const fn is_rendition(&self) -> bool {
        self.is_rendition
    }

    /// Some of its bytes, as they come. Every one of them is proven to be what was sealed, before it is given.
    ///
    /// # Errors
    /// When the store cannot be read. The stream ends with an error when what is stored was changed or is cut off.
    pub async fn read(
        self,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, FileError>>, FileError> {
        read(&self.shelf, self.object, &self.key, self.size, range).await
    }
}

/// Some bytes of an object that has `size` bytes when it is opened, as they come.
pub(super) async fn read(
    shelf: &Shelf,
    object: Object,
    key: &Key,
    size: u64,
    range: Range<u64>,
) -> Result<BoxStream<'static, Result<Bytes, FileError>>, FileError> {
    let (from, to) = (range.start.min(size), range.end.min(size));
    let missing = |error| match error {
        object_store::Error::NotFound { .. } => FileError::Damaged(object.file, "it is missing".into()),
        error => FileError::from(error),
    };
    let head = shelf.piece(object, 0..HEAD as u64).await.map_err(missing)?;
    let opener =
        StreamOpener::new(key, &head, &object.bound_to()).map_err(FileError::damaged(object.file))?;
    let chunk = CHUNK as u64;
    let sealed = if from < to {
        let begins = HEAD as u64 + from / chunk * (chunk + TAG as u64);
        let ends = sealed_size((to.div_ceil(chunk) * chunk).min(size));
        shelf.read(object, begins..ends).await.map_err(missing)?
    } else {
        stream::empty().boxed()
    };
    let reading = Reading {
        file: object.file,
        opener,
        sealed,
        held: BytesMut::new(),
        size,
        at: chunk_of(from),
        skip: usize::try_from(from % chunk).unwrap_or(CHUNK),
        left: to.saturating_sub(from),
    };
    Ok(stream::try_unfold(reading, Reading::next).boxed())
}

struct Reading {
    file: FileHash,
    opener: StreamOpener,
    sealed: BoxStream<'static, Result<Bytes, object_store::Error>>,
    held: BytesMut,
    size: u64,
    /// The next chunk.
    at: u32,
    /// Bytes of it that are not wanted.
    skip: usize,
    /// Bytes that are still wanted.
    left: u64,
}

impl Reading {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, FileError> {
        if self.left == 0 {
            return Ok(None);
        }
        let begins = u64::from(self.at) * CHUNK as u64;
        let length = usize::try_from((self.size - begins).min(CHUNK as u64)).unwrap_or(CHUNK) + TAG;
        while self.held.len() < length {
            let Some(bytes) = self.sealed.next().await else {
                return Err(FileError::Damaged(self.file, "it is cut off".into()));
            };
            self.held.extend_from_slice(&bytes?);
        }
        let is_last = self.at + 1 == chunks(self.size);
        let sealed = self.held.split_to(length);
        let opened = self.opener.open(self.at, is_last, &sealed).map_err(FileError::damaged(self.file))?;
        let opened = Bytes::from(opened).slice(self.skip..);
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(opened.len());
        self.at += 1;
        self.skip = 0;
        self.left -= wanted as u64;
        Ok(Some((opened.slice(..wanted), self)))
    }
}
