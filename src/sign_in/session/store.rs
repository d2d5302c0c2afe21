//! Sessions, as they are kept.
use super::{Entrance, Session, Stage};
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, Row, StorageError, Table, Transaction};
use crate::sign_in::factor::Factor;
use uuid::Uuid;

pub(in crate::sign_in) static SESSIONS: Table = Table {
    name: "sign_in_sessions",
    columns: &[
        ("office_id", Column::Uuid),
        ("token_hash", Column::Bytes),
        ("session_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("stage", Column::Text),
        ("entrance", Column::Text),
        ("factor", Column::Text),
        ("created_at", Column::At),
        ("seen_at", Column::At),
        ("ends_at", Column::At),
        ("address", Column::Text),
        ("agent", Column::Text),
    ],
    key: 2,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

macro_rules! selected {
    ($condition:literal) => {
        concat!(
            "SELECT session_id, user_id, stage, entrance, factor, created_at, seen_at, ends_at, address, agent, ",
            "token_hash FROM sign_in_sessions WHERE office_id = $1 AND ",
            $condition
        )
    };
}

fn read(office: OfficeId, row: &Row) -> Result<Session, StorageError> {
    let id: Uuid = row.get(0)?;
    let bad =
        |reason: String| StorageError::BadRow { table: "sign_in_sessions", row: id.to_string(), reason };
    let stage: String = row.get(2)?;
    let entrance: String = row.get(3)?;
    let factor: Option<String> = row.get(4)?;
    let factor = factor.map(|code| {
        let factor = Factor::of(&code);
        factor.ok_or_else(|| bad(format!("factor '{code}' is unknown")))
    });
    let hash: Vec<u8> = row.get(10)?;
    Ok(Session {
        office,
        user: StreamId(row.get(1)?),
        id,
        stage: Stage::of(&stage).ok_or_else(|| bad(format!("stage '{stage}' is unknown")))?,
        entrance: Entrance::of(&entrance).ok_or_else(|| bad(format!("entrance '{entrance}' is unknown")))?,
        factor: factor.transpose()?,
        created: row.moment(5)?,
        seen: row.moment(6)?,
        ends: row.moment(7)?,
        address: row.get(8)?,
        agent: row.get(9)?,
        hash: hash.try_into().map_err(|_| bad("token_hash is not 32 bytes".to_owned()))?,
    })
}

pub(super) async fn find(db: &Db, office: OfficeId, hash: [u8; 32]) -> Result<Option<Session>, StorageError> {
    let rows = db.fetch(selected!("token_hash = $2"), &[office.0.into(), hash.as_slice().into()]).await?;
    rows.first().map(|row| read(office, row)).transpose()
}

pub(super) async fn of_user(db: &Db, office: OfficeId, user: UserId) -> Result<Vec<Session>, StorageError> {
    let sql = selected!("user_id = $2 ORDER BY created_at DESC, session_id DESC");
    let rows = db.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    rows.iter().map(|row| read(office, row)).collect()
}

pub(super) async fn add(tx: &mut Transaction, session: &Session) -> Result<(), StorageError> {
    let row = vec![
        session.office.0.into(),
        session.hash.as_slice().into(),
        session.id.into(),
        session.user.0.into(),
        session.stage.code().into(),
        session.entrance.code().into(),
        session.factor.map(Factor::code).into(),
        session.created.into(),
        session.seen.into(),
        session.ends.into(),
        session.address.clone().into(),
        session.agent.clone().into(),
    ];
    tx.write(&SESSIONS, &[row]).await.map(drop)
}

/// Puts `next` in place of the session with the hash `old`, if that is still there.
pub(super) async fn replace(db: &Db, old: [u8; 32], next: &Session) -> Result<bool, StorageError> {
    let mut tx = db.begin().await?;
    let is_there = end_in(&mut tx, next.office, old).await?;
    if is_there {
        add(&mut tx, next).await?;
    }
    tx.commit().await?;
    Ok(is_there)
}

pub(super) async fn note_seen(
    db: &Db,
    office: OfficeId,
    hash: [u8; 32],
    now: Moment,
) -> Result<(), StorageError> {
    let sql = "UPDATE sign_in_sessions SET seen_at = $3 \
               WHERE office_id = $1 AND token_hash = $2 AND seen_at < $3";
    let mut tx = db.begin().await?;
    tx.execute(sql, &[office.0.into(), hash.as_slice().into(), now.into()]).await?;
    tx.commit().await
}

/// Ends the session with this hash, and says whether it was there.
pub(super) async fn end_in(
    tx: &mut Transaction,
    office: OfficeId,
    hash: [u8; 32],
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_sessions WHERE office_id = $1 AND token_hash = $2";
    Ok(tx.execute(sql, &[office.0.into(), hash.as_slice().into()]).await? > 0)
}

pub(super) async fn end_hash(db: &Db, office: OfficeId, hash: [u8; 32]) -> Result<(), StorageError> {
    let mut tx = db.begin().await?;
    end_in(&mut tx, office, hash).await?;
    tx.commit().await
}

pub(super) async fn end(
    db: &Db,
    office: OfficeId,
    user: UserId,
    session: Uuid,
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_sessions WHERE office_id = $1 AND user_id = $2 AND session_id = $3";
    let mut tx = db.begin().await?;
    let ended = tx.execute(sql, &[office.0.into(), user.0.into(), session.into()]).await?;
    tx.commit().await?;
    Ok(ended > 0)
}

pub(in crate::sign_in) async fn end_all(
    tx: &mut Transaction,
    office: OfficeId,
    user: UserId,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_sessions WHERE office_id = $1 AND user_id = $2";
    tx.execute(sql, &[office.0.into(), user.0.into()]).await
}

pub(in crate::sign_in) async fn end_others(
    tx: &mut Transaction,
    office: OfficeId,
    user: UserId,
    but: Uuid,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_sessions WHERE office_id = $1 AND user_id = $2 AND session_id <> $3";
    tx.execute(sql, &[office.0.into(), user.0.into(), but.into()]).await
}

/// Forgets those that have come to their end.
pub(in crate::sign_in) async fn forget(
    tx: &mut Transaction,
    office: OfficeId,
    now: Moment,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_sessions WHERE office_id = $1 AND ends_at <= $2";
    tx.execute(sql, &[office.0.into(), now.into()]).await
}
