//! An SQLite file in the form of another program: made anew, filled, and never read here.
use super::embedded;
use super::{StorageError, TableRow};
use rusqlite::{Connection, OptionalExtension};
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
        // Held row by row, a reference to what comes later would have each later row look through all that name it.
        connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")?;
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

    /// Makes what was written durable, if every reference leads to a row.
    ///
    /// # Errors
    /// When one does not, or the disk does not take it.
    pub fn finish(self) -> Result<(), StorageError> {
        let astray = "SELECT \"table\", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY 1, 2 LIMIT 1";
        let astray =
            self.0.query_row(astray, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        if let Some((table, parent, rows)) = astray {
            let (table, parent, rows): (String, String, i64) = (table, parent, rows);
            let reason = format!("{rows} rows name no row of '{parent}'");
            return Err(StorageError::BadRow {
                table: "a written file",
                row: format!("of '{table}'"),
                reason,
            });
        }
        self.0.execute_batch("COMMIT")?;
        self.0.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_may_lead_to_a_later_row_but_to_some_row_when_the_file_is_finished() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, leads) in [("whole", true), ("astray", false)] {
            let file = ForeignFile::create(&folder.path().join(name)).expect("a file");
            file.table("of", &[("of", "TEXT REFERENCES what (id)")]).expect("a table");
            file.table("what", &[("id", "TEXT PRIMARY KEY")]).expect("a table");
            file.insert("of", &["of"], vec!["a".into()]).expect("a row");
            file.insert("what", &["id"], vec![if leads { "a" } else { "b" }.into()]).expect("a row");
            assert_eq!(file.finish().is_ok(), leads, "{name}");
        }
    }
}
