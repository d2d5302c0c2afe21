//! SQLite as we open it: write-ahead log, every commit flushed, one writer.
use super::{Appender, Db, StorageError};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::path::Path;
use std::time::Duration;

/// The first SQLite without the write-ahead log reset corruption.
const OLDEST: [u32; 3] = [3, 51, 3];
/// How every connection is set up: write-ahead log, every commit flushed.
pub(super) const PRAGMAS: [(&str, &str); 5] = [
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("wal_autocheckpoint", "10000"),
    ("cache_size", "-65536"),
    ("mmap_size", "1073741824"),
];
/// Rows that a reading statement may be ahead of its reader: each time it has to wait costs a change of threads.
const ROWS_AHEAD: usize = 2048;
/// Readers beside the one writer.
const READERS: u32 = 4;

pub(super) async fn open(path: &Path) -> Result<Db, StorageError> {
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
    let options = PRAGMAS.iter().fold(options, |options, (name, value)| options.pragma(*name, *value));
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_mins(1))
        .connect_with(options.clone())
        .await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&writer).await?;
    if !is_new_enough(&version) {
        return Err(StorageError::SqliteTooOld(version));
    }
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(options.create_if_missing(false).pragma("query_only", "ON"))
        .await?;
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
