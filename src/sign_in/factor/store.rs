//! Second factors, as they are kept.
use super::NamedPasskey;
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, StorageError, Table, Transaction, is_duplicate};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use webauthn_rs::prelude::Passkey;

pub(in crate::sign_in) static TOTP: Table = Table {
    name: "sign_in_totp",
    columns: &[
        ("office_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("key_id", Column::Uuid),
        ("sealed", Column::Bytes),
        ("last_step", Column::Int),
        ("added_at", Column::At),
    ],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

pub(in crate::sign_in) static PASSKEYS: Table = Table {
    name: "sign_in_passkeys",
    columns: &[
        ("office_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("passkey_id", Column::Uuid),
        ("credential_id", Column::Bytes),
        ("name", Column::Text),
        ("credential", Column::Text),
        ("added_at", Column::At),
        ("used_at", Column::At),
    ],
    key: 3,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

pub(in crate::sign_in) static RECOVERY_CODES: Table = Table {
    name: "sign_in_recovery_codes",
    columns: &[("office_id", Column::Uuid), ("user_id", Column::Uuid), ("code_hash", Column::Bytes)],
    key: 3,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

/// An authenticator app.
#[derive(Debug)]
pub(super) struct KeptTotp {
    pub key: Uuid,
    pub sealed: Vec<u8>,
    /// The step of the last code that was used.
    pub last_step: i64,
    pub added: Moment,
}

pub(super) async fn totp(db: &Db, office: OfficeId, user: UserId) -> Result<Option<KeptTotp>, StorageError> {
    let sql = "SELECT key_id, sealed, last_step, added_at FROM sign_in_totp \
               WHERE office_id = $1 AND user_id = $2";
    let rows = db.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    let kept = rows.first().map(|row| {
        Ok(KeptTotp { key: row.get(0)?, sealed: row.get(1)?, last_step: row.get(2)?, added: row.moment(3)? })
    });
    kept.transpose()
}

pub(super) async fn put_totp(
    db: &Db,
    office: OfficeId,
    user: UserId,
    totp: &KeptTotp,
) -> Result<(), StorageError> {
    let row = vec![
        office.0.into(),
        user.0.into(),
        totp.key.into(),
        totp.sealed.as_slice().into(),
        totp.last_step.into(),
        totp.added.into(),
    ];
    let mut tx = db.begin().await?;
    tx.write(&TOTP, &[row]).await?;
    tx.commit().await
}

/// Uses the code of a step, and says whether that was the first time.
pub(super) async fn use_step(
    db: &Db,
    office: OfficeId,
    user: UserId,
    step: i64,
) -> Result<bool, StorageError> {
    let sql = "UPDATE sign_in_totp SET last_step = $3 \
               WHERE office_id = $1 AND user_id = $2 AND last_step < $3";
    let mut tx = db.begin().await?;
    let changed = tx.execute(sql, &[office.0.into(), user.0.into(), step.into()]).await?;
    tx.commit().await?;
    Ok(changed > 0)
}

pub(super) async fn remove_totp(db: &Db, office: OfficeId, user: UserId) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_totp WHERE office_id = $1 AND user_id = $2";
    let mut tx = db.begin().await?;
    let removed = tx.execute(sql, &[office.0.into(), user.0.into()]).await?;
    tx.commit().await?;
    Ok(removed > 0)
}

fn bad(id: Uuid, reason: impl std::fmt::Display) -> StorageError {
    StorageError::BadRow { table: "sign_in_passkeys", row: id.to_string(), reason: reason.to_string() }
}

pub(super) async fn passkeys(
    db: &Db,
    office: OfficeId,
    user: UserId,
) -> Result<Vec<(NamedPasskey, Passkey)>, StorageError> {
    let sql = "SELECT passkey_id, name, credential, added_at, used_at FROM sign_in_passkeys \
               WHERE office_id = $1 AND user_id = $2 ORDER BY added_at, passkey_id";
    let rows = db.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    let read = rows.iter().map(|row| {
        let id: Uuid = row.get(0)?;
        let credential: String = row.get(2)?;
        let passkey = serde_json::from_str(&credential).map_err(|error| bad(id, error))?;
        let last_use: Option<DateTime<Utc>> = row.get(4)?;
        let named =
            NamedPasskey { id, name: row.get(1)?, added: row.moment(3)?, used: last_use.map(Moment::new) };
        Ok((named, passkey))
    });
    read.collect()
}

/// Adds a passkey, and says whether it is a new one.
pub(super) async fn add_passkey(
    db: &Db,
    (office, user): (OfficeId, UserId),
    id: Uuid,
    name: &str,
    passkey: &Passkey,
    now: Moment,
) -> Result<bool, StorageError> {
    let credential = serde_json::to_string(passkey).map_err(|error| bad(id, error))?;
    let row = vec![
        office.0.into(),
        user.0.into(),
        id.into(),
        passkey.cred_id().as_slice().into(),
        name.into(),
        credential.into(),
        now.into(),
        None::<Moment>.into(),
    ];
    let mut tx = db.begin().await?;
    match tx.write(&PASSKEYS, &[row]).await {
        Ok(_) => tx.commit().await.map(|()| true),
        Err(error) if is_duplicate(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) async fn use_passkey(
    db: &Db,
    (office, user): (OfficeId, UserId),
    id: Uuid,
    passkey: &Passkey,
    now: Moment,
) -> Result<(), StorageError> {
    let credential = serde_json::to_string(passkey).map_err(|error| bad(id, error))?;
    let sql = "UPDATE sign_in_passkeys SET credential = $4, used_at = $5 \
               WHERE office_id = $1 AND user_id = $2 AND passkey_id = $3";
    let mut tx = db.begin().await?;
    tx.execute(sql, &[office.0.into(), user.0.into(), id.into(), credential.into(), now.into()]).await?;
    tx.commit().await
}

pub(super) async fn remove_passkey(
    db: &Db,
    office: OfficeId,
    user: UserId,
    id: Uuid,
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_passkeys WHERE office_id = $1 AND user_id = $2 AND passkey_id = $3";
    let mut tx = db.begin().await?;
    let removed = tx.execute(sql, &[office.0.into(), user.0.into(), id.into()]).await?;
    tx.commit().await?;
    Ok(removed > 0)
}

/// How many recovery codes are left.
pub(super) async fn recovery_codes(db: &Db, office: OfficeId, user: UserId) -> Result<u64, StorageError> {
    let sql = "SELECT COUNT(*) FROM sign_in_recovery_codes WHERE office_id = $1 AND user_id = $2";
    let rows = db.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Puts these codes in place of all earlier ones.
pub(super) async fn put_recovery_codes(
    db: &Db,
    office: OfficeId,
    user: UserId,
    hashes: &[[u8; 32]],
) -> Result<(), StorageError> {
    let mut tx = db.begin().await?;
    forget_recovery_codes(&mut tx, office, user).await?;
    let row = |hash: &[u8; 32]| vec![office.0.into(), user.0.into(), hash.as_slice().into()];
    let rows: Vec<_> = hashes.iter().map(row).collect();
    tx.write(&RECOVERY_CODES, &rows).await?;
    tx.commit().await
}

async fn forget_recovery_codes(
    tx: &mut Transaction,
    office: OfficeId,
    user: UserId,
) -> Result<(), StorageError> {
    let sql = "DELETE FROM sign_in_recovery_codes WHERE office_id = $1 AND user_id = $2";
    tx.execute(sql, &[office.0.into(), user.0.into()]).await.map(drop)
}

/// Uses a recovery code, and says whether it was there.
pub(super) async fn use_recovery_code(
    db: &Db,
    office: OfficeId,
    user: UserId,
    hash: [u8; 32],
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_recovery_codes \
               WHERE office_id = $1 AND user_id = $2 AND code_hash = $3";
    let mut tx = db.begin().await?;
    let removed = tx.execute(sql, &[office.0.into(), user.0.into(), hash.as_slice().into()]).await?;
    tx.commit().await?;
    Ok(removed > 0)
}

/// Removes everything that a user could give.
pub(super) async fn remove_all(
    tx: &mut Transaction,
    office: OfficeId,
    user: UserId,
) -> Result<(), StorageError> {
    for sql in [
        "DELETE FROM sign_in_totp WHERE office_id = $1 AND user_id = $2",
        "DELETE FROM sign_in_passkeys WHERE office_id = $1 AND user_id = $2",
    ] {
        tx.execute(sql, &[office.0.into(), user.0.into()]).await?;
    }
    forget_recovery_codes(tx, office, user).await
}
