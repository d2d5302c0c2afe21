//! Who is named in a log, in the order in which it first knew them: an order that never changes, for whoever counts people
//! instead of naming them.
use super::Actor;
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::database::{Db, StorageError};

/// The office's users, by when each was added.
///
/// # Errors
/// When the database fails.
pub async fn users(db: &Db, office: OfficeId) -> Result<Vec<UserId>, StorageError> {
    let sql = "SELECT stream_id FROM events WHERE office_id = $1 AND stream_kind = 'user' AND version = 1 \
               ORDER BY position";
    db.fetch(sql, &[office.0.into()]).await?.iter().map(|row| row.get(0).map(StreamId)).collect()
}

/// Whoever acted, by when each first did.
///
/// # Errors
/// When the database fails.
pub async fn actors(db: &Db, office: OfficeId) -> Result<Vec<Actor>, StorageError> {
    let sql = "SELECT actor FROM events WHERE office_id = $1 GROUP BY actor ORDER BY MIN(position)";
    let actor = |text: String| Actor(text.into());
    db.fetch(sql, &[office.0.into()]).await?.iter().map(|row| row.get(0).map(actor)).collect()
}
