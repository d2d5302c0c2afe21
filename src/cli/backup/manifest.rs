//! What a backup says of itself: which parts it has, with the hash of each, and how far each office's log goes.
use super::files::{self, Fault};
use super::living::Guarding;
use crate::cases::occurred::Moment;
use crate::cli::Failure;
use crate::event_log::Position;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write as _};
use std::path::Path;

/// The copy of the store; its keys stand beside it.
pub(super) const STORE: &str = "store.sqlite";
/// The copy of the keys.
pub(super) const KEYS: &str = "store.sqlite.keys";
/// The sealed bytes of attached files: the SHA-256 and the name of each, one a line.
pub(super) const LIST: &str = "files.txt";
const NAME: &str = "manifest.json";
const FORMAT: u32 = 3;
/// The format of those that did not hold the attached files.
const WITHOUT_FILES: u32 = 1;

/// The last part of a backup to be written, and the first to be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    format: u32,
    /// When it was made.
    pub(super) made_at: Moment,
    /// How far each office's log goes.
    pub(super) offices: Vec<OfficeLine>,
    /// Files that the log needs and that could not be copied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) faults: Vec<Fault>,
    /// What wraps its keys; nothing if they are not wrapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) guarding: Option<Guarding>,
    parts: Vec<Part>,
}

/// An office and the position of its last event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeLine {
    pub(super) code: String,
    pub(super) position: Position,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    name: String,
    size: u64,
    sha256: String,
}

impl Part {
    fn of(folder: &Path, name: &str) -> Result<Self, Failure> {
        let path = folder.join(name);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut file = File::open(&path).map_err(failed)?;
        let (mut digest, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 20]);
        loop {
            match file.read(&mut buffer).map_err(failed)? {
                0 => break,
                read => {
                    digest.update(&buffer[..read]);
                    size += read as u64;
                }
            }
        }
        file.sync_all().map_err(failed)?;
        Ok(Self { name: name.to_owned(), size, sha256: files::hex(digest)? })
    }
}

impl Manifest {
    /// The manifest of what lies in the folder.
    pub(super) fn of(
        folder: &Path,
        made_at: Moment,
        offices: Vec<OfficeLine>,
        faults: Vec<Fault>,
        guarding: Option<Guarding>,
    ) -> Result<Self, Failure> {
        let parts =
            [STORE, KEYS, LIST].iter().map(|name| Part::of(folder, name)).collect::<Result<_, _>>()?;
        Ok(Self { format: FORMAT, made_at, offices, faults, guarding, parts })
    }

    /// Whether the attached files are in it.
    pub(super) const fn holds_files(&self) -> bool {
        self.format > WITHOUT_FILES
    }

    /// Writes it into the folder, and sees it to the disk.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(NAME);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut file = File::create_new(&path).map_err(failed)?;
        file.write_all(&serde_json::to_vec_pretty(self)?).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        #[cfg(unix)]
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(())
    }

    /// Reads the manifest in the folder, and sees that every part is what it was.
    pub(super) fn verified(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(NAME);
        let text = std::fs::read(&path).map_err(|error| {
            format!(
                "{} is no backup, or one that was not finished: {}: {error}",
                folder.display(),
                path.display()
            )
        })?;
        let manifest: Self =
            serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        if !(WITHOUT_FILES..=FORMAT).contains(&manifest.format) {
            return Err(format!("the backup has format {}; use the newer program", manifest.format).into());
        }
        for name in [STORE, KEYS, LIST] {
            let part = manifest.parts.iter().find(|part| part.name == name);
            if part != Some(&Part::of(folder, name)?) {
                return Err(format!(
                    "{} is not what was backed up (its SHA-256 is another); use another copy of the backup",
                    folder.join(name).display()
                )
                .into());
            }
        }
        if manifest.holds_files() {
            files::verify(folder)?;
        }
        Ok(manifest)
    }
}
