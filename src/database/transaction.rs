//! A transaction on either engine.
use super::table::{Table, TableRow};
use super::{Row, Sql, StorageError, Value, postgres_arguments, sqlite_arguments};
use sqlx::{AssertSqlSafe, Postgres, Sqlite};

/// An open transaction; dropping it rolls it back.
#[derive(Debug)]
pub enum Transaction {
    /// On SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// When it fails.
    pub async fn execute(&mut self, sql: impl Into<Sql>, values: &[Value]) -> Result<u64, StorageError> {
        let sql = AssertSqlSafe(sql.into().0);
        Ok(match self {
            Self::Sqlite(tx) => {
                sqlx::query_with(sql, sqlite_arguments(values)?).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                sqlx::query_with(sql, postgres_arguments(values)?).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Reads rows.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn fetch(&mut self, sql: impl Into<Sql>, values: &[Value]) -> Result<Vec<Row>, StorageError> {
        let sql = AssertSqlSafe(sql.into().0);
        Ok(match self {
            Self::Sqlite(tx) => {
                let query = sqlx::query_with(sql, sqlite_arguments(values)?);
                query.fetch_all(&mut **tx).await?.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(tx) => {
                let query = sqlx::query_with(sql, postgres_arguments(values)?);
                query.fetch_all(&mut **tx).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Writes whole rows of `table`, as many in a statement as serves. Says how many were written.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn write(&mut self, table: &Table, rows: &[TableRow]) -> Result<u64, StorageError> {
        match self {
            Self::Sqlite(tx) => {
                let (mut written, mut rest) = (0, rows);
                while !rest.is_empty() {
                    let (chunk, later) = rest.split_at(table.chunk(rest.len()));
                    rest = later;
                    let sql = AssertSqlSafe(table.insert_sql(chunk.len()));
                    let arguments = table.sqlite_arguments(chunk)?;
                    written += sqlx::query_with(sql, arguments).execute(&mut **tx).await?.rows_affected();
                }
                Ok(written)
            }
            Self::Postgres(_) if rows.is_empty() => Ok(0),
            Self::Postgres(tx) => {
                let arrays: Vec<_> = (1..=table.columns.len()).map(|place| format!("${place}")).collect();
                let sql = AssertSqlSafe(table.unnest_sql(&arrays.join(", ")));
                let arguments = table.postgres_arguments(rows)?;
                Ok(sqlx::query_with(sql, arguments).execute(&mut **tx).await?.rows_affected())
            }
        }
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// When the engine says so; it may have committed all the same.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Undoes it.
    ///
    /// # Errors
    /// When the connection is lost; it is undone all the same.
    pub async fn rollback(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}
