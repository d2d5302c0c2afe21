//! A key that never leaves its token (PKCS#11): a hardware module, or a program that stands for one. It is an AES key of
//! 256 bits, made in the token, which wraps office keys with it (AES-GCM, bound to the place where they are kept).
//!
//! Layout of what it wraps: nonce (12), the ciphertext with its tag (48).
use super::{MasterError, Passphrase};
use crate::clock::Source;
use crate::keys::{Key, SealError};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::object::{Attribute, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;
use zeroize::Zeroizing;

const NONCE: usize = 12;
/// Bits of the tag.
const TAG: u64 = 128;
const LABEL: &str = "anjuan master key";

/// Where a token is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenPlace {
    /// The library of whoever made it.
    pub module: PathBuf,
    /// What it is called.
    pub label: String,
}

impl fmt::Display for TokenPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' of {}", self.label, self.module.display())
    }
}

/// A master key in a token.
#[derive(Debug)]
pub(super) struct Token {
    place: TokenPlace,
    session: Mutex<Session>,
    key: ObjectHandle,
}

impl TokenPlace {
    fn failed(&self) -> impl Fn(Error) -> MasterError + '_ {
        |error| {
            let reason = match error {
                Error::LibraryLoading(error) => format!("its library cannot be loaded: {error}"),
                Error::Pkcs11(RvError::PinIncorrect, _) => "the PIN is wrong".to_owned(),
                Error::Pkcs11(RvError::PinLocked, _) => {
                    "its PIN is locked; its security officer sets a new one".to_owned()
                }
                Error::Pkcs11(RvError::EncryptedDataInvalid, _) => SealError::Tampered.to_string(),
                error => error.to_string(),
            };
            MasterError::Token { place: self.clone(), reason }
        }
    }

    /// A session in which the key may be used, or made.
    fn session(&self, pin: &Passphrase, may_write: bool) -> Result<Session, MasterError> {
        let failed = self.failed();
        let library = Pkcs11::new(&self.module).map_err(&failed)?;
        match library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(failed(error)),
        }
        let mut found = None;
        for slot in library.get_slots_with_token().map_err(&failed)? {
            if library.get_token_info(slot).map_err(&failed)?.label().trim_end() == self.label {
                found = Some(slot);
            }
        }
        let slot = found.ok_or_else(|| MasterError::Token {
            place: self.clone(),
            reason: "there is no such token; see what it is called, and whether it is plugged in".to_owned(),
        })?;
        let opened = if may_write { library.open_rw_session(slot) } else { library.open_ro_session(slot) };
        let session = opened.map_err(&failed)?;
        match session.login(UserType::User, Some(&AuthPin::new(pin.0.as_str().into()))) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(failed(error)),
        }
    }
}

impl Token {
    /// Makes the key, under this name.
    pub(super) fn create(place: TokenPlace, pin: &Passphrase, id: Uuid) -> Result<Self, MasterError> {
        let session = place.session(pin, true)?;
        let wanted = [
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Encrypt(true),
            Attribute::Decrypt(true),
            Attribute::ValueLen(32.into()),
            Attribute::Label(LABEL.into()),
            Attribute::Id(id.as_bytes().to_vec()),
        ];
        session.generate_key(&Mechanism::AesKeyGen, &wanted).map_err(place.failed())?;
        drop(session);
        Self::open(place, pin, id)
    }

    /// Finds the key of this name.
    pub(super) fn open(place: TokenPlace, pin: &Passphrase, id: Uuid) -> Result<Self, MasterError> {
        let session = place.session(pin, false)?;
        let wanted = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(KeyType::AES),
            Attribute::Id(id.as_bytes().to_vec()),
        ];
        let found = session.find_objects(&wanted).map_err(place.failed())?;
        let [key] = found.as_slice() else {
            let reason = format!("it holds {} keys of the name {id}, and one is wanted", found.len());
            return Err(MasterError::Token { place, reason });
        };
        let key = *key;
        Ok(Self { place, session: Mutex::new(session), key })
    }

    pub(super) const fn place(&self) -> &TokenPlace {
        &self.place
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn wrap(&self, bound_to: &[u8], key: &Key, source: &Source) -> Result<Vec<u8>, MasterError> {
        let mut nonce: [u8; NONCE] = source.bytes();
        let kept = nonce;
        let failed = self.place.failed();
        let params = GcmParams::new(&mut nonce, bound_to, TAG.into()).map_err(&failed)?;
        let sealed = self.session().encrypt(&Mechanism::AesGcm(params), self.key, key.secret());
        Ok([kept.as_slice(), &sealed.map_err(&failed)?].concat())
    }

    pub(super) fn unwrap(&self, bound_to: &[u8], wrapped: &[u8]) -> Result<Key, MasterError> {
        let (nonce, sealed) = wrapped.split_at_checked(NONCE).ok_or(SealError::Malformed)?;
        let mut nonce = nonce.to_vec();
        let failed = self.place.failed();
        let params = GcmParams::new(&mut nonce, bound_to, TAG.into()).map_err(&failed)?;
        let opened = self.session().decrypt(&Mechanism::AesGcm(params), self.key, sealed);
        let opened = Zeroizing::new(opened.map_err(&failed)?);
        Ok(Key::from_parts(Uuid::nil(), opened.as_slice().try_into().map_err(|_| SealError::Malformed)?))
    }
}
