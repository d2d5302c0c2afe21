//! 国密: a value sealed with SM4-GCM. GCM breaks when a key meets the same nonce twice, and its nonces are short; so each value
//! has a key and a nonce of its own, both of which HMAC-SM3 makes of the subject's key and 24 bytes that are drawn.
use super::cipher::NONCE;
use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use hmac::{Hmac, Mac};
use sm3::Sm3;
use sm4::Sm4;
use zeroize::Zeroizing;

type Sm4Gcm = AesGcm<Sm4, U12>;

/// What is told to HMAC-SM3 before what was drawn.
const PURPOSE: &[u8] = b"anjuan SM4-GCM";

/// The key and the nonce of one value.
fn of_value(key: &[u8; 32], drawn: [u8; NONCE]) -> Option<(Zeroizing<[u8; 16]>, [u8; 12])> {
    let mut mac = <Hmac<Sm3> as hmac::KeyInit>::new_from_slice(key).ok()?;
    mac.update(PURPOSE);
    mac.update(&drawn);
    let made = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
    let (own, rest) = made.split_first_chunk::<16>()?;
    Some((Zeroizing::new(*own), *rest.first_chunk::<12>()?))
}

/// Seals a value, bound to `aad`.
pub(super) fn seal(key: &[u8; 32], drawn: [u8; NONCE], aad: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let (own, nonce) = of_value(key, drawn)?;
    Sm4Gcm::new((&*own).into()).encrypt(&nonce.into(), Payload { msg: value, aad }).ok()
}

/// Opens what [`seal`] sealed; none where it, its place or its key was changed.
pub(super) fn open(key: &[u8; 32], drawn: [u8; NONCE], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (own, nonce) = of_value(key, drawn)?;
    Sm4Gcm::new((&*own).into()).decrypt(&nonce.into(), Payload { msg: sealed, aad }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_log::tree::hex;
    use crate::keys::openssl::openssl;

    fn bytes(digits: &str) -> Vec<u8> {
        let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
        pairs.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect()
    }

    fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
        bytes.try_into().expect("as many")
    }

    /// RFC 8998, A.1.
    const KEY: &str = "0123456789abcdeffedcba9876543210";
    const IV: &str = "00001234567800000000abcd";
    const AAD: &str = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    const PLAIN: &str = "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
                         eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa";
    const SEALED: &str = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
                          d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
                          83de3541e4c2b58177e065a9bf7b62ec";

    #[test]
    fn the_cipher_is_that_of_rfc_8998() {
        let cipher = Sm4Gcm::new(&fixed::<16>(&bytes(KEY)).into());
        let (nonce, aad, plain) = (fixed::<12>(&bytes(IV)), bytes(AAD), bytes(PLAIN));
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: &plain, aad: &aad }).expect("sealed");
        assert_eq!(hex(&sealed), SEALED);
    }

    /// Multiplies in the field of GCM, bit by bit, as NIST SP 800-38D writes it.
    fn times(one: u128, other: u128) -> u128 {
        let (mut product, mut shifted) = (0, other);
        for bit in (0..128).rev() {
            if one >> bit & 1 == 1 {
                product ^= shifted;
            }
            let carries = shifted & 1 == 1;
            shifted >>= 1;
            if carries {
                shifted ^= 0xe1 << 120;
            }
        }
        product
    }

    fn ghash(under: u128, aad: &[u8], sealed: &[u8]) -> u128 {
        let blocks = |text: &[u8]| {
            let block = |part: &[u8]| {
                let mut block = [0; 16];
                block[..part.len()].copy_from_slice(part);
                u128::from_be_bytes(block)
            };
            text.chunks(16).map(block).collect::<Vec<_>>()
        };
        let bits = |text: &[u8]| u128::try_from(text.len() * 8).expect("short");
        let lengths = bits(aad) << 64 | bits(sealed);
        let all = blocks(aad).into_iter().chain(blocks(sealed)).chain([lengths]);
        all.fold(0, |hash, block| times(hash ^ block, under))
    }

    #[test]
    fn what_is_sealed_is_what_openssl_makes_with_sm4_and_a_ghash_by_hand() {
        let (key, drawn, aad) = ([7; 32], [9; NONCE], b"office, stream, version".as_slice());
        let value = "\"王某，住某某路 1 号\"".as_bytes();
        let sealed = seal(&key, drawn, aad, value).expect("sealed");
        assert_eq!(open(&key, drawn, aad, &sealed).as_deref(), Some(value));
        let (ciphertext, tag) = sealed.split_at(value.len());

        // The key of the value, by openssl's HMAC with SM3.
        let told = [PURPOSE, drawn.as_slice()].concat();
        let hmac = ["dgst", "-sm3", "-mac", "hmac", "-macopt", &format!("hexkey:{}", hex(&key)), "-binary"];
        let Some(made) = openssl(&hmac, &told) else { return };
        let (own, nonce) = (hex(&made[..16]), made[16..28].to_vec());
        let counter = |n: u32| hex(&[nonce.as_slice(), &n.to_be_bytes()].concat());
        let stream = ["enc", "-sm4-ctr", "-K", &own, "-iv", &counter(2), "-nopad"];
        assert_eq!(openssl(&stream, value).as_deref(), Some(ciphertext));
        let block = |block: &[u8]| {
            let made = openssl(&["enc", "-sm4-ecb", "-K", &own, "-nopad"], block).expect("openssl");
            u128::from_be_bytes(fixed(&made))
        };
        let masked = block(&bytes(&counter(1))) ^ ghash(block(&[0; 16]), aad, ciphertext);
        assert_eq!(masked.to_be_bytes(), *tag);
    }

    #[test]
    fn no_bit_of_it_its_place_its_key_or_what_was_drawn_can_be_turned() {
        let (key, drawn, aad) = ([7; 32], [9; NONCE], [1; 44]);
        let sealed = seal(&key, drawn, &aad, b"\"x\"").expect("sealed");
        for bit in 0..sealed.len() * 8 {
            let mut turned = sealed.clone();
            turned[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&key, drawn, &aad, &turned), None, "bit {bit}");
        }
        assert_eq!(open(&[8; 32], drawn, &aad, &sealed), None);
        assert_eq!(open(&key, [8; NONCE], &aad, &sealed), None);
        assert_eq!(open(&key, drawn, &[2; 44], &sealed), None);
    }
}
