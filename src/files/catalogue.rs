//! The table of what is stored. A file is there when its row is.
use super::error::FileError;
use super::media::MediaType;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::OfficeId;
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, Readable, Row, StorageError, Table, Value, one_of};
use crate::event_log::Actor;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is stored, one row a file.
pub static FILES: Table = Table {
    name: "files",
    columns: &[
        ("office_id", Column::Uuid),
        ("sha256", Column::Bytes),
        ("size", Column::Int),
        ("media_type", Column::Text),
        ("original_key", Column::Uuid),
        ("width", Column::Int),
        ("height", Column::Int),
        ("rendition_key", Column::Uuid),
        ("rendition_type", Column::Text),
        ("rendition_sha256", Column::Bytes),
        ("rendition_size", Column::Int),
        ("stored_at", Column::At),
        ("stored_by", Column::Text),
    ],
    key: 2,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// Who else sent the same bytes, after the first sender.
pub static FILE_SENDERS: Table = Table {
    name: "file_senders",
    columns: &[("office_id", Column::Uuid), ("sha256", Column::Bytes), ("sender", Column::Text)],
    key: 3,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// A file that is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileRecord {
    /// What it is called: the SHA-256 of its bytes.
    pub sha256: FileHash,
    /// How many bytes it has.
    pub size: u64,
    /// What it is.
    pub media_type: MediaType,
    pub(super) original_key: Uuid,
    /// What is shown of a picture.
    pub rendition: Option<Rendition>,
    /// When it was stored.
    pub stored_at: Moment,
    /// Who sent it first.
    pub stored_by: Actor,
}

/// A picture drawn anew, without what its camera wrote beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendition {
    /// The SHA-256 of its bytes.
    pub sha256: FileHash,
    /// How many bytes it has.
    pub size: u64,
    /// What it is.
    pub media_type: MediaType,
    /// Its points from left to right.
    pub width: u32,
    /// Its points from top to bottom.
    pub height: u32,
    pub(super) key: Uuid,
}

impl FileRecord {
    /// The keys that seal it.
    pub(super) fn keys(&self) -> Vec<Uuid> {
        std::iter::once(self.original_key).chain(self.rendition.as_ref().map(|shown| shown.key)).collect()
    }

    fn row(&self, office: OfficeId) -> Result<Vec<Value>, StorageError> {
        let count = |number: u64| i64::try_from(number).map_err(|_| bad(self.sha256, "its size"));
        let shown = self.rendition.as_ref();
        Ok(vec![
            office.0.into(),
            self.sha256.bytes().as_slice().into(),
            count(self.size)?.into(),
            self.media_type.name().into(),
            self.original_key.into(),
            shown.map(|shown| i64::from(shown.width)).into(),
            shown.map(|shown| i64::from(shown.height)).into(),
            shown.map(|shown| shown.key).into(),
            shown.map(|shown| shown.media_type.name()).into(),
            shown.map(|shown| shown.sha256.bytes().as_slice()).into(),
            shown.map(|shown| count(shown.size)).transpose()?.into(),
            self.stored_at.into(),
            self.stored_by.0.clone().into(),
        ])
    }

    fn read(row: &Row) -> Result<Self, StorageError> {
        let name = hash(row.get(0)?).ok_or_else(|| bad(FileHash::new([0; 32]), "sha256"))?;
        let media = |text: String| text.parse::<MediaType>().map_err(|reason| bad(name, &reason));
        let rendition = match row.get::<Option<Uuid>>(5)? {
            None => None,
            Some(key) => Some(Rendition {
                key,
                width: number(row, 3, name)?,
                height: number(row, 4, name)?,
                media_type: media(row.get(6)?)?,
                sha256: hash(row.get(7)?).ok_or_else(|| bad(name, "rendition_sha256"))?,
                size: number(row, 8, name)?,
            }),
        };
        Ok(Self {
            sha256: name,
            size: number(row, 1, name)?,
            media_type: media(row.get(2)?)?,
            original_key: row.get(9)?,
            rendition,
            stored_at: row.moment(10)?,
            stored_by: Actor(row.get::<String>(11)?.into()),
        })
    }
}

fn hash(bytes: Vec<u8>) -> Option<FileHash> {
    bytes.try_into().ok().map(FileHash::new)
}

fn number<T: TryFrom<i64>>(row: &Row, at: usize, file: FileHash) -> Result<T, StorageError>
where
    i64: Readable,
{
    T::try_from(row.get::<i64>(at)?).map_err(|_| bad(file, "a size below zero"))
}

fn bad(file: FileHash, reason: &str) -> StorageError {
    StorageError::BadRow { table: "files", row: file.to_string(), reason: reason.to_owned() }
}

const COLUMNS: &str = "sha256, size, media_type, width, height, rendition_key, rendition_type, rendition_sha256, \
                       rendition_size, original_key, stored_at, stored_by";

