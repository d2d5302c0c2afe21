//! Failed attempts, as they are kept.
use crate::cases::ids::OfficeId;
use crate::cases::occurred::Moment;
use crate::database::{StorageError, Transaction};

/// What failures are counted for.
#[derive(Clone, Debug)]
pub(in crate::sign_in) struct Mark {
    pub scope: &'static str,
    pub subject: Vec<u8>,
}

/// How many failures there are and when the last one was, held so that nobody else counts at the same time.
pub(super) async fn locked(
    tx: &mut Transaction,
    office: OfficeId,
    mark: &Mark,
    now: Moment,
) -> Result<(i64, Moment), StorageError> {
    let sql = "INSERT INTO sign_in_attempts (office_id, scope, subject, failures, last_at) \
               VALUES ($1, $2, $3, 0, $4) ON CONFLICT (office_id, scope, subject) \
               DO UPDATE SET failures = sign_in_attempts.failures RETURNING failures, last_at";
    let values = [office.0.into(), mark.scope.into(), mark.subject.as_slice().into(), now.into()];
    let rows = tx.fetch(sql, &values).await?;
    let row = rows.first().ok_or_else(|| StorageError::BadRow {
        table: "sign_in_attempts",
        row: mark.scope.to_owned(),
        reason: "was not returned".to_owned(),
    })?;
    Ok((row.get(0)?, row.moment(1)?))
}

pub(super) async fn set(
    tx: &mut Transaction,
    office: OfficeId,
    mark: &Mark,
    failures: i64,
    at: Moment,
) -> Result<(), StorageError> {
    let sql = "UPDATE sign_in_attempts SET failures = $4, last_at = $5 \
               WHERE office_id = $1 AND scope = $2 AND subject = $3";
    let values =
        [office.0.into(), mark.scope.into(), mark.subject.as_slice().into(), failures.into(), at.into()];
    tx.execute(sql, &values).await.map(drop)
}

pub(super) async fn clear(tx: &mut Transaction, office: OfficeId, mark: &Mark) -> Result<(), StorageError> {
    let sql = "DELETE FROM sign_in_attempts WHERE office_id = $1 AND scope = $2 AND subject = $3";
    tx.execute(sql, &[office.0.into(), mark.scope.into(), mark.subject.as_slice().into()]).await.map(drop)
}

pub(super) async fn take_back(
    tx: &mut Transaction,
    office: OfficeId,
    mark: &Mark,
) -> Result<(), StorageError> {
    let sql = "UPDATE sign_in_attempts SET failures = failures - 1 \
               WHERE office_id = $1 AND scope = $2 AND subject = $3 AND failures > 0";
    tx.execute(sql, &[office.0.into(), mark.scope.into(), mark.subject.as_slice().into()]).await.map(drop)
}

pub(in crate::sign_in) async fn forget(
    tx: &mut Transaction,
    office: OfficeId,
    before: Moment,
) -> Result<u64, StorageError> {
    let sql = "DELETE FROM sign_in_attempts WHERE office_id = $1 AND last_at < $2";
    tx.execute(sql, &[office.0.into(), before.into()]).await
}
