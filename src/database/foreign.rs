//! An SQLite file in the form of another program: made anew, filled, and never read here.
use super::embedded;
use super::{StorageError, TableRow};
use rusqlite::Connection;
use std::path::Path;

/// A file that is being written. What is written is there once [`ForeignFile::finish`] was called, or not at all.
#[derive(Debug)]
pub struct ForeignFile(Connection);

impl ForeignFile {
    /// A new file at `path`, where none may be.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path) -> Result<Self, StorageError> {
        let connection = Connection::open(path)?;
        connection.execute_batch("BEGIN")?;
        Ok(Self(connection))
    }

    /// A new table with these columns, each with its type and whatever else is said of it.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn table(&self, name: &str, columns: &[(&str, &str)]) -> Result<(), StorageError> {
        let columns: Vec<_> = columns.iter().map(|(name, kind)| format!("{} {kind}", quoted(name))).collect();
        self.0.execute_batch(&format!("CREATE TABLE {} ({})", quoted(name), columns.join(", ")))?;
        Ok(())
    }

    /// One more column of a table; empty in the rows that are there.
    ///
    /// # Errors
    /// When the table has one of that name.
    pub fn column(&self, table: &str, name: &str, kind: &str) -> Result<(), StorageError> {
        self.0.execute_batch(&format!("ALTER TABLE {} ADD COLUMN {} {kind}", quoted(table), quoted(name)))?;
        Ok(())
    }

    /// A row with these values in these columns.
    ///
    /// # Errors
    /// When the table refuses it.
    pub fn insert(&self, table: &str, columns: &[&str], row: TableRow) -> Result<(), StorageError> {
        let names: Vec<_> = columns.iter().map(|name| quoted(name)).collect();
        let places: Vec<_> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        let sql =
            format!("INSERT INTO {} ({}) VALUES ({})", quoted(table), names.join(", "), places.join(", "));
        embedded::insert(&self.0, &sql, &[row])?;
        Ok(())
    }

    /// Makes what was written durable.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn finish(self) -> Result<(), StorageError> {
        self.0.execute_batch("COMMIT")?;
        self.0.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
