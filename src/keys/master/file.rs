//! The file of a master key: its name, and the key itself, sealed or plain; or where the token is that holds it.
use super::token::TokenPlace;
use super::{Cost, FIRST_LINE, MasterError, failed};
use crate::event_log::tree::hex;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What the file of a master key holds, as far as it is not secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MasterFile {
    /// The name of the key.
    pub id: Uuid,
    pub(super) sealing: Sealing,
}

/// How the key is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Sealing {
    /// In the file, in the clear.
    Plain,
    /// In the file, under a passphrase stretched at this cost with this salt.
    Passphrase(Cost, Vec<u8>),
    /// In a token, and never anywhere else.
    Token(TokenPlace),
}

impl MasterFile {
    /// Whether a passphrase, or the token's PIN, opens it.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        !matches!(self.sealing, Sealing::Plain)
    }

    /// The token that holds the key, if one does.
    #[must_use]
    pub const fn token(&self) -> Option<&TokenPlace> {
        match &self.sealing {
            Sealing::Token(place) => Some(place),
            _ => None,
        }
    }

    /// The file's text; `secret` is what stands in it of the key.
    pub(super) fn text(&self, secret: &[u8]) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{FIRST_LINE}\nid {}\n", self.id));
        match &self.sealing {
            Sealing::Plain => text.push_str("plain\n"),
            Sealing::Passphrase(Cost { memory, passes, lanes }, salt) => {
                let _ = writeln!(*text, "argon2id {memory} {passes} {lanes} {}", hex(salt));
            }
            Sealing::Token(TokenPlace { module, label }) => {
                let _ = writeln!(*text, "pkcs11\nmodule {}\ntoken {label}", module.display());
                return text;
            }
        }
        let digits = Zeroizing::new(hex(secret));
        text.push_str("key ");
        text.push_str(&digits);
        text.push('\n');
        text
    }
}

/// What the file of a master key says of itself.
///
/// # Errors
/// When there is none, or it is another file.
pub fn look(path: &Path) -> Result<MasterFile, MasterError> {
    parts(path).map(|(file, _)| file)
}

pub(super) fn parts(path: &Path) -> Result<(MasterFile, Zeroizing<Vec<u8>>), MasterError> {
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
        "plain" => Sealing::Plain,
        "pkcs11" => {
            let module = lines.next()?.strip_prefix("module ")?.into();
            let label = lines.next()?.strip_prefix("token ")?.to_owned();
            let sealing = Sealing::Token(TokenPlace { module, label });
            return Some((MasterFile { id, sealing }, Zeroizing::default()));
        }
        line => {
            let mut words = line.strip_prefix("argon2id ")?.split(' ');
            let mut number = || words.next()?.parse::<u32>().ok();
            let cost = Cost { memory: number()?, passes: number()?, lanes: number()? };
            Sealing::Passphrase(cost, from_hex(words.next()?)?.to_vec())
        }
    };
    let secret = from_hex(lines.next()?.strip_prefix("key ")?)?;
    Some((MasterFile { id, sealing }, secret))
}

/// Reads the digits that bytes are shown with.
fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (digits, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |digits: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    let bytes: Option<Vec<_>> = digits.iter().map(byte).collect();
    bytes.filter(|_| rest.is_empty()).map(Zeroizing::new)
}

/// Writes the text into a new file beside `path`, called `name`, that its owner alone may read.
pub(super) fn write_beside(path: &Path, name: &str, text: &str) -> Result<PathBuf, MasterError> {
    let beside = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(failed(&beside))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed(&beside))?;
    Ok(beside)
}

#[cfg(unix)]
pub(super) fn only_the_owner(path: &Path) -> Result<(), MasterError> {
    use std::os::unix::fs::PermissionsExt as _;
    let of_others = std::fs::metadata(path).map_err(failed(path))?.permissions().mode() & 0o077;
    if of_others == 0 { Ok(()) } else { Err(MasterError::Open(path.display().to_string())) }
}

#[cfg(not(unix))]
pub(super) fn only_the_owner(_: &Path) -> Result<(), MasterError> {
    Ok(())
}

pub(super) fn sync_folder(path: &Path) -> Result<(), MasterError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(path))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_told_so() {
        for text in ["", "anjuan master key 1\n", "anjuan master key 2\nid x\nplain\nkey 00\n"] {
            assert!(read_parts(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_file_of_a_key_in_a_token_says_where_that_is_and_holds_no_key() {
        let place = TokenPlace { module: "/usr/lib/a module.so".into(), label: "街道 办".to_owned() };
        let file = MasterFile { id: Uuid::max(), sealing: Sealing::Token(place) };
        let text = file.text(&[]);
        let (read, secret) = read_parts(&text).expect("a file");
        assert_eq!((&read, secret.len()), (&file, 0), "{}", *text);
        assert!(read.is_sealed() && !text.contains("key \n"));
    }
}
