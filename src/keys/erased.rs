//! The erase ledger: which keys were destroyed, one a line, in a file outside the databases. A restored database is held
//! against it before anybody reads, so that what was erased stays so.
use crate::cases::ids::OfficeId;
use crate::cases::occurred::Moment;
use crate::database::StorageError;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A key that was destroyed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erased {
    /// Whose key it was.
    pub office: OfficeId,
    /// The key's name, which tells nothing of a person.
    pub key: Uuid,
    /// When it was to be destroyed.
    pub at: Moment,
}

/// The file. Nothing in it is ever changed.
#[derive(Clone, Debug)]
pub struct Ledger(PathBuf);

impl Ledger {
    /// The ledger in this file, which need not be there yet.
    #[must_use]
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn failed(&self, source: std::io::Error) -> StorageError {
        StorageError::File { path: self.0.display().to_string(), source }
    }

    /// Adds lines. They are on the disk when this returns. Blocks.
    ///
    /// # Errors
    /// When the file cannot be written: then nothing may be destroyed.
    pub fn add(&self, erased: &[Erased]) -> Result<(), StorageError> {
        if erased.is_empty() {
            return Ok(());
        }
        let is_new = !self.0.exists();
        self.write_down(erased).map_err(|error| self.failed(error))?;
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        if is_new {
            #[cfg(unix)]
            File::open(folder.unwrap_or(Path::new(".")))
                .and_then(|folder| folder.sync_all())
                .map_err(|error| self.failed(error))?;
        }
        Ok(())
    }

    /// Makes the file if it is not there, so that it is seen that it can be written. Blocks.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(&self) -> Result<(), StorageError> {
        self.write_down(&[]).map_err(|error| self.failed(error))
    }

    fn write_down(&self, erased: &[Erased]) -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        // Whoever writes holds the lock, and begins at the end.
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.0)?;
        file.lock()?;
        let mut text = Vec::new();
        if file.seek(SeekFrom::End(0))? > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            // A line that was cut off by a crash destroyed nothing: it is closed, and passed over when read.
            if last != *b"\n" {
                text.push(b'\n');
            }
        }
        for line in erased {
            serde_json::to_writer(&mut text, line)?;
            text.push(b'\n');
        }
        file.write_all(&text)?;
        file.sync_all()
    }

    /// All that it says; nothing if there is no file. Blocks.
    ///
    /// # Errors
    /// When it cannot be read, or a line that is not its last was damaged.
    pub fn read(&self) -> Result<Vec<Erased>, StorageError> {
        let text = match std::fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed(error)),
        };
        let mut erased = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            match serde_json::from_str(line) {
                Ok(line) => erased.push(line),
                // The beginning of a line, whose writer was stopped.
                Err(error) if error.is_eof() => {}
                Err(_) => {
                    return Err(StorageError::Keys(format!(
                        "{}, line {number}: is no line of an erase ledger; bring a copy of the file back, for what it \
                         names must stay erased",
                        self.0.display()
                    )));
                }
            }
        }
        Ok(erased)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erased(n: u128) -> Erased {
        let at = Moment::parse("2026-11-27T00:00:00+08:00").expect("a moment");
        Erased { office: OfficeId(Uuid::from_u128(1)), key: Uuid::from_u128(n), at }
    }

    #[test]
    fn a_line_that_a_crash_cut_off_is_passed_over_and_spoils_none_that_follows() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::at(folder.path().join("erased"));
        assert_eq!(ledger.read().expect("nothing"), []);
        ledger.add(&[erased(1), erased(2)]).expect("added");
        let text = std::fs::read(ledger.path()).expect("bytes");
        std::fs::write(ledger.path(), &text[..text.len() - 20]).expect("cut off");
        assert_eq!(ledger.read().expect("one"), [erased(1)]);
        ledger.add(&[erased(3)]).expect("added");
        assert_eq!(ledger.read().expect("two"), [erased(1), erased(3)]);
    }

    #[test]
    fn a_line_that_was_changed_is_not_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::at(folder.path().join("erased"));
        ledger.add(&[erased(1), erased(2)]).expect("added");
        let text = std::fs::read_to_string(ledger.path()).expect("a text").replacen("office", "orifice", 1);
        std::fs::write(ledger.path(), text).expect("changed");
        assert!(ledger.read().expect_err("damaged").to_string().contains("line 1"));
    }
}
