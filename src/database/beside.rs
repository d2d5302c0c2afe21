//! A table made anew beside the live one, loaded in bulk, compared, and put in its place.
use super::{StorageError, Table, TableRow, Transaction, Value};
use sqlx::AssertSqlSafe;
use std::fmt::Write;
use std::sync::Arc;

/// SQLite takes so many values in a statement.
const SQLITE_VALUES: usize = 32_766;

fn beside(table: &Table) -> String {
    format!("{}_beside", table.name)
}

impl Transaction {
    /// Makes an empty table of the same columns and options, without indexes, which are made after the load.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_beside(&mut self, table: &Table) -> Result<(), StorageError> {
        self.drop_beside(table).await?;
        let sql = match self {
            Self::Sqlite(_) => {
                let sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = $1";
                let rows = self.fetch(sql, &[table.name.into()]).await?;
                let sql: String = rows.first().map_or(Err(missing(table)), |row| row.get(0))?;
                let name = |quote: &str| format!("CREATE TABLE {quote}{}{quote}", table.name);
                let new = format!("CREATE TABLE {}", beside(table));
                sql.replacen(&name(""), &new, 1).replacen(&name("\""), &new, 1)
            }
            Self::Postgres(_) => {
                let sql = "SELECT COALESCE(array_to_string(reloptions, ', '), '') FROM pg_class \
                           WHERE relname = $1 AND relnamespace = current_schema()::regnamespace";
                let rows = self.fetch(sql, &[table.name.into()]).await?;
                let options: String = rows.first().map_or(Err(missing(table)), |row| row.get(0))?;
                let options = if options.is_empty() { options } else { format!(" WITH ({options})") };
                format!("CREATE TABLE {} (LIKE {}){options}", beside(table), table.name)
            }
        };
        self.execute(sql, &[]).await?;
        Ok(())
    }

    /// Drops what [`Transaction::create_beside`] made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_beside(&mut self, table: &Table) -> Result<(), StorageError> {
        self.execute(format!("DROP TABLE IF EXISTS {}", beside(table)), &[]).await?;
        Ok(())
    }

    /// Loads rows into the table beside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_beside(&mut self, table: &Table, rows: &[TableRow]) -> Result<(), StorageError> {
        self.load(&beside(table), table, rows).await
    }

    /// Loads many rows into `name`, a table of the same columns, by the engine's fastest way.
    ///
    /// # Errors
    /// When the database fails, or a row with the same key is there.
    pub async fn load(&mut self, name: &str, table: &Table, rows: &[TableRow]) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(tx) => {
                let at_once = (SQLITE_VALUES / table.columns.len()).min(512);
                let whole: Arc<str> = table.insert_into(name, at_once).into();
                let mut chunks = rows.chunks(at_once);
                let mut next = chunks.next().map(|chunk| (chunk.len(), table.sqlite_arguments(chunk)));
                while let Some((rows, arguments)) = next {
                    let sql = if rows == at_once {
                        Arc::clone(&whole)
                    } else {
                        table.insert_into(name, rows).into()
                    };
                    let writing = sqlx::query_with(AssertSqlSafe(sql), arguments?).execute(&mut **tx);
                    // While the engine writes one chunk the values of the next one are made ready.
                    let preparing =
                        async { chunks.next().map(|chunk| (chunk.len(), table.sqlite_arguments(chunk))) };
                    let (written, prepared) = tokio::join!(writing, preparing);
                    written?;
                    next = prepared;
                }
            }
            Self::Postgres(tx) => {
                let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
                let sql = format!("COPY {name} ({}) FROM STDIN", columns.join(", "));
                let mut copy = tx.copy_in_raw(&sql).await?;
                for chunk in rows.chunks(1000) {
                    let mut text = String::with_capacity(chunk.len() * table.columns.len() * 12);
                    for row in chunk {
                        copy_line(&mut text, row);
                    }
                    copy.send(text.into_bytes()).await?;
                }
                copy.finish().await?;
            }
        }
        Ok(())
    }

    /// How many rows stand in only one of the live table and the table beside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_differences(&mut self, table: &Table) -> Result<u64, StorageError> {
        let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
        let (columns, live, new) = (columns.join(", "), table.name, beside(table));
        let mut differences = 0;
        for (one, other) in [(live, new.as_str()), (new.as_str(), live)] {
            let sql = format!(
                "SELECT COUNT(*) FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}) AS d"
            );
            let rows = self.fetch(sql, &[]).await?;
            let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
            differences += count.unsigned_abs();
        }
        Ok(differences)
    }

    /// Puts the table beside in the live one's place, with the same indexes under the same names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn swap(&mut self, table: &Table) -> Result<(), StorageError> {
        let definitions = match self {
            Self::Sqlite(_) => {
                let sql = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL";
                self.fetch(sql, &[table.name.into()]).await?
            }
            Self::Postgres(_) => {
                let sql = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1 \
                           AND indexname <> $1 || '_pkey'";
                self.fetch(sql, &[table.name.into()]).await?
            }
        };
        let definitions: Vec<String> =
            definitions.iter().map(|row| row.get(0)).collect::<Result<_, StorageError>>()?;
        self.execute(format!("DROP TABLE {}", table.name), &[]).await?;
        self.execute(format!("ALTER TABLE {} RENAME TO {}", beside(table), table.name), &[]).await?;
        if matches!(self, Self::Postgres(_)) {
            let key: Vec<_> = table.columns[..table.key].iter().map(|(name, _)| *name).collect();
            let sql = format!(
                "ALTER TABLE {0} ADD CONSTRAINT {0}_pkey PRIMARY KEY ({1})",
                table.name,
                key.join(", ")
            );
            self.execute(sql, &[]).await?;
        }
        for definition in definitions {
            self.execute(definition, &[]).await?;
        }
        Ok(())
    }
}

fn missing(table: &Table) -> StorageError {
    let reason = "is missing; run `anjuan migrate`".to_owned();
    StorageError::BadRow { table: table.name, row: "the table".to_owned(), reason }
}

/// A row in PostgreSQL's COPY text format.
fn copy_line(text: &mut String, row: &[Value]) {
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        let _ = match value {
            Value::Null => write!(text, "\\N"),
            Value::Int(value) => write!(text, "{value}"),
            Value::Uuid(value) => write!(text, "{value}"),
            Value::Day(value) => write!(text, "{value}"),
            Value::At(value) => write!(text, "{}", value.rfc3339()),
            Value::Bool(value) => write!(text, "{}", if *value { 't' } else { 'f' }),
            Value::Bytes(bytes) => {
                text.push_str("\\\\x");
                bytes.iter().try_for_each(|byte| write!(text, "{byte:02x}"))
            }
            Value::Text(value) => {
                for c in value.chars() {
                    match c {
                        '\\' => text.push_str("\\\\"),
                        '\t' => text.push_str("\\t"),
                        '\n' => text.push_str("\\n"),
                        '\r' => text.push_str("\\r"),
                        c => text.push(c),
                    }
                }
                Ok(())
            }
        };
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_text_keeps_its_tabs_and_backslashes() {
        let mut text = String::new();
        copy_line(&mut text, &["a\tb\\c\n".into(), Value::Null, vec![0_u8, 255].into(), true.into()]);
        assert_eq!(text, "a\\tb\\\\c\\n\t\\N\t\\\\x00ff\tt\n");
    }
}
