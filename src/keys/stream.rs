//! What is too long for one piece: sealed chunk by chunk with XChaCha20-Poly1305 in the STREAM construction (Hoang,
//! Reyhanitabar, Rogaway and Vizár 2015), so that no chunk can be changed, moved or left out, and any can be opened by
//! itself.
//!
//! Layout: a byte 1 (the format), key id (16), the nonce's beginning (19), then each chunk with its tag. All chunks but
//! the last are of [`CHUNK`] bytes.
use super::{Key, SealError};
use crate::clock::Source;
use aead_stream::{EncryptorBE32, NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;
use uuid::Uuid;

const FORMAT: u8 = 1;
/// Bytes of a chunk before it is sealed.
pub const CHUNK: usize = 64 << 10;
/// Bytes that a chunk grows by.
pub const TAG: usize = 16;
/// Bytes in front of the first chunk.
pub const HEAD: usize = 1 + 16 + 19;

/// How many bytes `size` bytes are when they are sealed.
#[must_use]
pub const fn sealed_size(size: u64) -> u64 {
    HEAD as u64 + size + chunks(size) as u64 * TAG as u64
}

/// How many chunks `size` bytes make.
#[must_use]
pub const fn chunks(size: u64) -> u32 {
    chunk_of(size + CHUNK as u64 - 1)
}

/// In which chunk, counted from 0, byte `at` stands.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the counter of chunks has 32 bits; more are never sealed"
)]
pub const fn chunk_of(at: u64) -> u32 {
    (at / CHUNK as u64) as u32
}

/// Seals a stream under a key of its own.
pub struct StreamSealer {
    encryptor: EncryptorBE32<XChaCha20Poly1305>,
    bound_to: Box<[u8]>,
}

impl StreamSealer {
    /// A stream that opens only where it is `bound_to`, and its head.
    #[must_use]
    pub fn new(key: &Key, source: &Source, bound_to: &[u8]) -> (Self, [u8; HEAD]) {
        let nonce: [u8; 19] = source.bytes();
        let mut head = [FORMAT; HEAD];
        head[1..17].copy_from_slice(key.id.as_bytes());
        head[17..].copy_from_slice(&nonce);
        let encryptor = EncryptorBE32::new(key.secret().into(), &nonce.into());
        (Self { encryptor, bound_to: bound_to.into() }, head)
    }

    /// Seals the next chunk, which is of [`CHUNK`] bytes and not the last.
    ///
    /// # Errors
    /// When the stream is too long: 256 TiB.
    pub fn next(&mut self, chunk: &[u8]) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg: chunk, aad: &self.bound_to };
        self.encryptor.encrypt_next(payload).map_err(|_| SealError::Malformed)
    }

    /// Seals the last chunk.
    ///
    /// # Errors
    /// As [`StreamSealer::next`].
    pub fn last(self, chunk: &[u8]) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg: chunk, aad: &self.bound_to };
        self.encryptor.encrypt_last(payload).map_err(|_| SealError::Malformed)
    }
}

impl std::fmt::Debug for StreamSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StreamSealer")
    }
}

/// Opens chunks of a sealed stream.
pub struct StreamOpener {
    stream: StreamBE32<XChaCha20Poly1305>,
    bound_to: Box<[u8]>,
}

impl StreamOpener {
    /// Opens a stream that begins with `head`.
    ///
    /// # Errors
    /// When the head is no head of this key's.
    pub fn new(key: &Key, head: &[u8], bound_to: &[u8]) -> Result<Self, SealError> {
        let head: &[u8; HEAD] = head.try_into().map_err(|_| SealError::Malformed)?;
        if head[0] != FORMAT {
            return Err(SealError::Malformed);
        }
        if Uuid::from_slice(&head[1..17]) != Ok(key.id) {
            return Err(SealError::Tampered);
        }
        let nonce: [u8; 19] = head[17..].try_into().map_err(|_| SealError::Malformed)?;
        let stream = StreamBE32::new(key.secret().into(), &nonce.into());
        Ok(Self { stream, bound_to: bound_to.into() })
    }

    /// Opens chunk `at`, counted from 0, of the stream; whether it is the last one is sealed in it.
    ///
    /// # Errors
    /// When the chunk was changed, or stands elsewhere.
    pub fn open(&self, at: u32, is_last: bool, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg: sealed, aad: &self.bound_to };
        self.stream.decrypt(at, is_last, payload).map_err(|_| SealError::Tampered)
    }
}

impl std::fmt::Debug for StreamOpener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StreamOpener")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{SeededEntropy, SetClock};

    fn sealed() -> (Key, [u8; HEAD], Vec<Vec<u8>>) {
        let now = crate::cases::occurred::Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        let key = Key::random(&source);
        let (mut sealer, head) = StreamSealer::new(&key, &source, b"here");
        let chunks = vec![
            sealer.next(&[1; CHUNK]).expect("sealed"),
            sealer.next(&[2; CHUNK]).expect("sealed"),
            sealer.last(b"the end").expect("sealed"),
        ];
        (key, head, chunks)
    }

    #[test]
    fn each_chunk_opens_by_itself_where_it_stands_and_nowhere_else() {
        let (key, head, chunks) = sealed();
        let opener = StreamOpener::new(&key, &head, b"here").expect("its head");
        assert_eq!(opener.open(2, true, &chunks[2]), Ok(b"the end".to_vec()));
        assert_eq!(opener.open(1, false, &chunks[1]), Ok(vec![2; CHUNK]));
        assert_eq!(opener.open(0, false, &chunks[1]), Err(SealError::Tampered), "moved");
        assert_eq!(opener.open(1, true, &chunks[1]), Err(SealError::Tampered), "cut off after it");
        assert_eq!(opener.open(2, false, &chunks[2]), Err(SealError::Tampered), "added to after it");
        let elsewhere = StreamOpener::new(&key, &head, b"there").expect("its head");
        assert_eq!(elsewhere.open(2, true, &chunks[2]), Err(SealError::Tampered));
    }

    #[test]
    fn a_head_of_another_key_or_format_is_refused() {
        let (key, mut head, _) = sealed();
        head[3] ^= 1;
        assert_eq!(StreamOpener::new(&key, &head, b"here").err(), Some(SealError::Tampered));
        head[3] ^= 1;
        head[0] = 2;
        assert_eq!(StreamOpener::new(&key, &head, b"here").err(), Some(SealError::Malformed));
        assert_eq!(StreamOpener::new(&key, &head[1..], b"here").err(), Some(SealError::Malformed));
    }

    #[test]
    fn what_is_sealed_is_as_long_as_it_says() {
        let (_, head, chunks) = sealed();
        let length = head.len() + chunks.iter().map(Vec::len).sum::<usize>();
        assert_eq!(sealed_size(2 * CHUNK as u64 + 7), length as u64);
    }
}
