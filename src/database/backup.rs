//! What an embedded store was before a migration: a copy of both its files, beside them. The copy is a store itself,
//! for its keys stand beside it as every store's do.
use super::StorageError;
use crate::cases::occurred::Moment;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a copy of the keys lacks: the keys that wrap them live in one place alone, so that destroying one destroys what
/// it wrapped in every copy.
const WITHOUT_KEYS: [&str; 1] = ["office_keys"];
/// Copies of one version that can begin in the same second.
const NAMES: u32 = 100;

/// A copy of an embedded store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backup {
    /// The copy of the log and what is computed from it.
    pub store: PathBuf,
    /// The copy of the keys.
    pub keys: PathBuf,
}

/// The file of keys that goes with an embedded store.
#[must_use]
pub fn keys_of(store: &Path) -> PathBuf {
    let mut name = store.to_owned().into_os_string();
    name.push(".keys");
    name.into()
}

/// What stands beside an embedded store if nothing else is configured: the key that wraps its keys, and which keys were
/// destroyed.
pub const BESIDE: [&str; 2] = [".master", ".erased"];

/// The file of this ending beside a store.
#[must_use]
pub fn beside(store: &Path, ending: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Copies the store at `path`, which is at `version` and to which nobody writes meanwhile.
pub(super) fn make(path: &Path, version: i64, now: Moment) -> Result<Backup, StorageError> {
    let failed = |reason: String| StorageError::Backup { path: path.display().to_string(), reason };
    let backup = claim(path, version, now).map_err(|error| failed(error.to_string()))?;
    // A key is durable before the event that it seals: copied later, the keys are all there.
    let copied = copy(path, &backup.store).and_then(|()| copy(&keys_of(path), &backup.keys));
    copied.and_then(|()| copy_beside(path, &backup.store)).map_err(|error| {
        let _ = std::fs::remove_file(&backup.store);
        let _ = std::fs::remove_file(&backup.keys);
        for ending in BESIDE {
            let _ = std::fs::remove_file(beside(&backup.store, ending));
        }
        failed(error.to_string())
    })?;
    Ok(backup)
}

/// Without them the copy could not be opened. They keep their owner's rights.
fn copy_beside(from: &Path, to: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    for ending in BESIDE {
        let file = beside(from, ending);
        if file.exists() {
            std::fs::copy(file, beside(to, ending))?;
        }
    }
    Ok(())
}

/// Copies the embedded store at `from`, which may be written to meanwhile, to `to`, which must not be there: one state
/// of its log, then its keys, so that every key is there that the log needs. The tables `without` are copied empty, and so
/// are the keys that wrap others: nothing of their rows is left in the copy. Blocks.
///
/// # Errors
/// When it cannot be copied; nothing is left of the copy then.
pub fn copy_store(from: &Path, to: &Path, without: &[&str]) -> Result<Backup, StorageError> {
    let backup = Backup { store: to.to_owned(), keys: keys_of(to) };
    let failed = |error: &dyn std::fmt::Display| StorageError::NotCopied {
        path: from.display().to_string(),
        reason: error.to_string(),
    };
    for file in [&backup.store, &backup.keys] {
        new_file(file).map_err(|error| failed(&format!("{}: {error}", file.display())))?;
    }
    let copied = copy(from, &backup.store)
        .and_then(|()| copy(&keys_of(from), &backup.keys))
        .and_then(|()| empty(&backup.store, without))
        .and_then(|()| empty(&backup.keys, &WITHOUT_KEYS));
    copied.map_err(|error| {
        let _ = std::fs::remove_file(&backup.store);
        let _ = std::fs::remove_file(&backup.keys);
        failed(&error)
    })?;
    Ok(backup)
}

/// Empties tables of a copy that nobody uses yet: their rows are overwritten, and their pages given up.
fn empty(copy: &Path, tables: &[&str]) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let connection = Connection::open(copy)?;
    // A journal would hold what is to go. When this fails the copy is thrown away.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    for table in tables {
        connection.execute(&format!("DELETE FROM {table} /* all offices */"), [])?;
    }
    connection.execute("VACUUM", [])?;
    connection.close().map_err(|(_, error)| error)?;
    File::open(copy)?.sync_all()?;
    Ok(())
}

/// Two new, empty files under names that say version and time. What is there is never written over.
fn claim(path: &Path, version: i64, now: Moment) -> std::io::Result<Backup> {
    let stamp = format!(".version-{version}.{}T{}", now.day(), now.time().format("%H%M%S"));
    let mut last = None;
    for n in 1..=NAMES {
        let mut name = path.as_os_str().to_owned();
        name.push(&stamp);
        if n > 1 {
            name.push(format!("-{n}"));
        }
        let store = PathBuf::from(name);
        let backup = Backup { keys: keys_of(&store), store };
        match new_file(&backup.store).and_then(|()| new_file(&backup.keys)) {
            Ok(()) => return Ok(backup),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| ErrorKind::AlreadyExists.into()))
}

fn new_file(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path).map(drop)
}

/// One state of a database, whole and on the disk.
fn copy(from: &Path, to: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    let name = to.to_str().ok_or("its name is not UTF-8")?;
    connection.execute("VACUUM INTO ?1", [name])?;
    // SQLite leaves it to us to see the copy to the disk.
    File::open(to)?.sync_all()?;
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(path: &Path, word: &str) {
        let connection = Connection::open(path).expect("a database");
        connection.execute("CREATE TABLE words (word TEXT)", []).expect("a table");
        connection.execute("INSERT INTO words (word) VALUES (?1)", [word]).expect("a row");
    }

    fn word_in(path: &Path) -> String {
        let connection = Connection::open(path).expect("a database");
        connection.query_row("SELECT word FROM words", [], |row| row.get(0)).expect("a row")
    }

    #[test]
    fn a_copy_has_both_files_and_is_never_written_over_another_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("office.sqlite");
        let now = Moment::parse("2026-11-26T17:05:09+08:00").expect("a moment");
        database(&keys_of(&path), "keys");
        database(&path, "first");
        let first = make(&path, 2, now).expect("a backup");
        assert_eq!(first.store, folder.path().join("office.sqlite.version-2.2026-11-26T170509"));
        let connection = Connection::open(&path).expect("a database");
        connection.execute("UPDATE words SET word = 'second'", []).expect("changed");
        let second = make(&path, 2, now).expect("a backup");
        assert_eq!(second.store, folder.path().join("office.sqlite.version-2.2026-11-26T170509-2"));
        let copied = [&first.store, &first.keys, &second.store, &second.keys].map(|path| word_in(path));
        assert_eq!(copied, ["first", "keys", "second", "keys"]);
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("office.sqlite");
        let now = Moment::parse("2026-11-26T17:05:09+08:00").expect("a moment");
        database(&path, "first");
        let error = make(&path, 2, now).expect_err("its keys are missing").to_string();
        assert!(error.contains("office.sqlite") && error.contains("nothing was migrated"), "{error}");
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}
