//! Where keys are kept: a database of their own beside an embedded store, a schema of their own on a server.
use super::cipher::Cipher;
use super::erased::{Erased, Ledger};
use super::guard::{Guard, Guarded};
use super::office_keys::{self, Turned, WrappedOfficeKey};
use super::{Key, Passphrase};
use crate::cases::ids::OfficeId;
use crate::clock::Source;
use crate::database::{Column, Db, OnConflict, StorageError, Table, Value, one_of};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Keys that are wrapped before whoever else waits for the thread has his turn: all of a stock take milliseconds.
const WRAPPED_AT_ONCE: usize = 16;

static KEYS: Table = Table {
    name: "keys",
    columns: &[
        ("office_id", Column::Uuid),
        ("key_id", Column::Uuid),
        ("secret", Column::Bytes),
        ("generation", Column::Int),
    ],
    key: 2,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// The key store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct KeyStore {
    pub(super) db: Db,
    /// What stands around it; without it keys are neither wrapped nor noted when they are destroyed.
    pub(super) guarded: Option<Arc<Guarded>>,
}

/// What bringing a key store up came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BroughtUp {
    /// Offices of which keys had come back that were destroyed before, and how many.
    pub came_back: BTreeMap<OfficeId, u64>,
    /// Keys that were not wrapped before.
    pub wrapped: u64,
}

impl KeyStore {
    /// The keys in `db`, neither wrapped nor guarded.
    #[must_use]
    pub const fn new(db: Db) -> Self {
        Self { db, guarded: None }
    }

    /// The keys in `db`, wrapped and guarded. The master key is opened when it is needed.
    #[must_use]
    pub fn guarded(db: Db, guard: Guard, source: &Source) -> Self {
        Self { db, guarded: Some(Arc::new(Guarded::new(guard, source.apart()))) }
    }

    /// With what new values are sealed.
    #[must_use]
    pub fn cipher(&self) -> Cipher {
        self.guarded.as_ref().map_or_else(Cipher::default, |guarded| guarded.guard.cipher)
    }

    /// Destroys again what has come back with a restored database, and wraps what is not wrapped yet. It comes before
    /// anybody reads.
    ///
    /// # Errors
    /// When the database, the ledger or the master key fails.
    pub async fn bring_up(&self) -> Result<BroughtUp, StorageError> {
        let mut done = BroughtUp::default();
        let Some(guarded) = &self.guarded else { return Ok(done) };
        let erased = match guarded.ledger.clone() {
            Some(ledger) => blocking(move || ledger.read()).await?,
            None => Vec::new(),
        };
        done.came_back = self.destroy_again(&erased).await?;
        let known = office_keys::all(&self.db).await?;
        if guarded.guard.master.is_none() {
            // Whoever reads a wrapped key is told then.
            return Ok(done);
        }
        let waiting: Vec<_> = if known.is_empty() {
            let sql = "SELECT DISTINCT office_id FROM keys /* all offices */";
            let rows = self.db.fetch(sql, &[]).await?;
            rows.iter().map(|row| row.get(0).map(OfficeId)).collect::<Result<_, _>>()?
        } else {
            known.iter().filter(|key| !key.whole && key.generation == 1).map(|key| key.office).collect()
        };
        for office in waiting {
            let Turned { wrapped, .. } = self.take_over(office).await?;
            done.wrapped += wrapped;
        }
        Ok(done)
    }

