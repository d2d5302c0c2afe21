//! With what a value of an event is sealed. A payload names its cipher, so that whoever reads it knows what is missing.
use super::SealError;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// Bytes of what is drawn for each value, whatever the cipher.
pub(super) const NONCE: usize = 24;

/// A cipher.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Cipher {
    /// XChaCha20-Poly1305.
    #[default]
    XChaCha20Poly1305,
    /// 国密: SM4 (GB/T 32907) in Galois/Counter mode (RFC 8998), under a key for each value, which HMAC-SM3 makes of the
    /// subject's key and what is drawn. Only in a program that was built with the feature `sm`.
    Sm4Gcm,
}

impl Cipher {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::XChaCha20Poly1305, Self::Sm4Gcm];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::XChaCha20Poly1305 => "XChaCha20-Poly1305",
            Self::Sm4Gcm => "SM4-GCM",
        }
    }

    /// Whether this program has it.
    #[must_use]
    pub const fn is_built_in(self) -> bool {
        match self {
            Self::XChaCha20Poly1305 => true,
            Self::Sm4Gcm => cfg!(any(feature = "sm", test)),
        }
    }

    /// Its number in a payload.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::XChaCha20Poly1305 => 1,
            Self::Sm4Gcm => 2,
        }
    }

    /// The cipher of a number.
    pub(super) fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.number() == number)
    }

    /// Seals a value, bound to `aad`; none where it is too long, or the program has not this cipher.
    pub(super) fn seal(
        self,
        key: &[u8; 32],
        nonce: [u8; NONCE],
        aad: &[u8],
        value: &[u8],
    ) -> Option<Vec<u8>> {
        match self {
            Self::XChaCha20Poly1305 => {
                let payload = Payload { msg: value, aad };
                XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), payload).ok()
            }
            #[cfg(any(feature = "sm", test))]
            Self::Sm4Gcm => super::sm::seal(key, nonce, aad, value),
            #[cfg(not(any(feature = "sm", test)))]
            Self::Sm4Gcm => None,
        }
    }

    /// Opens what [`Cipher::seal`] sealed.
    pub(super) fn open(
        self,
        key: &[u8; 32],
        nonce: [u8; NONCE],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        match self {
            Self::XChaCha20Poly1305 => {
                let payload = Payload { msg: sealed, aad };
                let opened = XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(nonce), payload);
                opened.map_err(|_| SealError::Tampered)
            }
            #[cfg(any(feature = "sm", test))]
            Self::Sm4Gcm => super::sm::open(key, nonce, aad, sealed).ok_or(SealError::Tampered),
            #[cfg(not(any(feature = "sm", test)))]
            Self::Sm4Gcm => Err(SealError::NotBuilt(self.name())),
        }
    }
}
