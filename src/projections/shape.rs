//! Which shape the projections of a store have: a program that knows another one makes them anew when it opens it.
use super::TABLES;
use super::rebuild::{Then, rebuild};
use crate::database::{Db, StorageError};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Raised whenever the same columns are to hold something else than before.
const MEANING: u32 = 2;

/// The columns of every table and what they mean, hashed.
fn shape() -> String {
    let mut hash = Sha256::new();
    hash.update(MEANING.to_be_bytes());
    for table in TABLES {
        hash.update(format!("{} {:?};", table.name, table.columns));
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Makes the projections anew if they have another shape than this program knows. Says how many events were folded.
///
/// # Errors
/// When the database fails, or the log holds what this program cannot read.
pub async fn bring_up(db: &Db) -> Result<Option<u64>, StorageError> {
    let shape = shape();
    let known =
        db.fetch("SELECT shape FROM projection_shape WHERE shape = $1", &[shape.as_str().into()]).await?;
    if !known.is_empty() {
        return Ok(None);
    }
    let events =
        db.fetch("SELECT 1 FROM log_heads /* all offices */ WHERE position > 0 LIMIT 1", &[]).await?;
    let folded = if events.is_empty() { 0 } else { rebuild(db, Then::Swap, |_| {}).await?.events };
    let mut tx = db.begin().await?;
    tx.execute("DELETE FROM projection_shape", &[]).await?;
    let sql = "INSERT INTO projection_shape (shape) VALUES ($1) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[shape.as_str().into()]).await?;
    tx.commit().await?;
    Ok(Some(folded))
}
