//! Sealed bytes as they lie: copied for a backup without being opened to anybody, each proven to be what was sealed, and
//! put back.
use super::catalogue::FileRecord;
use super::error::FileError;
use super::place::FilesUrl;
use super::shelf::{Object, Shelf};
use super::store::{FileLimits, FileStore};
use crate::cases::ids::OfficeId;
use crate::keys::Key;
use crate::keys::stream::{CHUNK, HEAD, StreamOpener, TAG, chunks};
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};

/// Sealed bytes of a file: what was sent, or what is shown of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sealed {
    object: Object,
    /// How many bytes there are when they are opened.
    size: u64,
}

/// Sealed bytes as they come, or why they are not what was sealed.
pub type SealedBytes = BoxStream<'static, Result<Bytes, FileError>>;

impl FileRecord {
    /// The sealed bytes of the file.
    #[must_use]
    pub fn sealed(&self, office: OfficeId) -> Vec<Sealed> {
        let sealed = |key, size| Sealed { object: Object { office, file: self.sha256, key }, size };
        let shown = self.rendition.as_ref().map(|shown| sealed(shown.key, shown.size));
        std::iter::once(sealed(self.original_key, self.size)).chain(shown).collect()
    }
}

impl Sealed {
    /// What they are called in the file store.
    #[must_use]
    pub fn path(&self) -> String {
        self.object.path().to_string()
    }
}

impl FileStore {
    /// Sealed bytes as they lie in the store; none if their key was destroyed, for then nobody can open them. Each piece
    /// is given before it is proven: the stream ends with an error if it was changed, or is cut off.
    ///
    /// # Errors
    /// When a store fails, or the bytes are missing.
    pub async fn sealed(&self, sealed: &Sealed) -> Result<Option<SealedBytes>, FileError> {
        let Object { office, file, key } = sealed.object;
        let Some(key) = self.keys.of(office, &[key]).await?.remove(&key) else { return Ok(None) };
        let bytes = self.shelf.whole(sealed.object).await.map_err(|error| match error {
            object_store::Error::NotFound { .. } => FileError::Damaged(file, "it is missing".into()),
            error => error.into(),
        })?;
        let proof = Proof { sealed: *sealed, key, opener: None, held: BytesMut::new(), at: 0 };
        Ok(Some(stream::try_unfold((bytes, Some(proof)), next).boxed()))
    }
}

type Reading = (BoxStream<'static, Result<Bytes, object_store::Error>>, Option<Proof>);

async fn next((mut bytes, proof): Reading) -> Result<Option<(Bytes, Reading)>, FileError> {
    let Some(mut proof) = proof else { return Ok(None) };
    match bytes.next().await {
        Some(piece) => {
            let piece = piece?;
            proof.take(&piece)?;
            Ok(Some((piece, (bytes, Some(proof)))))
        }
        None => proof.finish().map(|()| None),
    }
}

/// Opens what passes, chunk by chunk, and throws it away.
struct Proof {
    sealed: Sealed,
    key: Key,
    /// None before the head has come.
    opener: Option<StreamOpener>,
    held: BytesMut,
    /// The next chunk.
    at: u32,
}

impl Proof {
    fn damaged(&self, reason: &str) -> FileError {
        FileError::Damaged(self.sealed.object.file, reason.into())
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        let object = self.sealed.object;
        self.held.extend_from_slice(bytes);
        if self.opener.is_none() {
            if self.held.len() < HEAD {
                return Ok(());
            }
            let head = self.held.split_to(HEAD);
            let opener = StreamOpener::new(&self.key, &head, &object.bound_to());
            self.opener = Some(opener.map_err(FileError::damaged(object.file))?);
        }
        while let (Some(opener), Some(length)) = (&self.opener, self.next_length()) {
            if self.held.len() < length {
                return Ok(());
            }
            let is_last = self.at + 1 == chunks(self.sealed.size);
            let chunk = self.held.split_to(length);
            opener.open(self.at, is_last, &chunk).map_err(FileError::damaged(object.file))?;
            self.at += 1;
        }
        if self.held.is_empty() { Ok(()) } else { Err(self.damaged("something was added to it")) }
    }

    /// How long the next chunk is when it is sealed; none after the last one.
    fn next_length(&self) -> Option<usize> {
        let begins = u64::from(self.at) * CHUNK as u64;
        let left = self.sealed.size.checked_sub(begins).filter(|left| *left > 0)?;
        Some(usize::try_from(left).unwrap_or(CHUNK).min(CHUNK) + TAG)
    }

    fn finish(self) -> Result<(), FileError> {
        let is_whole = self.opener.is_some() && self.held.is_empty() && self.next_length().is_none();
        if is_whole { Ok(()) } else { Err(self.damaged("it is cut off")) }
    }
}

/// A place for sealed bytes, without the store that knows what they are: a backup is put back into it.
#[derive(Clone, Debug)]
pub struct SealedPlace(Shelf);

impl SealedPlace {
    /// Opens the place. The environment says who may use a bucket.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(
        url: &FilesUrl,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, FileError> {
        let part = FileLimits::default().part;
        Ok(Self(Shelf::new(url.open(environment)?, url.folder(), part)))
    }

    /// Puts sealed bytes under the name that they had. They are there when this returns, or not at all.
    ///
    /// # Errors
    /// When the name is none of sealed bytes, the bytes do not come whole, or the store fails.
    pub async fn put<S, E>(&self, path: &str, bytes: S) -> Result<(), FileError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::error::Error + Send + Sync + 'static,
    {
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| {
            FileError::from(object_store::Error::Generic { store: "files", source })
        };
        let object = Object::named(path).ok_or_else(|| failed(format!("'{path}' names no file").into()))?;
        let mut writing = self.0.write(object);
        let mut bytes = bytes;
        while let Some(piece) = bytes.next().await {
            let written = match piece {
                Ok(piece) => writing.put(piece).await,
                Err(error) => Err(failed(error.into())),
            };
            if let Err(error) = written {
                writing.give_up().await;
                return Err(error);
            }
        }
        writing.finish().await
    }
}
