//! The master key, which wraps the office keys. It stands in a file outside the database: sealed under a passphrase
//! (argon2id), or plain in a file that its owner alone may read. Or the file names a token (PKCS#11), which never gives the
//! key away and wraps with it.
mod file;
mod token;

pub use file::{MasterFile, look};
pub use token::TokenPlace;

use super::wrap::{unwrap, wrap};
use super::{Key, SealError, open_secret, seal_secret};
use crate::clock::Source;
use argon2::{Algorithm, Argon2, Params, Version};
use file::{Sealing, only_the_owner, parts, sync_folder, write_beside};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use token::Token;
use uuid::Uuid;
use zeroize::Zeroizing;

const FIRST_LINE: &str = "anjuan master key 1";
/// How a passphrase is stretched: memory in KiB, passes, lanes (RFC 9106, second recommended choice).
const COST: Cost = Cost { memory: 64 * 1024, passes: 3, lanes: 1 };
/// Signs that a passphrase has at least.
pub const SHORTEST_PASSPHRASE: usize = 12;

/// A passphrase; gone from memory when dropped, and printed nowhere.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The passphrase that a person typed, or that is the first line of a file.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Whether it has as many signs as it must have at least.
    #[must_use]
    pub fn is_long_enough(&self) -> bool {
        self.0.chars().count() >= SHORTEST_PASSPHRASE
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Why a master key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum MasterError {
    /// Its file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// It is no such file.
    #[error("{0} is no file of a master key, or it was damaged; bring a copy of it back")]
    NotOurs(String),
    /// Others may read a key that is not sealed.
    #[error("others than its owner may read {0}, which holds a key in the clear; run `chmod 600 {0}`")]
    Open(String),
    /// The passphrase is missing.
    #[error(
        "{0} is sealed under a passphrase; say it with keys.passphrase_file or ANJUAN_KEYS_PASSPHRASE, or at a terminal"
    )]
    PassphraseNeeded(String),
    /// The passphrase is another.
    #[error("the passphrase does not open {0}")]
    WrongPassphrase(String),
    /// The passphrase cannot be stretched.
    #[error("the passphrase cannot be used: {0}")]
    Stretching(argon2::Error),
    /// The token does not do what it is asked.
    #[error("the token {place}: {reason}")]
    Token {
        /// Where it is.
        place: TokenPlace,
        /// What it says, and what to do.
        reason: String,
    },
    /// It is kept in a token, which has a PIN in place of a passphrase.
    #[error("the master key is in the token {0}, whose PIN is changed with the token's own program")]
    NoPassphrase(TokenPlace),
    /// What a key wrapped does not open under it.
    #[error(transparent)]
    Sealed(#[from] SealError),
}

/// What a passphrase costs to try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    fn stretch(self, passphrase: &Passphrase, salt: &[u8]) -> Result<Key, MasterError> {
        let params = Params::new(self.memory, self.passes, self.lanes, Some(32));
        let argon2 =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(MasterError::Stretching)?);
        let mut stretched = Zeroizing::new([0; 32]);
        let done = argon2.hash_password_into(passphrase.0.as_bytes(), salt, &mut *stretched);
        done.map_err(MasterError::Stretching)?;
        Ok(Key::from_parts(Uuid::nil(), *stretched))
    }
}

/// A master key.
#[derive(Clone, Debug)]
pub struct MasterKey {
    id: Uuid,
    held: Held,
}

/// Where the key itself is.
#[derive(Clone, Debug)]
enum Held {
    /// In memory.
    Here(Key),
    /// In a token.
    InToken(Arc<Token>),
}

fn bound_to(id: Uuid) -> Vec<u8> {
    [FIRST_LINE.as_bytes(), id.as_bytes()].concat()
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> MasterError + '_ {
    |source| MasterError::File { path: path.display().to_string(), source }
}

