//! A table made anew beside the live one, loaded in bulk, compared, and put in its place.
use super::{Bulk, StorageError, Table, TableRow};

fn beside(table: &Table) -> String {
    format!("{}_beside", table.name)
}

impl Bulk {
    /// Makes an empty table of the same columns and options, without indexes, which are made after the load.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_beside(&mut self, table: &Table) -> Result<(), StorageError> {
        self.drop_beside(table).await?;
        let sql = match self {
            Self::Sqlite(_) => {
                let sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = $1";
                let sql: String =
                    self.ask(sql, &[table.name.into()]).await?.pop().ok_or_else(|| missing(table))?;
                let name = |quote: &str| format!("CREATE TABLE {quote}{}{quote}", table.name);
                let new = format!("CREATE TABLE {}", beside(table));
                sql.replacen(&name(""), &new, 1).replacen(&name("\""), &new, 1)
            }
            Self::Postgres(_) => {
                let sql = "SELECT COALESCE(array_to_string(reloptions, ', '), '') FROM pg_class \
                           WHERE relname = $1 AND relnamespace = current_schema()::regnamespace";
                let options: Vec<String> = self.ask(sql, &[table.name.into()]).await?;
                let options = options.first().ok_or_else(|| missing(table))?;
                let options = if options.is_empty() { String::new() } else { format!(" WITH ({options})") };
                format!("CREATE TABLE {} (LIKE {}){options}", beside(table), table.name)
            }
        };
        self.execute(sql, &[]).await
    }

    /// Drops what [`Bulk::create_beside`] made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_beside(&mut self, table: &Table) -> Result<(), StorageError> {
        self.execute(format!("DROP TABLE IF EXISTS {}", beside(table)), &[]).await
    }

    /// Loads rows into the table beside.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_beside(&mut self, table: &Table, rows: Vec<TableRow>) -> Result<(), StorageError> {
        self.load(&beside(table), table, rows).await
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
            let counts: Vec<i64> = self.ask(sql, &[]).await?;
            differences += counts.into_iter().map(i64::unsigned_abs).sum::<u64>();
        }
        Ok(differences)
    }

    /// Puts the table beside in the live one's place, with the same indexes under the same names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn swap(&mut self, table: &Table) -> Result<(), StorageError> {
        let sql = match self {
            Self::Sqlite(_) => {
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL"
            }
            Self::Postgres(_) => {
                "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1 \
                 AND indexname <> $1 || '_pkey'"
            }
        };
        let definitions: Vec<String> = self.ask(sql, &[table.name.into()]).await?;
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
