//! Taking a file in, step by step: its key, its sealed bytes, its rendition, and last its row. Whatever fails before the
//! row leaves nothing that anybody could see.
use super::catalogue::{self, FileRecord, Rendition};
use super::error::FileError;
use super::incoming::Incoming;
use super::media::MediaType;
use super::shelf::{Object, Writing};
use super::store::{FileStore, Put};
use super::{opened, package, rendition};
use crate::cases::file_hash::FileHash;
use crate::cases::ids::OfficeId;
use crate::keys::Key;
use crate::keys::stream::StreamSealer;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use std::convert::Infallible;
use std::fmt::Display;

/// A file that is being taken.
pub(super) struct Taking<'a> {
    store: &'a FileStore,
    office: OfficeId,
    file: FileHash,
    /// What was made for it.
    objects: Vec<Object>,
}

impl<'a> Taking<'a> {
    pub(super) const fn new(store: &'a FileStore, office: OfficeId, file: FileHash) -> Self {
        Self { store, office, file, objects: Vec::new() }
    }

    /// Seals all of `incoming` under a key of its own, if its bytes are those that `hash` names. Key and bytes are
    /// durable then, in this order.
    pub(super) async fn seal<S, E>(
        &mut self,
        incoming: Incoming<S>,
        hash: FileHash,
    ) -> Result<(Key, u64), FileError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: Display,
    {
        let key = Key::random(&self.store.source);
        let object = Object { office: self.office, file: self.file, key: key.id };
        self.objects.push(object);
        self.store.keys.keep(self.office, std::slice::from_ref(&key)).await?;
        let mut writing = self.store.shelf.write(object);
        match self.pour(&key, object, incoming, hash, &mut writing).await {
            Ok(size) => {
                writing.finish().await?;
                Ok((key, size))
            }
            Err(error) => {
                writing.give_up().await;
                Err(error)
            }
        }
    }

    async fn pour<S, E>(
        &self,
        key: &Key,
        object: Object,
        mut incoming: Incoming<S>,
        hash: FileHash,
        writing: &mut Writing,
    ) -> Result<u64, FileError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: Display,
    {
        let (mut sealer, head) = StreamSealer::new(key, &self.store.source, &object.bound_to());
        writing.put(head.to_vec()).await?;
        loop {
            let chunk = incoming.chunk().await?;
            if chunk.is_last {
                writing.put(sealer.last(&chunk.bytes).map_err(FileError::damaged(self.file))?).await?;
                return incoming.finish(hash);
            }
            writing.put(sealer.next(&chunk.bytes).map_err(FileError::damaged(self.file))?).await?;
        }
    }

    /// Draws a picture anew, and looks into a package. Both need all of it in memory, so few are looked into at a time.
    pub(super) async fn look_into(
        &mut self,
        key: &Key,
        media_type: MediaType,
        size: u64,
    ) -> Result<Option<Rendition>, FileError> {
        if !media_type.is_image() && !media_type.is_package() {
            return Ok(None);
        }
        if size > self.store.limits.bytes_in_memory {
            return Err(FileError::TooLarge(self.store.limits.bytes_in_memory));
        }
        let _turn = self.store.looking.acquire().await.map_err(|_| FileError::Stopped)?;
        // What is stored is read, so that what cannot be read again is never said to be there.
        let bytes = self.stored(key, size).await?;
        let pixels = self.store.limits.pixels;
        let looking = tokio::task::spawn_blocking(move || {
            if media_type.is_package() {
                return package::look_into(media_type, &bytes).map(|()| None);
            }
            rendition::draw(media_type, &bytes, pixels).map(Some)
        });
        let Some(drawn) = looking.await.map_err(|_| FileError::Stopped)?? else { return Ok(None) };
        let sha256 = FileHash::of(&drawn.bytes);
        let length = drawn.bytes.len() as u64;
        let body = stream::iter([Ok::<_, Infallible>(Bytes::from(drawn.bytes))]);
        let (key, size) = self.seal(Incoming::new(body, length), sha256).await?;
        let (media_type, width, height) = (drawn.media, drawn.width, drawn.height);
        Ok(Some(Rendition { sha256, size, media_type, width, height, key: key.id }))
    }

    async fn stored(&self, key: &Key, size: u64) -> Result<BytesMut, FileError> {
        let object = Object { office: self.office, file: self.file, key: key.id };
        let mut pieces = opened::read(&self.store.shelf, object, key, size, 0..size).await?;
        let mut bytes = BytesMut::with_capacity(usize::try_from(size).unwrap_or(0));
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece?);
        }
        Ok(bytes)
    }

    /// Notes the file: now it is there. If another sender was first, his is the file.
    pub(super) async fn note(self, record: FileRecord) -> Result<Put, FileError> {
        let noted = catalogue::note(&self.store.db, self.office, &record).await;
        if let Ok(true) = noted {
            return Ok(Put::New(record));
        }
        // After an error it may be there all the same; what was made is then left, and swept if it is not.
        let there = self.store.find(self.office, self.file).await;
        match (noted, there) {
            (_, Ok(Some(there))) if there.original_key == record.original_key => Ok(Put::New(record)),
            (Ok(_), Ok(Some(there))) => {
                self.discard().await;
                Ok(Put::Known(there))
            }
            (Ok(_), Ok(None)) => {
                self.discard().await;
                Err(FileError::Busy)
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    /// Removes what was made; first the keys, so that nobody can open what cannot be removed now.
    pub(super) async fn discard(self) {
        for object in self.objects {
            let removed = async {
                self.store.keys.destroy(self.office, &[object.key]).await?;
                self.store.shelf.remove(object).await?;
                Ok::<_, FileError>(())
            };
            if let Err(error) = removed.await {
                tracing::warn!(%error, "what was made for a file that is not taken is left for the sweep");
            }
        }
    }
}
