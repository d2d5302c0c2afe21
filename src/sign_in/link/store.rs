//! One-time links, as they are kept.
use super::{Link, Purpose};
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, StorageError, Table, Transaction};
use crate::sign_in::Token;

pub(in crate::sign_in) static LINKS: Table = Table {
    name: "sign_in_links",
    columns: &[
        ("office_id", Column::Uuid),
        ("token_hash", Column::Bytes),
        ("user_id", Column::Uuid),
        ("purpose", Column::Text),
        ("made_by", Column::Text),
        ("made_at", Column::At),
        ("expires_at", Column::At),
    ],
    key: 2,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

pub(super) async fn add(
    tx: &mut Transaction,
    token: &Token,
    link: &Link,
    made_by: &str,
    now: Moment,
) -> Result<(), StorageError> {
    let row = vec![
        token.office().0.into(),
        token.hash().as_slice().into(),
        link.user.0.into(),
        link.purpose.code().into(),
        made_by.into(),
        now.into(),
        link.expires.into(),
    ];
    tx.write(&LINKS, &[row]).await.map(drop)
}

pub(super) async fn find(db: &Db, token: &Token) -> Result<Option<Link>, StorageError> {
    let sql = "SELECT user_id, purpose, expires_at FROM sign_in_links \
               WHERE office_id = $1 AND token_hash = $2";
    let rows = db.fetch(sql, &[token.office().0.into(), token.hash().as_slice().into()]).await?;
    let link = rows.first().map(|row| {
        let code: String = row.get(1)?;
        let purpose = Purpose::of(&code).ok_or_else(|| StorageError::BadRow {
            table: "sign_in_links",
            row: "a link".to_owned(),
            reason: format!("purpose '{code}' is unknown"),
        })?;
        Ok(Link { user: StreamId(row.get(0)?), purpose, expires: row.moment(2)? })
    });
    link.transpose()
}

/// Takes the link, and says whether it was still there to take.
pub(super) async fn take(tx: &mut Transaction, token: &Token, now: Moment) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_links WHERE office_id = $1 AND token_hash = $2 AND expires_at > $3";
    let values = [token.office().0.into(), token.hash().as_slice().into(), now.into()];
    Ok(tx.execute(sql, &values).await? > 0)
}

pub(in crate::sign_in) async fn end_all(
    tx: &mut Transaction,
    office: OfficeId,
    user: UserId,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_links WHERE office_id = $1 AND user_id = $2";
    tx.execute(sql, &[office.0.into(), user.0.into()]).await
}

pub(in crate::sign_in) async fn forget(
    tx: &mut Transaction,
    office: OfficeId,
    now: Moment,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_links WHERE office_id = $1 AND expires_at <= $2";
    tx.execute(sql, &[office.0.into(), now.into()]).await
}