impl MasterKey {
    /// A new master key.
    #[must_use]
    pub fn random(source: &Source) -> Self {
        let key = Key::random(source);
        Self { id: key.id, held: Held::Here(key) }
    }

    /// A new master key that a token makes and keeps.
    ///
    /// # Errors
    /// When there is no such token, the PIN is wrong, or it makes no such keys.
    pub fn in_token(place: TokenPlace, pin: &Passphrase, source: &Source) -> Result<Self, MasterError> {
        let id = source.uuid();
        Ok(Self { id, held: Held::InToken(Arc::new(Token::create(place, pin, id)?)) })
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Wraps `key`; it opens only where it is `bound_to`.
    pub(super) fn wrap(&self, bound_to: &[u8], key: &Key, source: &Source) -> Result<Vec<u8>, MasterError> {
        match &self.held {
            Held::Here(own) => Ok(wrap(own, bound_to, key)?),
            Held::InToken(token) => token.wrap(bound_to, key, source),
        }
    }

    /// Opens what [`MasterKey::wrap`] wrapped.
    pub(super) fn unwrap(&self, bound_to: &[u8], wrapped: &[u8]) -> Result<Key, MasterError> {
        match &self.held {
            Held::Here(own) => Ok(unwrap(own, bound_to, Uuid::nil(), wrapped)?),
            Held::InToken(token) => token.unwrap(bound_to, wrapped),
        }
    }

    /// Reads a key from its file, or has the token find it that the file names.
    ///
    /// # Errors
    /// When it cannot be read or opened.
    pub fn read(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, MasterError> {
        let (MasterFile { id, sealing }, secret) = parts(path)?;
        let shown = || path.display().to_string();
        let passphrase = || passphrase.ok_or_else(|| MasterError::PassphraseNeeded(shown()));
        let secret = match sealing {
            Sealing::Plain => {
                only_the_owner(path)?;
                secret
            }
            Sealing::Passphrase(cost, salt) => {
                let key = cost.stretch(passphrase()?, &salt)?;
                open_secret(&key, &bound_to(id), &secret).map_err(|error| match error {
                    SealError::Malformed | SealError::NotBuilt(_) => MasterError::NotOurs(shown()),
                    SealError::Tampered | SealError::OtherKey(_) => MasterError::WrongPassphrase(shown()),
                })?
            }
            Sealing::Token(place) => {
                // It names code that this program loads.
                only_the_owner(path)?;
                let token = Token::open(place, passphrase()?, id)?;
                return Ok(Self { id, held: Held::InToken(Arc::new(token)) });
            }
        };
        let secret = secret.as_slice().try_into().map_err(|_| MasterError::NotOurs(shown()))?;
        Ok(Self { id, held: Held::Here(Key::from_parts(id, secret)) })
    }

    /// Writes the key into a new file; nothing if there is one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(
        &self,
        path: &Path,
        passphrase: Option<&Passphrase>,
        source: &Source,
    ) -> Result<(), MasterError> {
        let written = self.write_beside(path, passphrase, source)?;
        // It is there whole, or not at all, and never over another one.
        let linked = std::fs::hard_link(&written, path);
        let _ = std::fs::remove_file(&written);
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(failed(path)(error)),
            _ => sync_folder(path),
        }
    }

    /// Writes the key in place of what its file holds.
    ///
    /// # Errors
    /// When it cannot be written; the file is then as it was.
    pub fn replace(
        &self,
        path: &Path,
        passphrase: Option<&Passphrase>,
        source: &Source,
    ) -> Result<(), MasterError> {
        let written = self.write_beside(path, passphrase, source)?;
        std::fs::rename(&written, path).map_err(failed(path))?;
        sync_folder(path)
    }

