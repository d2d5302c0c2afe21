//! The office keys: one a month for each office. It wraps the keys of cases and people, and is itself wrapped by the master
//! key. Once a month all that lives is wrapped anew, and the key of the month before destroyed: a copy of the key store
//! that is older than that opens nothing any more.
use super::guard::Guarded;
use super::store::KeyStore;
use super::wrap::{unwrap, wrap};
use super::{Key, MasterKey, SealError};
use crate::cases::ids::OfficeId;
use crate::database::{Column, Db, OnConflict, Row, StorageError, Table, Transaction, Value};
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

pub(super) static OFFICE_KEYS: Table = Table {
    name: "office_keys",
    columns: &[
        ("office_id", Column::Uuid),
        ("generation", Column::Int),
        ("month", Column::Int),
        ("master_id", Column::Uuid),
        ("wrapped", Column::Bytes),
        ("whole", Column::Bool),
    ],
    key: 2,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// Keys that are wrapped anew in one transaction.
const PAGE: usize = 500;

/// An office key.
#[derive(Debug)]
pub(super) struct OfficeKey {
    /// The first is 1.
    pub(super) generation: i64,
    key: Key,
}

/// A row of the table: an office key as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedOfficeKey {
    /// Whose.
    pub office: OfficeId,
    /// The first is 1.
    pub generation: i64,
    /// The month in which it was made: 202611.
    pub month: i64,
    /// The master key that wraps it.
    pub master: Uuid,
    /// The key, wrapped.
    pub wrapped: Vec<u8>,
    /// Whether every key of the office is wrapped by it.
    pub whole: bool,
}

impl WrappedOfficeKey {
    fn read(row: &Row) -> Result<Self, StorageError> {
        Ok(Self {
            office: OfficeId(row.get(0)?),
            generation: row.get(1)?,
            month: row.get(2)?,
            master: row.get(3)?,
            wrapped: row.get(4)?,
            whole: row.get(5)?,
        })
    }

    fn row(&self) -> Vec<Value> {
        vec![
            self.office.0.into(),
            self.generation.into(),
            self.month.into(),
            self.master.into(),
            self.wrapped.as_slice().into(),
            self.whole.into(),
        ]
    }

    fn bound_to(&self) -> Vec<u8> {
        let numbers = [self.generation.to_be_bytes(), self.month.to_be_bytes()].concat();
        [b"office key".as_slice(), self.office.0.as_bytes(), &numbers].concat()
    }
}

impl OfficeKey {
    fn place(&self, office: OfficeId, id: Uuid) -> Vec<u8> {
        [b"key".as_slice(), office.0.as_bytes(), id.as_bytes(), &self.generation.to_be_bytes()].concat()
    }

    pub(super) fn wrap(&self, office: OfficeId, key: &Key) -> Result<Vec<u8>, StorageError> {
        wrap(&self.key, &self.place(office, key.id), key).map_err(|error| bad(key.id, error))
    }

    pub(super) fn unwrap(&self, office: OfficeId, id: Uuid, wrapped: &[u8]) -> Result<Key, StorageError> {
        unwrap(&self.key, &self.place(office, id), id, wrapped).map_err(|error| bad(id, error))
    }
}

fn bad(id: Uuid, error: SealError) -> StorageError {
    StorageError::BadRow { table: "keys", row: id.to_string(), reason: error.to_string() }
}

/// What became of the keys of an office at the turn of a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Turned {
    /// Which office key wraps them now.
    pub generation: i64,
    /// Keys that were wrapped anew.
    pub wrapped: u64,
    /// Older office keys that were destroyed.
    pub destroyed: u64,
}

const ALL: &str = "SELECT office_id, generation, month, master_id, wrapped, whole FROM office_keys /* all offices */ \
                   ORDER BY office_id, generation";

/// Every office key of a key store.
///
/// # Errors
/// When the database fails.
pub(super) async fn all(db: &Db) -> Result<Vec<WrappedOfficeKey>, StorageError> {
    db.fetch(ALL, &[]).await?.iter().map(WrappedOfficeKey::read).collect()
}

/// The same, as they stand in a transaction.
///
/// # Errors
/// When the database fails.
pub(super) async fn all_within(tx: &mut Transaction) -> Result<Vec<WrappedOfficeKey>, StorageError> {
    tx.fetch(ALL, &[]).await?.iter().map(WrappedOfficeKey::read).collect()
}

/// Why nothing can be done with a master key where none is.
pub(super) fn not_wrapped() -> StorageError {
    let reason = "the keys of this store are not wrapped; say with keys.master where the master key shall be";
    StorageError::Keys(reason.to_owned())
}

