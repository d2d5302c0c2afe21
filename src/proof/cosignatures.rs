//! The lines with which witnesses cosigned checkpoints of an office's logs.
use super::origin::Log;
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError, Value};

/// A checkpoint, by its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Whose.
    pub office: OfficeId,
    /// Of which of its logs.
    pub log: Log,
    /// In which epoch of it.
    pub epoch: i64,
    /// How much it signed.
    pub size: u64,
}

impl Place {
    fn values(self) -> [Value; 4] {
        [self.office.0.into(), self.log.entries().into(), self.epoch.into(), self.size.cast_signed().into()]
    }
}

/// Keeps the line with which a witness cosigned a checkpoint; one that is there stays.
///
/// # Errors
/// When the database fails.
pub async fn keep(db: &Db, place: Place, witness: &str, line: &str) -> Result<(), StorageError> {
    let sql = "INSERT INTO cosignatures (office_id, log, epoch, position, witness, line) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let mut values = place.values().to_vec();
    values.extend([witness.into(), line.into()]);
    let mut tx = db.begin().await?;
    tx.execute(sql, &values).await?;
    tx.commit().await
}

/// A witness, and the line with which it cosigned.
pub type Line = (String, String);

/// Who cosigned a checkpoint, by their names.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &Db, place: Place) -> Result<Vec<Line>, StorageError> {
    let sql = "SELECT witness, line FROM cosignatures \
               WHERE office_id = $1 AND log = $2 AND epoch = $3 AND position = $4 ORDER BY witness";
    db.fetch(sql, &place.values()).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// A checkpoint with the lines of all who cosigned it.
///
/// # Errors
/// When the database fails.
pub async fn cosigned(db: &Db, place: Place, note: &str) -> Result<String, StorageError> {
    let lines = of(db, place).await?;
    Ok(lines.into_iter().fold(note.to_owned(), |note, (_, line)| note + &line))
}

/// How much of the log a witness cosigned last, as far as it is known here; nothing is 0.
///
/// # Errors
/// When the database fails.
pub async fn last(db: &Db, place: Place, witness: &str) -> Result<u64, StorageError> {
    let sql = "SELECT MAX(position) FROM cosignatures \
               WHERE office_id = $1 AND log = $2 AND epoch = $3 AND position <= $4 AND witness = $5";
    let mut values = place.values().to_vec();
    values.push(witness.into());
    let rows = db.fetch(sql, &values).await?;
    let last: Option<i64> = rows.first().map_or(Ok(None), |row| row.get(0))?;
    Ok(last.unwrap_or_default().cast_unsigned())
}
