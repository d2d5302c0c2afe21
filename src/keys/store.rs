//! Where keys are kept: a database of their own beside an embedded store, a schema of their own on a server.
use super::Key;
use crate::cases::ids::OfficeId;
use crate::clock::Source;
use crate::database::{Column, Db, OnConflict, StorageError, Table, one_of};
use std::collections::HashMap;
use uuid::Uuid;

static KEYS: Table = Table {
    name: "keys",
    columns: &[("office_id", Column::Uuid), ("key_id", Column::Uuid), ("secret", Column::Bytes)],
    key: 2,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// The key store.
#[derive(Clone, Debug)]
pub struct KeyStore(Db);

impl KeyStore {
    /// The keys in `db`.
    #[must_use]
    pub const fn new(db: Db) -> Self {
        Self(db)
    }

    /// Makes keys durable. Doing it twice is doing it once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&self, office: OfficeId, keys: &[Key]) -> Result<(), StorageError> {
        if keys.is_empty() {
            return Ok(());
        }
        let row = |key: &Key| vec![office.0.into(), key.id.into(), key.secret().as_slice().into()];
        let rows: Vec<_> = keys.iter().map(row).collect();
        let mut tx = self.0.begin().await?;
        tx.write(&KEYS, &rows).await?;
        tx.commit().await
    }

    /// Those of the named keys that were not destroyed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, office: OfficeId, names: &[Uuid]) -> Result<HashMap<Uuid, Key>, StorageError> {
        let mut keys = HashMap::new();
        for names in names.chunks(500) {
            let mut values = vec![office.0.into()];
            let list = one_of(&mut values, names.iter().copied());
            let sql = format!("SELECT key_id, secret FROM keys WHERE office_id = $1 AND key_id IN {list}");
            for row in self.0.fetch(sql, &values).await? {
                let (id, secret): (Uuid, Vec<u8>) = (row.get(0)?, row.get(1)?);
                let secret = secret.try_into().map_err(|_| StorageError::BadRow {
                    table: "keys",
                    row: id.to_string(),
                    reason: "secret is not 32 bytes".to_owned(),
                })?;
                keys.insert(id, Key::from_parts(id, secret));
            }
        }
        Ok(keys)
    }

    /// The key of this name, made if there is none. Whoever asks gets the same, whoever asks first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named(&self, office: OfficeId, name: Uuid, source: &Source) -> Result<Key, StorageError> {
        if let Some(key) = self.of(office, &[name]).await?.remove(&name) {
            return Ok(key);
        }
        self.keep(office, &[Key::named(name, source)]).await?;
        self.of(office, &[name]).await?.remove(&name).ok_or_else(|| StorageError::BadRow {
            table: "keys",
            row: name.to_string(),
            reason: "was kept, and is not there".to_owned(),
        })
    }

    /// Destroys keys: what they seal stays sealed for ever, here and in every copy. An embedded key store overwrites them;
    /// a server may keep the bytes of a deleted row until it needs their place, and backups of the key store keep them as
    /// long as they are kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn destroy(&self, office: OfficeId, names: &[Uuid]) -> Result<(), StorageError> {
        let mut tx = self.0.begin().await?;
        for name in names {
            let values = [office.0.into(), (*name).into()];
            tx.execute("DELETE FROM keys WHERE office_id = $1 AND key_id = $2", &values).await?;
        }
        tx.commit().await?;
        self.0.empty_log().await
    }

    /// Closes it.
    pub async fn close(&self) {
        self.0.close().await;
    }
}
