//! Where keys are kept: a database of their own beside an embedded store, a schema of their own on a server.
use super::Key;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::personal::Subject;
use crate::database::{Column, Db, OnConflict, StorageError, StoreUrl, Table, Value};

static KEYS: Table = Table {
    name: "keys",
    columns: &[
        ("office_id", Column::Uuid),
        ("stream_id", Column::Uuid),
        ("subject", Column::Int),
        ("key_id", Column::Uuid),
        ("secret", Column::Bytes),
    ],
    key: 4,
    on_conflict: OnConflict::Keep,
};

/// The key store.
#[derive(Clone, Debug)]
pub struct KeyStore(Db);

impl KeyStore {
    /// Opens the key store that belongs to the store at `url`, and brings its table to the newest version.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn open(url: &StoreUrl) -> Result<Self, StorageError> {
        let db = Db::open_keys(url).await?;
        Ok(Self(db))
    }

    /// Makes keys durable. Doing it twice is doing it once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&self, office: OfficeId, keys: &[Key]) -> Result<(), StorageError> {
        if keys.is_empty() {
            return Ok(());
        }
        let row = |key: &Key| {
            vec![
                office.0.into(),
                key.stream.0.into(),
                i64::from(key.subject.0).into(),
                key.id.into(),
                key.secret().as_slice().into(),
            ]
        };
        let rows: Vec<_> = keys.iter().map(row).collect();
        let mut tx = self.0.begin().await?;
        tx.write(&KEYS, &rows).await?;
        tx.commit().await
    }

    /// The keys of the streams.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(&self, office: OfficeId, streams: &[StreamId]) -> Result<Vec<Key>, StorageError> {
        let mut keys = Vec::new();
        for streams in streams.chunks(500) {
            let places: Vec<_> = (2..streams.len() + 2).map(|n| format!("${n}")).collect();
            let sql = format!(
                "SELECT stream_id, subject, key_id, secret FROM keys WHERE office_id = $1 AND stream_id IN ({}) \
                 ORDER BY stream_id, key_id",
                places.join(", ")
            );
            let ids = streams.iter().map(|stream| Value::from(stream.0));
            let values: Vec<_> = std::iter::once(office.0.into()).chain(ids).collect();
            for row in self.0.fetch(sql, &values).await? {
                let subject: i64 = row.get(1)?;
                let secret: Vec<u8> = row.get(3)?;
                let bad = |reason: &str| StorageError::BadRow {
                    table: "keys",
                    row: "of a case".to_owned(),
                    reason: reason.to_owned(),
                };
                let subject = u16::try_from(subject).map_err(|_| bad("subject is out of range"))?;
                let secret = secret.try_into().map_err(|_| bad("secret is not 32 bytes"))?;
                keys.push(Key::from_parts(StreamId(row.get(0)?), Subject(subject), row.get(2)?, secret));
            }
        }
        Ok(keys)
    }

    /// Closes it.
    pub async fn close(&self) {
        self.0.close().await;
    }
}
