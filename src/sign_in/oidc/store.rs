//! Which person of the provider is which user, as it is kept.
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, StorageError, Table};

pub(in crate::sign_in) static SUBJECTS: Table = Table {
    name: "sign_in_subjects",
    columns: &[
        ("office_id", Column::Uuid),
        ("issuer", Column::Text),
        ("subject", Column::Text),
        ("user_id", Column::Uuid),
        ("bound_by", Column::Uuid),
        ("bound_at", Column::At),
    ],
    key: 3,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// A user as the provider knows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// The provider.
    pub issuer: String,
    /// The person.
    pub subject: String,
    /// Who bound them.
    pub bound_by: UserId,
    /// When.
    pub bound: Moment,
}

pub(super) async fn find(
    db: &Db,
    office: OfficeId,
    issuer: &str,
    subject: &str,
) -> Result<Option<UserId>, StorageError> {
    let sql = "SELECT user_id FROM sign_in_subjects WHERE office_id = $1 AND issuer = $2 AND subject = $3";
    let rows = db.fetch(sql, &[office.0.into(), issuer.into(), subject.into()]).await?;
    rows.first().map(|row| row.get(0).map(StreamId)).transpose()
}

/// Binds a person to a user, unless they are bound already, and says to whom they are bound.
pub(super) async fn bind(
    db: &Db,
    (office, user): (OfficeId, UserId),
    (issuer, subject): (&str, &str),
    by: UserId,
    now: Moment,
) -> Result<UserId, StorageError> {
    let row = vec![office.0.into(), issuer.into(), subject.into(), user.0.into(), by.0.into(), now.into()];
    let mut tx = db.begin().await?;
    tx.write(&SUBJECTS, &[row]).await?;
    tx.commit().await?;
    Ok(find(db, office, issuer, subject).await?.unwrap_or(user))
}

pub(super) async fn of_user(db: &Db, office: OfficeId, user: UserId) -> Result<Vec<Binding>, StorageError> {
    let sql = "SELECT issuer, subject, bound_by, bound_at FROM sign_in_subjects \
               WHERE office_id = $1 AND user_id = $2 ORDER BY bound_at, issuer, subject";
    let rows = db.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    let read = rows.iter().map(|row| {
        Ok(Binding {
            issuer: row.get(0)?,
            subject: row.get(1)?,
            bound_by: StreamId(row.get(2)?),
            bound: row.moment(3)?,
        })
    });
    read.collect()
}

pub(super) async fn unbind(
    db: &Db,
    (office, user): (OfficeId, UserId),
    (issuer, subject): (&str, &str),
) -> Result<bool, StorageError> {
    let sql = "DELETE FROM sign_in_subjects \
               WHERE office_id = $1 AND issuer = $2 AND subject = $3 AND user_id = $4";
    let mut tx = db.begin().await?;
    let values = [office.0.into(), issuer.into(), subject.into(), user.0.into()];
    let unbound = tx.execute(sql, &values).await?;
    tx.commit().await?;
    Ok(unbound > 0)
}
