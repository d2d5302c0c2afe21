//! Every checkpoint that was signed here, as it was given out.
use super::checkpoint::{Checkpoint, NoteTrouble};
use super::origin::Log;
use crate::cases::ids::OfficeId;
use crate::database::{Db, Row, StorageError};

/// A checkpoint with the epoch of the log in which it was signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// How often the log was begun anew, the first time being 1.
    pub epoch: i64,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

/// Keeps a checkpoint; one of the same size that is there stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn keep(
    db: &Db,
    office: OfficeId,
    log: Log,
    epoch: u32,
    checkpoint: &Checkpoint,
) -> Result<(), StorageError> {
    let sql = match log {
        Log::Events => {
            "INSERT INTO checkpoints (office_id, epoch, position, signed_at, note) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING"
        }
        Log::Readings => {
            "INSERT INTO reading_checkpoints (office_id, epoch, position, signed_at, note) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        }
    };
    let Some(at) = checkpoint.signed_at else { return Ok(()) };
    let values = [
        office.0.into(),
        i64::from(epoch).into(),
        checkpoint.tree.size.cast_signed().into(),
        at.into(),
        checkpoint.note.as_str().into(),
    ];
    let mut tx = db.begin().await?;
    tx.execute(sql, &values).await?;
    tx.commit().await
}

/// All that are kept of one of an office's logs, by epoch and size.
///
/// # Errors
/// When the database fails, or what is kept is no checkpoint.
pub async fn all(
    db: &Db,
    office: OfficeId,
    log: Log,
) -> Result<Vec<Result<Kept, (i64, NoteTrouble)>>, StorageError> {
    let sql = match log {
        Log::Events => {
            "SELECT epoch, position, note FROM checkpoints WHERE office_id = $1 ORDER BY epoch, position"
        }
        Log::Readings => {
            "SELECT epoch, position, note FROM reading_checkpoints WHERE office_id = $1 ORDER BY epoch, position"
        }
    };
    db.fetch(sql, &[office.0.into()]).await?.iter().map(kept).collect()
}

fn kept(row: &Row) -> Result<Result<Kept, (i64, NoteTrouble)>, StorageError> {
    let (epoch, position): (i64, i64) = (row.get(0)?, row.get(1)?);
    let checkpoint = Checkpoint::read(&row.get::<String>(2)?);
    Ok(checkpoint.map(|checkpoint| Kept { epoch, checkpoint }).map_err(|trouble| (position, trouble)))
}

/// The last one of a log that was signed in the present epoch.
///
/// # Errors
/// When the database fails, or what is kept is no checkpoint.
pub async fn last(db: &Db, office: OfficeId, log: Log) -> Result<Option<Kept>, StorageError> {
    let sql = match log {
        Log::Events => {
            "SELECT epoch, position, note FROM checkpoints WHERE office_id = $1 \
             ORDER BY epoch DESC, position DESC LIMIT 1"
        }
        Log::Readings => {
            "SELECT epoch, position, note FROM reading_checkpoints WHERE office_id = $1 \
             ORDER BY epoch DESC, position DESC LIMIT 1"
        }
    };
    only(&db.fetch(sql, &[office.0.into()]).await?)
}

/// The last one of the log of events that so many witnesses cosigned, and that has more than so many events.
///
/// # Errors
/// As [`last`].
pub async fn cosigned(
    db: &Db,
    office: OfficeId,
    more_than: u64,
    quorum: usize,
) -> Result<Option<Kept>, StorageError> {
    let sql = "SELECT epoch, position, note FROM checkpoints AS signed WHERE office_id = $1 AND position > $2 \
               AND epoch = (SELECT MAX(epoch) FROM checkpoints WHERE office_id = $1) \
               AND (SELECT COUNT(*) FROM cosignatures AS lines WHERE lines.office_id = $1 AND lines.log = 'events' \
               AND lines.epoch = signed.epoch AND lines.position = signed.position) >= $3 \
               ORDER BY position DESC LIMIT 1";
    let quorum = i64::try_from(quorum).unwrap_or(i64::MAX);
    only(&db.fetch(sql, &[office.0.into(), more_than.cast_signed().into(), quorum.into()]).await?)
}

fn only(rows: &[Row]) -> Result<Option<Kept>, StorageError> {
    let Some(row) = rows.first() else { return Ok(None) };
    kept(row)?.map(Some).map_err(|(position, trouble)| StorageError::BadRow {
        table: "checkpoints",
        row: format!("position {position}"),
        reason: trouble.to_string(),
    })
}
