//! Ceremonies, as they are kept.
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, StorageError, Table, Transaction};
use crate::sign_in::Token;
use uuid::Uuid;

pub(in crate::sign_in) static CEREMONIES: Table = Table {
    name: "sign_in_ceremonies",
    columns: &[
        ("office_id", Column::Uuid),
        ("token_hash", Column::Bytes),
        ("kind", Column::Text),
        ("user_id", Column::Uuid),
        ("state", Column::Text),
        ("expires_at", Column::At),
    ],
    key: 2,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

/// What was remembered.
pub(super) struct Taken {
    pub user: Option<UserId>,
    pub state: String,
    pub expires: Moment,
}

pub(super) async fn add(
    db: &Db,
    token: &Token,
    kind: &'static str,
    user: Option<UserId>,
    state: String,
    expires: Moment,
) -> Result<(), StorageError> {
    let row = vec![
        token.office().0.into(),
        token.hash().as_slice().into(),
        kind.into(),
        user.map(|user| user.0).into(),
        state.into(),
        expires.into(),
    ];
    let mut tx = db.begin().await?;
    tx.write(&CEREMONIES, &[row]).await?;
    tx.commit().await
}

pub(super) async fn take(db: &Db, token: &Token, kind: &'static str) -> Result<Option<Taken>, StorageError> {
    let sql = "DELETE FROM sign_in_ceremonies WHERE office_id = $1 AND token_hash = $2 AND kind = $3 \
               RETURNING user_id, state, expires_at";
    let mut tx = db.begin().await?;
    let values = [token.office().0.into(), token.hash().as_slice().into(), kind.into()];
    let rows = tx.fetch(sql, &values).await?;
    tx.commit().await?;
    let found = rows.first().map(|row| {
        let user: Option<Uuid> = row.get(0)?;
        Ok(Taken { user: user.map(StreamId), state: row.get(1)?, expires: row.moment(2)? })
    });
    found.transpose()
}

pub(in crate::sign_in) async fn end_all(
    tx: &mut Transaction,
    office: OfficeId,
    user: UserId,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_ceremonies WHERE office_id = $1 AND user_id = $2";
    tx.execute(sql, &[office.0.into(), user.0.into()]).await
}

pub(in crate::sign_in) async fn forget(
    tx: &mut Transaction,
    office: OfficeId,
    now: Moment,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_ceremonies WHERE office_id = $1 AND expires_at <= $2";
    tx.execute(sql, &[office.0.into(), now.into()]).await
}