    /// Destroys those of the keys that are there. Says how many were, by office.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn destroy_again(&self, erased: &[Erased]) -> Result<BTreeMap<OfficeId, u64>, StorageError> {
        let mut came_back = BTreeMap::new();
        let mut by_office: BTreeMap<OfficeId, Vec<Uuid>> = BTreeMap::new();
        for Erased { office, key, .. } in erased {
            by_office.entry(*office).or_default().push(*key);
        }
        for (office, keys) in by_office {
            let mut gone = 0;
            for keys in keys.chunks(500) {
                let mut values: Vec<Value> = vec![office.0.into()];
                let list = one_of(&mut values, keys.iter().copied());
                let sql = format!("SELECT key_id FROM keys WHERE office_id = $1 AND key_id IN {list}");
                let rows = self.db.fetch(sql, &values).await?;
                let there: Vec<Uuid> = rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
                gone += self.delete(office, &there).await?;
            }
            if gone > 0 {
                came_back.insert(office, gone);
            }
        }
        if !came_back.is_empty() {
            self.db.empty_log().await?;
        }
        Ok(came_back)
    }

    /// Opens the master key, so that whoever starts the program is told when that cannot be done.
    ///
    /// # Errors
    /// When the master key or the office keys cannot be opened.
    pub async fn ready(&self, office: OfficeId) -> Result<(), StorageError> {
        match &self.guarded {
            Some(guarded) if guarded.guard.master.is_some() => {
                guarded.present(&self.db, office).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Makes keys durable. Doing it twice is doing it once.
    ///
    /// # Errors
    /// When the database or the master key fails.
    pub async fn keep(&self, office: OfficeId, keys: &[Key]) -> Result<(), StorageError> {
        if keys.is_empty() {
            return Ok(());
        }
        let guarded = self.guarded.as_ref().filter(|guarded| guarded.guard.master.is_some());
        let Some(guarded) = guarded else {
            self.refuse_in_the_clear().await?;
            let row =
                |key: &Key| vec![office.0.into(), key.id.into(), key.secret().as_slice().into(), Value::Null];
            let mut tx = self.db.begin().await?;
            tx.write(&KEYS, &keys.iter().map(row).collect::<Vec<_>>()).await?;
            return tx.commit().await;
        };
        loop {
            let present = guarded.present(&self.db, office).await?;
            let mut rows = Vec::with_capacity(keys.len());
            for some in keys.chunks(WRAPPED_AT_ONCE) {
                for key in some {
                    let wrapped = present.wrap(office, key)?;
                    rows.push(vec![
                        office.0.into(),
                        key.id.into(),
                        wrapped.into(),
                        present.generation.into(),
                    ]);
                }
                tokio::task::yield_now().await;
            }
            let mut tx = self.db.begin().await?;
            // Held until the keys are there: another server does not destroy it meanwhile.
            let held = "UPDATE office_keys SET month = month WHERE office_id = $1 AND generation = $2";
            if tx.execute(held, &[office.0.into(), present.generation.into()]).await? > 0 {
                tx.write(&KEYS, &rows).await?;
                return tx.commit().await;
            }
            tx.rollback().await?;
            guarded.forget(office);
        }
    }

    /// Nothing is kept in the clear beside what is wrapped: a server whose configuration names no master key, where
    /// another one's does, is told so.
    async fn refuse_in_the_clear(&self) -> Result<(), StorageError> {
        if self.guarded.is_some() && !office_keys::all(&self.db).await?.is_empty() {
            return Err(StorageError::Keys(
                "the keys of this store are wrapped by a master key; say with keys.master where its file is"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// The key of a row.
    pub(super) async fn opened(
        &self,
        guarded: &Guarded,
        office: OfficeId,
        id: Uuid,
        generation: Option<i64>,
        secret: &[u8],
    ) -> Result<Key, StorageError> {
        match generation {
            None => in_the_clear(id, secret),
            Some(generation) => {
                guarded.of_generation(&self.db, office, generation).await?.unwrap(office, id, secret)
            }
        }
    }

    /// Those of the named keys that were not destroyed.
    ///
    /// # Errors
    /// When the database or the master key fails.
    pub async fn of(&self, office: OfficeId, names: &[Uuid]) -> Result<HashMap<Uuid, Key>, StorageError> {
        let mut keys = HashMap::new();
        for names in names.chunks(500) {
            let mut values = vec![office.0.into()];
            let list = one_of(&mut values, names.iter().copied());
            let sql = format!(
                "SELECT key_id, secret, generation FROM keys WHERE office_id = $1 AND key_id IN {list}"
            );
            for row in self.db.fetch(sql, &values).await? {
                let (id, secret): (Uuid, Vec<u8>) = (row.get(0)?, row.get(1)?);
                let key = match &self.guarded {
                    Some(guarded) => self.opened(guarded, office, id, row.get(2)?, &secret).await?,
                    None => in_the_clear(id, &secret)?,
                };
                keys.insert(id, key);
            }
        }
        Ok(keys)
    }

    /// The key of this name, made if there is none. Whoever asks gets the same, whoever asks first.
    ///
    /// # Errors
    /// When the database or the master key fails.
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

    /// Destroys keys: what they seal stays sealed for ever, here and in every copy that is older than the month. First
    /// it is written to the ledger, so that a restored backup does not bring them back. An embedded key store overwrites
    /// them; on a server the bytes of a deleted row, which are wrapped, go when it is swept.
    ///
    /// # Errors
    /// When the ledger cannot be written: then nothing is destroyed; or the database fails.
    pub async fn destroy(&self, office: OfficeId, names: &[Uuid]) -> Result<(), StorageError> {
        if let Some(guarded) = &self.guarded
            && let Some(ledger) = guarded.ledger.clone()
        {
            let at = guarded.source.now();
            let erased: Vec<_> = names.iter().map(|key| Erased { office, key: *key, at }).collect();
            blocking(move || ledger.add(&erased)).await?;
        }
        self.delete(office, names).await?;
        self.db.empty_log().await
    }

    /// Takes out of the database what the rows of destroyed keys left in it. Gives back the names of tables of which only
    /// the place was given free.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self) -> Result<Vec<&'static str>, StorageError> {
        self.db.sweep(&[KEYS.name]).await
    }

    async fn delete(&self, office: OfficeId, names: &[Uuid]) -> Result<u64, StorageError> {
        let (mut deleted, mut tx) = (0, self.db.begin().await?);
        for name in names {
            let values = [office.0.into(), (*name).into()];
            let sql = "DELETE FROM keys WHERE office_id = $1 AND key_id = $2";
            deleted += tx.execute(sql, &values).await?;
        }
        tx.commit().await?;
        Ok(deleted)
    }

    /// The file that says which keys were destroyed, if there is one.
    #[must_use]
    pub fn ledger(&self) -> Option<&Ledger> {
        self.guarded.as_ref()?.ledger.as_ref()
    }

    /// What stands around it.
    #[must_use]
    pub fn guard(&self) -> Option<&Guard> {
        self.guarded.as_ref().map(|guarded| &guarded.guard)
    }

    /// Every office key, wrapped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn office_keys(&self) -> Result<Vec<WrappedOfficeKey>, StorageError> {
        office_keys::all(&self.db).await
    }

    /// Puts office keys back into a key store that was copied without them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_back(&self, keys: &[WrappedOfficeKey]) -> Result<(), StorageError> {
        office_keys::put_back(&self.db, keys).await
    }

    /// Keys of the office, and how many of them are not wrapped, or wrapped by an office key that is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, office: OfficeId) -> Result<KeyCount, StorageError> {
        let sql = "SELECT COUNT(*), COUNT(*) - COUNT(generation) FROM keys WHERE office_id = $1";
        let rows = self.db.fetch(sql, &[office.0.into()]).await?;
        let row = rows.first().ok_or(StorageError::Disconnected)?;
        let dead = "SELECT COUNT(*) FROM keys WHERE office_id = $1 AND generation IS NOT NULL AND NOT EXISTS \
                    (SELECT 1 FROM office_keys WHERE office_keys.office_id = keys.office_id AND \
                    office_keys.generation = keys.generation)";
        let dead = self.db.fetch(dead, &[office.0.into()]).await?;
        let dead = dead.first().ok_or(StorageError::Disconnected)?.get(0)?;
        Ok(KeyCount { keys: row.get(0)?, in_the_clear: row.get(1)?, dead })
    }

    /// Seals the file of the master key under another passphrase, or under none.
    ///
    /// # Errors
    /// When it cannot be opened or written; it is then as it was.
    pub async fn reseal(&self, passphrase: Option<Passphrase>) -> Result<(), StorageError> {
        let wraps = self.office_keys().await?.first().map(|key| key.master);
        let Some(guarded) = self.guarded.clone() else { return Ok(()) };
        let master = guarded.master(wraps).await?;
        let Some(path) = guarded.guard.master.clone() else { return Ok(()) };
        let source = guarded.source.clone();
        blocking(move || {
            let resealed = master.reseal(&path, passphrase.as_ref(), &source);
            resealed.map_err(|error| StorageError::Keys(error.to_string()))
        })
        .await
    }

    /// Closes it.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

/// How many keys an office has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyCount {
    /// All of them.
    pub keys: i64,
    /// Those that are not wrapped.
    pub in_the_clear: i64,
    /// Those that nothing opens any more.
    pub dead: i64,
}

fn in_the_clear(id: Uuid, secret: &[u8]) -> Result<Key, StorageError> {
    let secret = secret.try_into().map_err(|_| StorageError::BadRow {
        table: "keys",
        row: id.to_string(),
        reason: "its secret is not 32 bytes in the clear".to_owned(),
    })?;
    Ok(Key::from_parts(id, secret))
}

pub(super) async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, StorageError> + Send + 'static,
) -> Result<R, StorageError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StorageError::Disconnected)?
}
