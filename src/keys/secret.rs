//! A secret of the program's own, such as the seed of an authenticator app, sealed with XChaCha20-Poly1305 under a key
//! of the key store and bound to the place where it is kept.
//!
//! Layout: a byte 1 (the format), nonce (24), the ciphertext with its tag.
use super::{Key, SealError};
use crate::clock::Source;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const NONCE: usize = 24;

/// Seals `secret` under `key`; it opens only where it is `bound_to`.
///
/// # Errors
/// When it is too long to be sealed.
pub fn seal_secret(key: &Key, source: &Source, bound_to: &[u8], secret: &[u8]) -> Result<Vec<u8>, SealError> {
    let nonce: [u8; NONCE] = source.bytes();
    let payload = Payload { msg: secret, aad: bound_to };
    let sealed = XChaCha20Poly1305::new(key.secret().into()).encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| SealError::Malformed)?;
    Ok([&[FORMAT], nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal_secret`] sealed.
///
/// # Errors
/// When it is damaged, was moved, or the key is another.
pub fn open_secret(key: &Key, bound_to: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (format, rest) = sealed.split_first().ok_or(SealError::Malformed)?;
    let (nonce, ciphertext) = rest.split_at_checked(NONCE).ok_or(SealError::Malformed)?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Malformed)?;
    if *format != FORMAT {
        return Err(SealError::Malformed);
    }
    let payload = Payload { msg: ciphertext, aad: bound_to };
    let opened = XChaCha20Poly1305::new(key.secret().into()).decrypt(&XNonce::from(nonce), payload);
    opened.map(Zeroizing::new).map_err(|_| SealError::Tampered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{SeededEntropy, SetClock};

    #[test]
    fn a_secret_opens_with_its_key_in_its_place_and_nowhere_else() {
        let now = crate::cases::occurred::Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        let (key, other) = (Key::random(&source), Key::random(&source));
        let mut sealed = seal_secret(&key, &source, b"here", b"the seed").expect("sealed");
        assert!(!sealed.windows(8).any(|window| window == b"the seed"));
        assert_eq!(open_secret(&key, b"here", &sealed).expect("opens").as_slice(), b"the seed");
        assert_eq!(open_secret(&key, b"there", &sealed), Err(SealError::Tampered));
        assert_eq!(open_secret(&other, b"here", &sealed), Err(SealError::Tampered));
        assert_eq!(open_secret(&key, b"here", &sealed[..20]), Err(SealError::Malformed));
        sealed[30] ^= 1;
        assert_eq!(open_secret(&key, b"here", &sealed), Err(SealError::Tampered));
    }
}