/// Puts office keys into a key store that was copied without them.
///
/// # Errors
/// When the database fails.
pub(super) async fn put_back(db: &Db, keys: &[WrappedOfficeKey]) -> Result<(), StorageError> {
    let rows: Vec<_> = keys.iter().map(WrappedOfficeKey::row).collect();
    let mut tx = db.begin().await?;
    tx.write(&OFFICE_KEYS, &rows).await?;
    tx.commit().await
}

async fn kept(
    db: &Db,
    office: OfficeId,
    which: &str,
    generation: i64,
) -> Result<Option<WrappedOfficeKey>, StorageError> {
    let sql = format!(
        "SELECT office_id, generation, month, master_id, wrapped, whole FROM office_keys WHERE office_id = $1 \
         AND generation {which} $2 ORDER BY generation DESC LIMIT 1"
    );
    let rows = db.fetch(sql, &[office.0.into(), generation.into()]).await?;
    rows.first().map(WrappedOfficeKey::read).transpose()
}

impl Guarded {
    async fn opened(&self, kept: WrappedOfficeKey) -> Result<Arc<OfficeKey>, StorageError> {
        let key = self.unwrapped(&kept).await?;
        let WrappedOfficeKey { office, generation, .. } = kept;
        Ok(self.learn(office, OfficeKey { generation, key }))
    }

    /// What an office key is.
    pub(super) async fn unwrapped(&self, kept: &WrappedOfficeKey) -> Result<Key, StorageError> {
        let master = self.master(Some(kept.master)).await?;
        let (bound_to, wrapped) = (kept.bound_to(), kept.wrapped.clone());
        // A token may take its time.
        let opened = tokio::task::spawn_blocking(move || master.unwrap(&bound_to, &wrapped)).await;
        opened.map_err(|_| StorageError::Disconnected)?.map_err(|error| {
            let row = format!("generation {}", kept.generation);
            StorageError::BadRow { table: "office_keys", row, reason: error.to_string() }
        })
    }

    /// An office key as `master` wraps it for its place.
    pub(super) async fn wrapped(
        &self,
        master: &MasterKey,
        place: &WrappedOfficeKey,
        key: Key,
    ) -> Result<Vec<u8>, StorageError> {
        let (master, bound_to, source) = (master.clone(), place.bound_to(), self.source.clone());
        let wrapped = tokio::task::spawn_blocking(move || master.wrap(&bound_to, &key, &source)).await;
        let wrapped = wrapped.map_err(|_| StorageError::Disconnected)?;
        wrapped.map_err(|error| StorageError::Keys(error.to_string()))
    }

    /// The office key of this generation.
    pub(super) async fn of_generation(
        &self,
        db: &Db,
        office: OfficeId,
        generation: i64,
    ) -> Result<Arc<OfficeKey>, StorageError> {
        if let Some(known) = self.known(office, generation) {
            return Ok(known);
        }
        let Some(kept) = kept(db, office, "=", generation).await? else {
            return Err(StorageError::Keys(format!(
                "a key is wrapped by office key {generation}, which was destroyed when its month had ended: this is an \
                 old copy of the key store; restore the keys of a newer backup (`anjuan restore --keys`)"
            )));
        };
        self.opened(kept).await
    }

    /// The office key that wraps what is new; made if the office has none.
    pub(super) async fn present(&self, db: &Db, office: OfficeId) -> Result<Arc<OfficeKey>, StorageError> {
        if let Some(known) = self.newest(office) {
            return Ok(known);
        }
        match kept(db, office, "<=", i64::MAX).await? {
            Some(kept) => self.opened(kept).await,
            None => self.begin(db, office, 1, true).await,
        }
    }

    /// Makes the office key of this generation, or finds the one that another server has just made.
    async fn begin(
        &self,
        db: &Db,
        office: OfficeId,
        generation: i64,
        whole: bool,
    ) -> Result<Arc<OfficeKey>, StorageError> {
        let wraps = all(db).await?.first().map(|known| known.master);
        let master = self.master(wraps).await?;
        let made = Key::named(Uuid::nil(), &self.source);
        let month = self.month();
        let mut new =
            WrappedOfficeKey { office, generation, month, master: master.id(), wrapped: Vec::new(), whole };
        new.wrapped = self.wrapped(&master, &new, made).await?;
        put_back(db, &[new]).await?;
        self.of_generation(db, office, generation).await
    }

