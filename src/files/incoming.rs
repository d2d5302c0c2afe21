//! A file on its way in: counted, hashed and cut into chunks while it comes.
use super::error::FileError;
use super::media::TextCheck;
use crate::cases::file_hash::FileHash;
use crate::keys::stream::CHUNK;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::fmt::Display;

/// A file on its way in. Of its bytes it holds a chunk and what last came.
pub(super) struct Incoming<S> {
    body: S,
    held: BytesMut,
    has_ended: bool,
    size: u64,
    limit: u64,
    digest: Sha256,
    text: Option<TextCheck>,
}

/// A piece of a file: [`CHUNK`] bytes, or fewer if it is the last one.
pub(super) struct Chunk {
    pub(super) bytes: Bytes,
    pub(super) is_last: bool,
}

impl<S, E> Incoming<S>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: Display,
{
    /// A file of at most `limit` bytes.
    pub(super) fn new(body: S, limit: u64) -> Self {
        Self {
            body,
            held: BytesMut::new(),
            has_ended: false,
            size: 0,
            limit,
            digest: Sha256::new(),
            text: None,
        }
    }

    /// From here on all that comes must be text.
    pub(super) fn must_be_text(&mut self) {
        self.text = Some(TextCheck::default());
    }

    async fn hold(&mut self, wanted: usize) -> Result<(), FileError> {
        while self.held.len() < wanted && !self.has_ended {
            match self.body.next().await {
                None => self.has_ended = true,
                Some(Err(error)) => {
                    tracing::info!(%error, "a file was cut off on its way in");
                    return Err(FileError::CutOff);
                }
                Some(Ok(bytes)) => {
                    self.size += bytes.len() as u64;
                    if self.size > self.limit {
                        return Err(FileError::TooLarge(self.limit));
                    }
                    self.digest.update(&bytes);
                    self.held.extend_from_slice(&bytes);
                }
            }
        }
        Ok(())
    }

    /// Its first bytes, at most `length`, which come again in the first chunk.
    pub(super) async fn beginning(&mut self, length: usize) -> Result<&[u8], FileError> {
        self.hold(length).await?;
        Ok(&self.held[..self.held.len().min(length)])
    }

    /// The next chunk. After the last one comes none.
    pub(super) async fn chunk(&mut self) -> Result<Chunk, FileError> {
        self.hold(CHUNK + 1).await?;
        let bytes = self.held.split_to(self.held.len().min(CHUNK)).freeze();
        if let Some(text) = &mut self.text {
            text.take(&bytes)?;
        }
        Ok(Chunk { bytes, is_last: self.has_ended && self.held.is_empty() })
    }

    /// Its size, once all of it has come, if its bytes are those that `hash` names.
    pub(super) fn finish(self, hash: FileHash) -> Result<u64, FileError> {
        let found = FileHash::new(self.digest.finalize().into());
        if found != hash {
            return Err(FileError::OtherBytes(found));
        }
        self.text.map_or(Ok(()), TextCheck::finish)?;
        Ok(self.size)
    }
}
