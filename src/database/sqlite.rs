//! SQLite as we open it: write-ahead log, every commit flushed, one writer.
use super::{Appender, Db, StorageError};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::path::Path;
use std::time::Duration;

/// The first SQLite without the write-ahead log reset corruption.
const OLDEST: [u32; 3] = [3, 51, 3];
/// How every connection is set up: write-ahead log, every commit flushed. The file is not mapped into memory, for its
/// pages would count as the process's own; the operating system keeps them anyway.
pub(super) const PRAGMAS: [(&str, &str); 3] =
    [("journal_mode", "WAL"), ("synchronous", "FULL"), ("wal_autocheckpoint", "10000")];
/// The pragma that says how many pages a connection keeps in memory; in kibibytes where it is negative.
pub(super) const CACHE: &str = "cache_size";
/// What the connection keeps that appends. Whenever SQLite has put pages of a tree into another order, the commit looks
/// through all that are kept: four times as many cost more than they save.
pub(super) const APPENDER_CACHE: &str = "-8192";
/// What the one keeps that loads whole tables.
pub(super) const BULK_CACHE: &str = "-65536";
/// What each of the others keeps.
pub(super) const READER_CACHE: &str = "-8192";
/// What one keeps that reads a table from its beginning to its end: little enough to stay in the processor's cache.
pub(super) const SCAN_CACHE: &str = "-1024";
/// Rows that a reading statement may be ahead of its reader: each time it has to wait costs a change of threads.
const ROWS_AHEAD: usize = 2048;
/// Readers beside the one writer.
const READERS: u32 = 4;

/// What is deleted is overwritten, and not only let go.
pub(super) const OVERWRITE: (&str, &str) = ("secure_delete", "ON");

pub(super) async fn open(path: &Path, more: &[(&'static str, &'static str)]) -> Result<Db, StorageError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|source| StorageError::File { path: folder.display().to_string(), source })?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .busy_timeout(Duration::from_secs(30))
        .row_buffer_size(ROWS_AHEAD)
        .statement_cache_capacity(512);
    let options =
        PRAGMAS.iter().chain(more).fold(options, |options, (name, value)| options.pragma(*name, *value));
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_mins(1))
        .connect_with(options.clone().pragma(CACHE, READER_CACHE))
        .await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&writer).await?;
    if !is_new_enough(&version) {
        return Err(StorageError::SqliteTooOld(version));
    }
    let reading = options.create_if_missing(false).pragma("query_only", "ON").pragma(CACHE, READER_CACHE);
    let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(reading).await?;
    Ok(Db::Sqlite { writer, readers, appender: Appender::new(path) })
}

pub(super) fn is_new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version: [u32; 3] = std::array::from_fn(|_| parts.next().unwrap_or(0));
    version >= OLDEST
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn a_sqlite_with_the_log_reset_fault_is_refused() {
        assert!(!is_new_enough("3.46.0"));
        assert!(!is_new_enough("3.51.2"));
        assert!(is_new_enough("3.51.3"));
        assert!(is_new_enough("4.0.0"));
    }
}