/// The file of that name, if it is stored.
pub(super) async fn find(db: &Db, office: OfficeId, file: FileHash) -> Result<Option<FileRecord>, FileError> {
    let sql = format!("SELECT {COLUMNS} FROM files WHERE office_id = $1 AND sha256 = $2");
    let rows = db.fetch(sql, &[office.0.into(), file.bytes().as_slice().into()]).await?;
    Ok(rows.first().map(FileRecord::read).transpose()?)
}

/// Notes a file that is stored. Says whether it is there by this; no if one of that name was there already.
pub(super) async fn note(db: &Db, office: OfficeId, file: &FileRecord) -> Result<bool, FileError> {
    let mut tx = db.begin().await?;
    let written = tx.write(&FILES, &[file.row(office)?]).await?;
    tx.commit().await?;
    Ok(written == 1)
}

/// Notes that somebody else sent the same bytes.
pub(super) async fn note_sender(
    db: &Db,
    office: OfficeId,
    file: &FileRecord,
    by: &Actor,
) -> Result<(), FileError> {
    if file.stored_by == *by {
        return Ok(());
    }
    let row = vec![office.0.into(), file.sha256.bytes().as_slice().into(), by.0.clone().into()];
    let mut tx = db.begin().await?;
    tx.write(&FILE_SENDERS, &[row]).await?;
    Ok(tx.commit().await?)
}

/// Forgets a file, if it is still the one that `key` seals.
pub(super) async fn forget(db: &Db, office: OfficeId, file: &FileRecord) -> Result<(), FileError> {
    let sql = "DELETE FROM files WHERE office_id = $1 AND sha256 = $2 AND original_key = $3";
    let values = [office.0.into(), file.sha256.bytes().as_slice().into(), file.original_key.into()];
    let mut tx = db.begin().await?;
    if tx.execute(sql, &values).await? > 0 {
        let sql = "DELETE FROM file_senders WHERE office_id = $1 AND sha256 = $2";
        tx.execute(sql, &values[..2]).await?;
    }
    Ok(tx.commit().await?)
}

/// Files that are asked for at once.
const AT_ONCE: usize = 500;

/// Those of these files that are stored.
///
/// # Errors
/// When the database fails.
pub async fn known(db: &Db, office: OfficeId, files: &[FileHash]) -> Result<Vec<FileRecord>, StorageError> {
    let mut known = Vec::with_capacity(files.len());
    for files in files.chunks(AT_ONCE) {
        let mut values = vec![office.0.into()];
        let list = one_of(&mut values, files.iter().map(|file| file.bytes().as_slice()));
        let sql = format!("SELECT {COLUMNS} FROM files WHERE office_id = $1 AND sha256 IN {list}");
        for row in db.fetch(sql, &values).await? {
            known.push(FileRecord::read(&row)?);
        }
    }
    Ok(known)
}

/// Those of these files that are stored and were sent by somebody, first or after others.
///
/// # Errors
/// When the database fails.
pub async fn sent_by(
    db: &Db,
    office: OfficeId,
    by: &Actor,
    files: &[FileHash],
) -> Result<BTreeSet<FileHash>, StorageError> {
    let mut sent = BTreeSet::new();
    for files in files.chunks(AT_ONCE) {
        let mut values = vec![office.0.into(), by.0.clone().into()];
        let list = one_of(&mut values, files.iter().map(|file| file.bytes().as_slice()));
        let sql = format!(
            "SELECT f.sha256 FROM files f WHERE f.office_id = $1 AND f.sha256 IN {list} AND (f.stored_by = $2 \
             OR EXISTS (SELECT 1 FROM file_senders s WHERE s.office_id = f.office_id AND s.sha256 = f.sha256 \
             AND s.sender = $2))"
        );
        for row in db.fetch(sql, &values).await? {
            sent.extend(hash(row.get(0)?));
        }
    }
    Ok(sent)
}

/// The office's files after `after` in the order of their names, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &Db,
    office: OfficeId,
    after: Option<FileHash>,
    limit: u32,
) -> Result<Vec<FileRecord>, FileError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM files WHERE office_id = $1 AND sha256 > $2 ORDER BY sha256 LIMIT {limit}"
    );
    let after = after.map_or_else(Vec::new, |hash| hash.bytes().to_vec());
    let rows = db.fetch(sql, &[office.0.into(), after.into()]).await?;
    Ok(rows.iter().map(FileRecord::read).collect::<Result<_, _>>()?)
}

/// Those of `keys` that seal one of the `files`.
pub(super) async fn in_use(db: &Db, office: OfficeId, files: &[FileHash]) -> Result<Vec<Uuid>, FileError> {
    let files = known(db, office, files).await?;
    Ok(files.iter().flat_map(FileRecord::keys).collect())
}