    /// Seals its file under another passphrase, or under none.
    ///
    /// # Errors
    /// When it cannot be written, or the key is in a token; the file is then as it was.
    pub fn reseal(
        &self,
        path: &Path,
        passphrase: Option<&Passphrase>,
        source: &Source,
    ) -> Result<(), MasterError> {
        match &self.held {
            Held::Here(_) => self.replace(path, passphrase, source),
            Held::InToken(token) => Err(MasterError::NoPassphrase(token.place().clone())),
        }
    }

    fn write_beside(
        &self,
        path: &Path,
        passphrase: Option<&Passphrase>,
        source: &Source,
    ) -> Result<PathBuf, MasterError> {
        let text = self.written(passphrase, source)?;
        write_beside(path, &format!(".{}", source.uuid().simple()), &text)
    }

    fn written(
        &self,
        passphrase: Option<&Passphrase>,
        source: &Source,
    ) -> Result<Zeroizing<String>, MasterError> {
        let file = |sealing| MasterFile { id: self.id, sealing };
        Ok(match (&self.held, passphrase) {
            (Held::InToken(token), _) => file(Sealing::Token(token.place().clone())).text(&[]),
            (Held::Here(key), None) => file(Sealing::Plain).text(key.secret()),
            (Held::Here(key), Some(passphrase)) => {
                let salt: [u8; 16] = source.bytes();
                let by = COST.stretch(passphrase, &salt)?;
                let sealed = seal_secret(&by, source, &bound_to(self.id), key.secret())?;
                file(Sealing::Passphrase(COST, salt.to_vec())).text(&sealed)
            }
        })
    }
}

/// Where a master key waits that is to come in place of the one in `path`, and where that one goes.
pub(super) fn beside(path: &Path) -> [PathBuf; 2] {
    [".next", ".before"].map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        name.into()
    })
}

/// The key that waits beside `path` comes in its place.
pub(super) fn come_forward(path: &Path) -> Result<(), MasterError> {
    let [next, before] = beside(path);
    if path.exists() {
        std::fs::rename(path, &before).map_err(failed(path))?;
    }
    std::fs::rename(&next, path).map_err(failed(&next))?;
    sync_folder(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::occurred::Moment;
    use crate::clock::{SeededEntropy, SetClock};
    use crate::event_log::tree::hex;

    fn source() -> Source {
        let now = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        Source::new(SetClock::at(now), SeededEntropy::new(7))
    }

    fn secret(key: &MasterKey) -> &[u8] {
        match &key.held {
            Held::Here(key) => key.secret(),
            Held::InToken(_) => &[],
        }
    }

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_alone_and_shows_neither() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, source) = (folder.path().join("master"), source());
        let key = MasterKey::random(&source);
        let right = Passphrase::new("correct horse battery".to_owned());
        key.create(&path, Some(&right), &source).expect("written");
        let text = std::fs::read_to_string(&path).expect("a text");
        assert!(!text.contains(&hex(secret(&key))) && !text.contains("horse"), "{text}");
        let read = MasterKey::read(&path, Some(&right)).expect("opens");
        assert_eq!((read.id(), secret(&read)), (key.id(), secret(&key)));
        let wrong = Passphrase::new("correct horse".to_owned());
        assert!(matches!(MasterKey::read(&path, Some(&wrong)), Err(MasterError::WrongPassphrase(_))));
        assert!(matches!(MasterKey::read(&path, None), Err(MasterError::PassphraseNeeded(_))));
        assert!(!format!("{right:?}{key:?}").contains("horse"));
    }

    #[cfg(unix)]
    #[test]
    fn a_plain_key_is_used_only_while_nobody_but_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let (path, source) = (folder.path().join("master"), source());
        let (first, second) = (MasterKey::random(&source), MasterKey::random(&source));
        first.create(&path, None, &source).expect("written");
        second.create(&path, None, &source).expect("left alone");
        assert_eq!(MasterKey::read(&path, None).expect("opens").id(), first.id());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("opened");
        assert!(matches!(MasterKey::read(&path, None), Err(MasterError::Open(_))));
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
    }
}
