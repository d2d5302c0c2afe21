//! Keyed hashes: what is to be found again and not read is kept as its hash under a key, so that nobody without the
//! key can try all phone numbers.
use super::Key;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A block of SHA-256 in bytes; HMAC fills a shorter key up with zeros (RFC 2104).
const BLOCK: usize = 64;

impl Key {
    /// HMAC-SHA-256 of `message` under this key.
    pub(super) fn mac(&self, message: &[u8]) -> [u8; 32] {
        let mut block = Zeroizing::new([0; BLOCK]);
        block[..32].copy_from_slice(self.secret());
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// The first 128 bits of HMAC-SHA-256 of `message` under this key.
    #[must_use]
    pub fn digest(&self, message: &[u8]) -> [u8; 16] {
        let mut digest = [0; 16];
        digest.copy_from_slice(&self.mac(message)[..16]);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_digest_is_that_of_rfc_4231_as_others_compute_it() {
        // printf 'phone:13900000000' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07 (32 bytes)
        let key = Key::from_parts(Uuid::nil(), [7; 32]);
        assert_eq!(
            u128::from_be_bytes(key.digest(b"phone:13900000000")),
            0x00f7_ff5f_bc9b_1da9_2053_af0a_d673_4ccc
        );
        assert_ne!(key.digest(b"phone:13900000000"), key.digest(b"phone:13900000001"));
        let other = Key::from_parts(Uuid::nil(), [8; 32]);
        assert_ne!(key.digest(b"phone:13900000000"), other.digest(b"phone:13900000000"));
    }
}