    fn month(&self) -> i64 {
        let day = self.source.now().day();
        i64::from(day.year()) * 100 + i64::from(day.month())
    }
}

impl KeyStore {
    /// At the turn of a month (or now, if `at_once`) makes the office's next key, wraps all that lives with it, and
    /// destroys the older ones. Nothing if there is nothing to do. It can be ended at any moment and goes on when it is
    /// begun again; several servers may do it.
    ///
    /// # Errors
    /// When the database or the master key fails. Nothing is lost then.
    pub async fn turn(&self, office: OfficeId, at_once: bool) -> Result<Option<Turned>, StorageError> {
        let Some(guarded) = &self.guarded else { return Ok(None) };
        let Some(newest) = kept(&self.db, office, "<=", i64::MAX).await? else { return Ok(None) };
        let present = if at_once || newest.month < guarded.month() {
            guarded.begin(&self.db, office, newest.generation + 1, false).await?
        } else if newest.whole {
            return Ok(None);
        } else {
            guarded.opened(newest).await?
        };
        self.gather(guarded, office, &present).await.map(Some)
    }

    /// Wraps the keys of an office that has none wrapped yet.
    pub(super) async fn take_over(&self, office: OfficeId) -> Result<Turned, StorageError> {
        let Some(guarded) = &self.guarded else { return Ok(Turned::default()) };
        let present = match kept(&self.db, office, "<=", i64::MAX).await? {
            Some(kept) => guarded.opened(kept).await?,
            None => guarded.begin(&self.db, office, 1, false).await?,
        };
        self.gather(guarded, office, &present).await
    }

    /// Wraps every key of the office with the present one, until none is left of the others, which are destroyed then.
    async fn gather(
        &self,
        guarded: &Guarded,
        office: OfficeId,
        present: &OfficeKey,
    ) -> Result<Turned, StorageError> {
        let mut turned = Turned { generation: present.generation, ..Turned::default() };
        loop {
            turned.wrapped += self.wrap_anew(guarded, office, present).await?;
            let of: [Value; 2] = [office.0.into(), present.generation.into()];
            let mut tx = self.db.begin().await?;
            // Whoever is wrapping with one of them is waited for, and whoever comes later finds none.
            let held = "UPDATE office_keys SET month = month WHERE office_id = $1 AND generation < $2";
            tx.execute(held, &of).await?;
            let left =
                "SELECT 1 FROM keys WHERE office_id = $1 AND (generation < $2 OR generation IS NULL) LIMIT 1";
            if !tx.fetch(left, &of).await?.is_empty() {
                tx.rollback().await?;
                continue;
            }
            let older = "DELETE FROM office_keys WHERE office_id = $1 AND generation < $2";
            turned.destroyed = tx.execute(older, &of).await?;
            let whole = "UPDATE office_keys SET whole = $3 WHERE office_id = $1 AND generation = $2";
            tx.execute(whole, &[office.0.into(), present.generation.into(), true.into()]).await?;
            tx.commit().await?;
            break;
        }
        guarded.forget_before(office, present.generation);
        self.db.empty_log().await?;
        Ok(turned)
    }

    /// Wraps each key of the office once with the present one, if another wraps it or none.
    async fn wrap_anew(
        &self,
        guarded: &Guarded,
        office: OfficeId,
        present: &OfficeKey,
    ) -> Result<u64, StorageError> {
        let (mut after, mut wrapped) = (Uuid::nil(), 0);
        loop {
            let sql = format!(
                "SELECT key_id, generation, secret FROM keys WHERE office_id = $1 AND key_id > $2 \
                 AND (generation < $3 OR generation IS NULL) ORDER BY key_id LIMIT {PAGE}"
            );
            let values = [office.0.into(), after.into(), present.generation.into()];
            let rows = self.db.fetch(sql, &values).await?;
            let mut anew = Vec::with_capacity(rows.len());
            for row in &rows {
                after = row.get(0)?;
                let key = self.opened(guarded, office, after, row.get(1)?, &row.get::<Vec<u8>>(2)?).await?;
                anew.push((after, present.wrap(office, &key)?));
            }
            let mut tx = self.db.begin().await?;
            for (id, secret) in anew {
                // A key that was destroyed meanwhile stays so.
                let sql = "UPDATE keys SET secret = $3, generation = $4 WHERE office_id = $1 AND key_id = $2";
                let values = [office.0.into(), id.into(), secret.into(), present.generation.into()];
                wrapped += tx.execute(sql, &values).await?;
            }
            tx.commit().await?;
            if rows.len() < PAGE {
                return Ok(wrapped);
            }
        }
    }
}
