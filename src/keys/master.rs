//! The master key, which wraps the office keys. It stands in a file outside the database: sealed under a passphrase
//! (argon2id), or plain in a file that its owner alone may read.
use super::{Key, SealError, open_secret, seal_secret};
use crate::clock::Source;
use crate::event_log::tree::hex;
use argon2::{Algorithm, Argon2, Params, Version};
use std::fmt::{self, Write as _};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
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
pub struct MasterKey(pub(super) Key);

/// What the file of a master key holds, as far as it is not secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MasterFile {
    /// The name of the key.
    pub id: Uuid,
    /// How it is sealed; not at all without a passphrase.
    sealing: Option<(Cost, Vec<u8>)>,
}

impl MasterFile {
    /// Whether a passphrase opens it.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        self.sealing.is_some()
    }
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
        Self(Key::random(source))
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.0.id
    }

    /// Reads a key from its file.
    ///
    /// # Errors
    /// When it cannot be read or opened.
    pub fn read(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, MasterError> {
        let (file, secret) = parts(path)?;
        let shown = || path.display().to_string();
        let secret = match (&file.sealing, passphrase) {
            (None, _) => {
                only_the_owner(path)?;
                secret
            }
            (Some(_), None) => return Err(MasterError::PassphraseNeeded(shown())),
            (Some((cost, salt)), Some(passphrase)) => {
                let key = cost.stretch(passphrase, salt)?;
                open_secret(&key, &bound_to(file.id), &secret).map_err(|error| match error {
                    SealError::Malformed => MasterError::NotOurs(shown()),
                    SealError::Tampered => MasterError::WrongPassphrase(shown()),
                })?
            }
        };
        let secret = secret.as_slice().try_into().map_err(|_| MasterError::NotOurs(shown()))?;
        Ok(Self(Key::from_parts(file.id, secret)))
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

    fn write_beside(
        &self,
        path: &Path,
        passphrase: Option<&Passphrase>,
        source: &Source,
    ) -> Result<PathBuf, MasterError> {
        let text = self.written(passphrase, source)?;
        let beside = path.with_file_name(format!(".{}", source.uuid().simple()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside).map_err(failed(&beside))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed(&beside))?;
        Ok(beside)
    }

    fn written(
        &self,
        passphrase: Option<&Passphrase>,
        source: &Source,
    ) -> Result<Zeroizing<String>, MasterError> {
        let mut text = Zeroizing::new(format!("{FIRST_LINE}\nid {}\n", self.0.id));
        let secret = match passphrase {
            None => {
                text.push_str("plain\n");
                Zeroizing::new(self.0.secret().to_vec())
            }
            Some(passphrase) => {
                let salt: [u8; 16] = source.bytes();
                let Cost { memory, passes, lanes } = COST;
                let _ = writeln!(*text, "argon2id {memory} {passes} {lanes} {}", hex(&salt));
                let key = COST.stretch(passphrase, &salt)?;
                let sealed = seal_secret(&key, source, &bound_to(self.0.id), self.0.secret());
                Zeroizing::new(sealed.map_err(|_| MasterError::NotOurs("the new file".to_owned()))?)
            }
        };
        let digits = Zeroizing::new(hex(&secret));
        text.push_str("key ");
        text.push_str(&digits);
        text.push('\n');
        Ok(text)
    }
}

/// What the file of a master key says of itself.
///
/// # Errors
/// When there is none, or it is another file.
pub fn look(path: &Path) -> Result<MasterFile, MasterError> {
    parts(path).map(|(file, _)| file)
}

fn parts(path: &Path) -> Result<(MasterFile, Zeroizing<Vec<u8>>), MasterError> {
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed(path))?);
    read_parts(&text).ok_or_else(|| MasterError::NotOurs(path.display().to_string()))
}

fn read_parts(text: &str) -> Option<(MasterFile, Zeroizing<Vec<u8>>)> {
    let mut lines = text.lines();
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let id = lines.next()?.strip_prefix("id ")?.parse().ok()?;
    let sealing = match lines.next()? {
        "plain" => None,
        line => {
            let mut words = line.strip_prefix("argon2id ")?.split(' ');
            let mut number = || words.next()?.parse::<u32>().ok();
            let cost = Cost { memory: number()?, passes: number()?, lanes: number()? };
            Some((cost, from_hex(words.next()?)?.to_vec()))
        }
    };
    let secret = from_hex(lines.next()?.strip_prefix("key ")?)?;
    Some((MasterFile { id, sealing }, secret))
}

/// Reads the digits that bytes are shown with.
pub(super) fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (digits, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |digits: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    let bytes: Option<Vec<_>> = digits.iter().map(byte).collect();
    bytes.filter(|_| rest.is_empty()).map(Zeroizing::new)
}

#[cfg(unix)]
fn only_the_owner(path: &Path) -> Result<(), MasterError> {
    use std::os::unix::fs::PermissionsExt as _;
    let of_others = std::fs::metadata(path).map_err(failed(path))?.permissions().mode() & 0o077;
    if of_others == 0 { Ok(()) } else { Err(MasterError::Open(path.display().to_string())) }
}

#[cfg(not(unix))]
fn only_the_owner(_: &Path) -> Result<(), MasterError> {
    Ok(())
}

fn sync_folder(path: &Path) -> Result<(), MasterError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(path))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::occurred::Moment;
    use crate::clock::{SeededEntropy, SetClock};

    fn source() -> Source {
        let now = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        Source::new(SetClock::at(now), SeededEntropy::new(7))
    }

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_alone_and_shows_neither() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, source) = (folder.path().join("master"), source());
        let key = MasterKey::random(&source);
        let right = Passphrase::new("correct horse battery".to_owned());
        key.create(&path, Some(&right), &source).expect("written");
        let text = std::fs::read_to_string(&path).expect("a text");
        assert!(!text.contains(&hex(key.0.secret())) && !text.contains("horse"), "{text}");
        let read = MasterKey::read(&path, Some(&right)).expect("opens");
        assert_eq!((read.id(), read.0.secret()), (key.id(), key.0.secret()));
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

    #[test]
    fn what_is_no_key_is_told_so() {
        for text in ["", "anjuan master key 1\n", "anjuan master key 2\nid x\nplain\nkey 00\n"] {
            assert!(read_parts(text).is_none(), "{text}");
        }
    }
}
