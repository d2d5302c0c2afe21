//! The tables as postgres-es documents them, and whether everything written has arrived in them.
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::Failure;

/// The table of the one view.
pub const PETITION_ROW: &str = "petition_row";

const COMMANDS_IN_A_LIFE: i64 = 4;

/// Opens the first connection; the others follow while the writers warm up.
pub async fn connect(url: &str, connections: u32) -> sqlx::Result<PgPool> {
    PgPoolOptions::new().min_connections(connections).max_connections(connections).connect(url).await
}

/// Replaces what an earlier run left behind.
pub async fn create_afresh(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::raw_sql(include_str!("tables.sql")).execute(pool).await?;
    Ok(())
}

/// Makes the files of the write-ahead log that are written out free for what follows.
pub async fn checkpoint(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::raw_sql("CHECKPOINT").execute(pool).await?;
    Ok(())
}

/// The view is written after the events and without their transaction, so it is counted as well.
pub async fn check_complete(pool: &PgPool, cases: i64) -> Result<(), Failure> {
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(pool).await?;
    let closed: i64 =
        sqlx::query_scalar("SELECT count(*) FROM petition_row WHERE payload->>'stage' = 'closed'")
            .fetch_one(pool)
            .await?;
    if events != cases * COMMANDS_IN_A_LIFE || closed != cases {
        return Err(
            format!("{cases} cases should be closed; there are {events} events, {closed} closed").into()
        );
    }
    Ok(())
}
