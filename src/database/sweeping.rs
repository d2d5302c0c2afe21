//! What deleted rows leave in the pages of a database, and how it goes.
use super::{Db, StorageError};
use sqlx::AssertSqlSafe;

/// Bytes of a server's table and its indexes up to which it is written anew: that locks it, so a larger one is only
/// vacuumed.
const ANEW: i64 = 256 << 20;

impl Db {
    /// Takes out of tables what deleted rows left in their pages. An embedded database overwrote them when they were
    /// deleted, and its write-ahead log is emptied; a server's tables are written anew. Gives back the names of those that
    /// are too large for that and were vacuumed: there the bytes stand until other rows take their place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, tables: &[&'static str]) -> Result<Vec<&'static str>, StorageError> {
        let Self::Postgres { pool, .. } = self else {
            self.empty_log().await?;
            return Ok(Vec::new());
        };
        let mut larger = Vec::new();
        for table in tables {
            let size = "SELECT pg_total_relation_size(CAST(CAST($1 AS text) AS regclass))";
            let size: i64 = sqlx::query_scalar(size).bind(*table).fetch_one(pool).await?;
            let how = if size <= ANEW { "(FULL)" } else { "" };
            sqlx::raw_sql(AssertSqlSafe(format!("VACUUM {how} {table}"))).execute(pool).await?;
            larger.extend((size > ANEW).then_some(*table));
        }
        Ok(larger)
    }
}
