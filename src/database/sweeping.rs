//! What deleted rows leave in the pages of a database, and how it goes.
use super::{Db, StorageError};
use sqlx::{AssertSqlSafe, PgPool};
use std::time::Duration;

/// Bytes of a server's table and its indexes up to which it is written anew: that locks it, so a larger one is only
/// vacuumed.
const ANEW: i64 = 256 << 20;
/// How often is looked whether transactions from before the deletion have ended, and how long after each.
const LOOKS: u32 = 1200;
const PAUSE: Duration = Duration::from_millis(50);

impl Db {
    /// Takes out of tables what deleted rows left in their pages. An embedded database overwrote them when they were
    /// deleted, and its write-ahead log is emptied; a server's tables are written anew, once every transaction from before
    /// has ended, for with what one of them may see the server would write anew what was deleted, too. Gives back the names
    /// of those in which bytes may stand until other rows take their place: tables that are too large and were vacuumed, and
    /// all of them if a transaction from before goes on for more than a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, tables: &[&'static str]) -> Result<Vec<&'static str>, StorageError> {
        let Self::Postgres { pool, .. } = self else {
            self.empty_log().await?;
            return Ok(Vec::new());
        };
        let is_over = before_is_over(pool).await?;
        let mut kept = Vec::new();
        for table in tables {
            let size = "SELECT pg_total_relation_size(CAST(CAST($1 AS text) AS regclass))";
            let size: i64 = sqlx::query_scalar(size).bind(*table).fetch_one(pool).await?;
            let how = if size <= ANEW { "(FULL)" } else { "" };
            sqlx::raw_sql(AssertSqlSafe(format!("VACUUM {how} {table}"))).execute(pool).await?;
            kept.extend((size > ANEW || !is_over).then_some(*table));
        }
        Ok(kept)
    }
}

/// Waits until nothing keeps rows that were deleted before now: no transaction of the server that writes and began before
/// (in whichever database, for our snapshots begin with the oldest of all), and no snapshot that sees them, nor a replica's,
/// which belongs to no database. False if something does for too long.
async fn before_is_over(pool: &PgPool) -> Result<bool, StorageError> {
    let now = "SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)";
    let now: String = sqlx::query_scalar(now).fetch_one(pool).await?;
    let older = "SELECT pg_snapshot_xmin(pg_current_snapshot()) < CAST($1 AS xid8) OR EXISTS (SELECT 1 \
                 FROM (SELECT backend_xmin AS oldest FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
                 AND (datname = current_database() OR datname IS NULL) \
                 UNION ALL SELECT xmin FROM pg_replication_slots) kept \
                 WHERE age(oldest) > age(CAST(CAST($1 AS xid8) AS xid)))";
    for _ in 0..LOOKS {
        let goes_on: bool = sqlx::query_scalar(older).bind(&now).fetch_one(pool).await?;
        if !goes_on {
            return Ok(true);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(false)
}
