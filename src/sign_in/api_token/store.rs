//! Tokens of programs, as they are kept.
use super::ApiToken;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, Row, StorageError, Table};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(in crate::sign_in) static API_TOKENS: Table = Table {
    name: "sign_in_api_tokens",
    columns: &[
        ("office_id", Column::Uuid),
        ("token_hash", Column::Bytes),
        ("token_id", Column::Uuid),
        ("name", Column::Text),
        ("scopes", Column::Text),
        ("prefix", Column::Text),
        ("created_by", Column::Uuid),
        ("created_at", Column::At),
        ("expires_at", Column::At),
        ("used_at", Column::At),
    ],
    key: 2,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

macro_rules! selected {
    ($condition:literal) => {
        concat!(
            "SELECT token_id, name, scopes, prefix, created_by, created_at, expires_at, used_at ",
            "FROM sign_in_api_tokens WHERE office_id = $1",
            $condition
        )
    };
}

fn read(office: OfficeId, row: &Row) -> Result<ApiToken, StorageError> {
    let scopes: String = row.get(2)?;
    let used: Option<DateTime<Utc>> = row.get(7)?;
    Ok(ApiToken {
        office,
        id: row.get(0)?,
        name: row.get(1)?,
        scopes: scopes.split(' ').map(str::to_owned).collect(),
        prefix: row.get(3)?,
        created_by: StreamId(row.get(4)?),
        created: row.moment(5)?,
        expires: row.moment(6)?,
        used: used.map(Moment::new),
    })
}

pub(super) async fn add(db: &Db, token: &ApiToken, hash: [u8; 32]) -> Result<(), StorageError> {
    let scopes: Vec<_> = token.scopes.iter().map(String::as_str).collect();
    let row = vec![
        token.office.0.into(),
        hash.as_slice().into(),
        token.id.into(),
        token.name.as_str().into(),
        scopes.join(" ").into(),
        token.prefix.as_str().into(),
        token.created_by.0.into(),
        token.created.into(),
        token.expires.into(),
        token.used.into(),
    ];
    let mut tx = db.begin().await?;
    tx.write(&API_TOKENS, &[row]).await?;
    tx.commit().await
}

pub(super) async fn all(db: &Db, office: OfficeId) -> Result<Vec<ApiToken>, StorageError> {
    let rows = db.fetch(selected!(" ORDER BY created_at, token_id"), &[office.0.into()]).await?;
    rows.iter().map(|row| read(office, row)).collect()
}

pub(super) async fn find(
    db: &Db,
    office: OfficeId,
    hash: [u8; 32],
) -> Result<Option<ApiToken>, StorageError> {
    let rows =
        db.fetch(selected!(" AND token_hash = $2"), &[office.0.into(), hash.as_slice().into()]).await?;
    rows.first().map(|row| read(office, row)).transpose()
}

pub(super) async fn note_used(
    db: &Db,
    office: OfficeId,
    hash: [u8; 32],
    now: Moment,
) -> Result<(), StorageError> {
    let sql = "UPDATE sign_in_api_tokens SET used_at = $3 WHERE office_id = $1 AND token_hash = $2";
    let mut tx = db.begin().await?;
    tx.execute(sql, &[office.0.into(), hash.as_slice().into(), now.into()]).await?;
    tx.commit().await
}

pub(super) async fn remove(db: &Db, office: OfficeId, id: Uuid) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_api_tokens WHERE office_id = $1 AND token_id = $2";
    let mut tx = db.begin().await?;
    let removed = tx.execute(sql, &[office.0.into(), id.into()]).await?;
    tx.commit().await?;
    Ok(removed > 0)
}
