//! What a user has begun to write and not sent yet: kept for the user alone, sealed with a key of the user's own, and
//! forgotten when it is sent or has lain for a month.
use super::{KeyStore, open_secret, seal_secret};
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::cases::occurred::Moment;
use crate::clock::Source;
use crate::database::{Column, Db, OnConflict, StorageError, Table, Value};
use chrono::TimeDelta;
use std::borrow::Cow;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The table.
pub static DRAFTS: Table = Table {
    name: "drafts",
    columns: &[
        ("office_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("form", Column::Text),
        ("sealed", Column::Bytes),
        ("written_at", Column::At),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// How long a draft lies before it is forgotten.
const KEPT: TimeDelta = TimeDelta::days(30);

/// The drafts of one user in one form.
#[derive(Clone, Debug)]
pub struct Drafts {
    /// Where they are.
    pub db: Db,
    /// Where the user's key is.
    pub keys: KeyStore,
    /// What says the time, and seals.
    pub source: Source,
    /// The office.
    pub office: OfficeId,
    /// The user.
    pub user: UserId,
    /// The form: `petition`.
    pub form: Cow<'static, str>,
}

impl Drafts {
    fn place(&self) -> Vec<u8> {
        [b"draft".as_slice(), self.office.0.as_bytes(), self.user.0.as_bytes(), self.form.as_bytes()].concat()
    }

    async fn key(&self) -> Result<super::Key, StorageError> {
        let name = Uuid::new_v5(&self.user.0, b"drafts");
        self.keys.named(self.office, name, &self.source).await
    }

    /// Keeps a draft in place of the one before.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn keep(&self, text: &str) -> Result<(), StorageError> {
        let sealed = seal_secret(&self.key().await?, &self.source, &self.place(), text.as_bytes());
        let sealed = sealed.map_err(|error| self.bad(&error))?;
        let now = self.source.now();
        let row = vec![
            self.office.0.into(),
            self.user.0.into(),
            (&*self.form).into(),
            sealed.as_slice().into(),
            now.into(),
        ];
        let mut tx = self.db.begin().await?;
        tx.write(&DRAFTS, &[row]).await?;
        let old: [Value; 2] = [self.office.0.into(), Moment::new(now.utc() - KEPT).into()];
        tx.execute("DELETE FROM drafts WHERE office_id = $1 AND written_at < $2", &old).await?;
        tx.commit().await
    }

    /// The draft, and when it was written; none if there is none, or it has lain for too long.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn kept(&self) -> Result<Option<(String, Moment)>, StorageError> {
        let sql = "SELECT sealed, written_at FROM drafts WHERE office_id = $1 AND user_id = $2 AND form = $3";
        let values: [Value; 3] = [self.office.0.into(), self.user.0.into(), (&*self.form).into()];
        let rows = self.db.fetch(sql.to_owned(), &values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (sealed, written): (Vec<u8>, Moment) = (row.get(0)?, row.moment(1)?);
        if written.utc() + KEPT < self.source.now().utc() {
            return Ok(None);
        }
        let opened = open_secret(&self.key().await?, &self.place(), &sealed);
        let opened = opened.map_err(|error| self.bad(&error))?;
        Ok(Some((String::from_utf8_lossy(&opened).into_owned(), written)))
    }

    /// Forgets the draft.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self) -> Result<(), StorageError> {
        let values: [Value; 3] = [self.office.0.into(), self.user.0.into(), (&*self.form).into()];
        let mut tx = self.db.begin().await?;
        tx.execute("DELETE FROM drafts WHERE office_id = $1 AND user_id = $2 AND form = $3", &values).await?;
        tx.commit().await
    }

    /// Forgets those drafts of the office in which one of these texts stands, whoever wrote them. Says how many.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn forget_telling(
        (db, keys, source): (&Db, &KeyStore, &Source),
        office: OfficeId,
        texts: &[Zeroizing<String>],
    ) -> Result<u64, StorageError> {
        let sql = "SELECT user_id, form FROM drafts WHERE office_id = $1 ORDER BY user_id, form";
        let mut forgotten = 0;
        for row in db.fetch(sql, &[office.0.into()]).await? {
            let (user, form): (Uuid, String) = (row.get(0)?, row.get(1)?);
            let of = Self {
                db: db.clone(),
                keys: keys.clone(),
                source: source.clone(),
                office,
                user: StreamId(user),
                form: form.into(),
            };
            let Some((text, _)) = of.kept().await? else { continue };
            let text = Zeroizing::new(text);
            if texts.iter().any(|told| text.contains(told.as_str())) {
                of.forget().await?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    fn bad(&self, reason: &dyn std::fmt::Display) -> StorageError {
        StorageError::BadRow { table: "drafts", row: self.form.to_string(), reason: reason.to_string() }
    }
}
