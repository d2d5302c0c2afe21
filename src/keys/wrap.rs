//! A key sealed under another key with XChaCha20-Poly1305, bound to the place where it is kept.
//!
//! The nonce follows from the wrapping key, the place and the wrapped key (a synthetic nonce): nothing is drawn, so that
//! wrapping may happen in any order, and two keys never share a nonce.
//!
//! Layout: nonce (24), the ciphertext with its tag (48).
use super::{Key, SealError};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use uuid::Uuid;
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// Wraps `key` under `by`; it opens only where it is `bound_to`.
pub(super) fn wrap(by: &Key, bound_to: &[u8], key: &Key) -> Result<Vec<u8>, SealError> {
    let told = Zeroizing::new([b"nonce".as_slice(), bound_to, key.secret()].concat());
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&by.mac(&told)[..NONCE]);
    let payload = Payload { msg: key.secret(), aad: bound_to };
    let sealed = XChaCha20Poly1305::new(by.secret().into()).encrypt(&XNonce::from(nonce), payload);
    Ok([nonce.as_slice(), &sealed.map_err(|_| SealError::Malformed)?].concat())
}

/// Opens what [`wrap`] wrapped.
pub(super) fn unwrap(by: &Key, bound_to: &[u8], id: Uuid, wrapped: &[u8]) -> Result<Key, SealError> {
    let (nonce, sealed) = wrapped.split_at_checked(NONCE).ok_or(SealError::Malformed)?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Malformed)?;
    let payload = Payload { msg: sealed, aad: bound_to };
    let opened = XChaCha20Poly1305::new(by.secret().into()).decrypt(&XNonce::from(nonce), payload);
    let opened = Zeroizing::new(opened.map_err(|_| SealError::Tampered)?);
    Ok(Key::from_parts(id, opened.as_slice().try_into().map_err(|_| SealError::Malformed)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_under_the_key_that_wrapped_it_in_its_place_and_nowhere_else() {
        let by = Key::from_parts(Uuid::nil(), [1; 32]);
        let (key, id) = (Key::from_parts(Uuid::max(), [2; 32]), Uuid::max());
        let mut wrapped = wrap(&by, b"here", &key).expect("wrapped");
        assert!(!wrapped.windows(8).any(|bytes| bytes == [2; 8]));
        assert_eq!(unwrap(&by, b"here", id, &wrapped).expect("opens").secret(), &[2; 32]);
        assert_eq!(unwrap(&by, b"there", id, &wrapped).err(), Some(SealError::Tampered));
        assert_eq!(unwrap(&key, b"here", id, &wrapped).err(), Some(SealError::Tampered));
        assert_eq!(unwrap(&by, b"here", id, &wrapped[..20]).err(), Some(SealError::Malformed));
        wrapped[30] ^= 1;
        assert_eq!(unwrap(&by, b"here", id, &wrapped).err(), Some(SealError::Tampered));
    }

    #[test]
    fn the_same_key_in_the_same_place_is_wrapped_to_the_same_bytes_and_another_under_another_nonce() {
        let by = Key::from_parts(Uuid::nil(), [1; 32]);
        let of = |secret| wrap(&by, b"here", &Key::from_parts(Uuid::max(), [secret; 32])).expect("wrapped");
        assert_eq!(of(2), of(2));
        assert_ne!(of(2)[..NONCE], of(3)[..NONCE]);
    }
}
