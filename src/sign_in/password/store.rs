//! The hashes of passwords, as they are kept: the last few of each user, the newest with the highest generation.
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, StorageError, Table, Transaction};

pub(in crate::sign_in) static PASSWORDS: Table = Table {
    name: "sign_in_passwords",
    columns: &[
        ("office_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("generation", Column::Int),
        ("hash", Column::Text),
        ("set_at", Column::At),
    ],
    key: 3,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

/// What is kept of a password.
#[derive(Debug)]
pub(in crate::sign_in) struct Kept {
    pub generation: i64,
    pub hash: String,
    pub set_at: Moment,
}

/// The newest passwords of a user.
pub(super) async fn newest(
    db: &Db,
    office: OfficeId,
    user: UserId,
    limit: usize,
) -> Result<Vec<Kept>, StorageError> {
    let sql = "SELECT generation, hash, set_at FROM sign_in_passwords \
               WHERE office_id = $1 AND user_id = $2 ORDER BY generation DESC LIMIT $3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = db.fetch(sql, &[office.0.into(), user.0.into(), limit.into()]).await?;
    let kept = rows
        .iter()
        .map(|row| Ok(Kept { generation: row.get(0)?, hash: row.get(1)?, set_at: row.moment(2)? }));
    kept.collect()
}

/// Adds a password and forgets all but the last `remembered` ones.
pub(super) async fn add(
    tx: &mut Transaction,
    office: OfficeId,
    user: UserId,
    hash: &str,
    now: Moment,
    remembered: usize,
) -> Result<(), StorageError> {
    let sql = "SELECT COALESCE(MAX(generation), 0) FROM sign_in_passwords \
               WHERE office_id = $1 AND user_id = $2";
    let rows = tx.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    let last: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    let row = vec![office.0.into(), user.0.into(), (last + 1).into(), hash.into(), now.into()];
    tx.write(&PASSWORDS, &[row]).await?;
    let oldest = last + 1 - i64::try_from(remembered.max(1)).unwrap_or(1);
    let sql = "DELETE FROM sign_in_passwords WHERE office_id = $1 AND user_id = $2 AND generation <= $3";
    tx.execute(sql, &[office.0.into(), user.0.into(), oldest.into()]).await.map(drop)
}

/// The same password, hashed at another cost.
pub(super) async fn rehash(
    db: &Db,
    office: OfficeId,
    user: UserId,
    generation: i64,
    hash: &str,
) -> Result<(), StorageError> {
    let sql = "UPDATE sign_in_passwords SET hash = $4 \
               WHERE office_id = $1 AND user_id = $2 AND generation = $3";
    let mut tx = db.begin().await?;
    tx.execute(sql, &[office.0.into(), user.0.into(), generation.into(), hash.into()]).await?;
    tx.commit().await
}
