//! Who looked at what: an append-only record of each office, beside its log. A reading is recorded before it is answered.
use super::tree::{Edge, Hash};
use super::{Actor, Position};
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Moment;
use crate::database::{Column, Db, OnConflict, Row, StorageError, Table, Transaction, Value};
use std::fmt::Write;
use std::str::FromStr;
use uuid::Uuid;

/// The table.
pub static READINGS: Table = Table {
    name: "readings",
    columns: &[
        ("office_id", Column::Uuid),
        ("position", Column::Int),
        ("read_at", Column::At),
        ("reader", Column::Text),
        ("what", Column::Text),
        ("case_id", Column::Uuid),
        ("file", Column::Bytes),
        ("reason", Column::Text),
        ("words", Column::Bytes),
    ],
    key: 2,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

macro_rules! named {
    ($(#[$about:meta])* $of:ident, $what:literal { $($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $of { $($(#[$doc])* $name),+ }

        impl $of {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }

        impl FromStr for $of {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let found = Self::ALL.iter().copied().find(|known| known.name() == text);
                let names = || Self::ALL.iter().map(|known| known.name()).collect::<Vec<_>>().join(", ");
                found.ok_or_else(|| format!("'{text}' is no {}; there are {}", $what, names()))
            }
        }
    };
}

named! {
    /// What was read.
    What, "kind of reading" {
        /// A case.
        Case = "case",
        /// The history of a case.
        History = "history",
        /// The list of what hangs on a case.
        Files = "files",
        /// A file.
        File = "file",
        /// Cases, looked for by a person's number.
        PersonSearch = "person_search",
        /// Who is in a case, in the clear.
        Reveal = "reveal",
        /// All that the log holds of a case.
        Evidence = "evidence",
        /// A ledger of many cases was taken out, with the names in it.
        Ledger = "ledger",
    }
}

named! {
    /// Why somebody wants to see who is in a case.
    Reason, "reason" {
        /// 办理: to work on it.
        Handling = "handling",
        /// 答复来电: somebody asks about it.
        Inquiry = "inquiry",
        /// 督办: to see that it is worked on.
        Supervision = "supervision",
        /// 审计: to audit it.
        Audit = "audit",
        /// Another, in words.
        Other = "other",
    }
}

/// What somebody is about to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Who.
    pub reader: Actor,
    /// What.
    pub what: What,
    /// In which case.
    pub case: Option<CaseId>,
    /// Which file.
    pub file: Option<FileHash>,
    /// Why, where that is asked.
    pub reason: Option<Reason>,
    /// Why, in words, sealed.
    pub words: Option<Vec<u8>>,
}

/// A reading as it is recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// Its place among the readings of the office.
    pub position: i64,
    /// When.
    pub read_at: Moment,
    /// The reading.
    pub reading: Reading,
}

/// Which readings are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Only what this one read, as the log names it.
    pub reader: Option<String>,
    /// Only what was read in this case.
    pub case: Option<CaseId>,
    /// Only readings of this kind.
    pub what: Option<What>,
    /// Only those at this moment or later.
    pub from: Option<Moment>,
    /// Only those before this moment.
    pub until: Option<Moment>,
}

/// Records a reading, and says at which place. When this returns it is durable.
///
/// # Errors
/// When the database fails: then nothing may be shown.
pub async fn record(
    db: &Db,
    office: OfficeId,
    read_at: Moment,
    reading: &Reading,
) -> Result<i64, StorageError> {
    let mut tx = db.begin().await?;
    // The row of the head is the lock: places follow each other without a gap.
    let sql = "INSERT INTO reading_heads (office_id, position) VALUES ($1, 1) ON CONFLICT (office_id) \
               DO UPDATE SET position = reading_heads.position + 1 RETURNING position, edge";
    let rows = tx.fetch(sql, &[office.0.into()]).await?;
    let head = rows.first().ok_or_else(|| bad("a head", "it was not returned"))?;
    let position: i64 = head.get(0)?;
    let mut edge = match head.get::<Option<Vec<u8>>>(1)? {
        Some(bytes) => Edge::read(Position(position - 1), &bytes)
            .ok_or_else(|| bad("a head", "its edge is none; `anjuan verify` says more"))?,
        None => grown(&mut tx, office).await?,
    };
    let recorded = Recorded { position, read_at, reading: reading.clone() };
    edge.push(recorded.hash(office));
    let sql = "UPDATE reading_heads SET edge = $2 WHERE office_id = $1";
    tx.execute(sql, &[office.0.into(), edge.bytes().into()]).await?;
    let row = vec![
        office.0.into(),
        position.into(),
        read_at.into(),
        (&*reading.reader.0).into(),
        reading.what.name().into(),
        reading.case.map(|case| case.0).into(),
        reading.file.map_or(Value::Null, |file| file.bytes().as_slice().into()),
        reading.reason.map(Reason::name).into(),
        reading.words.as_deref().map_or(Value::Null, Into::into),
    ];
    tx.write(&READINGS, &[row]).await?;
    tx.commit().await?;
    Ok(position)
}

/// The edge of the tree over the readings that were there before trees were.
async fn grown(tx: &mut Transaction, office: OfficeId) -> Result<Edge, StorageError> {
    let (mut edge, mut after) = (Edge::default(), 0_i64);
    loop {
        let rows = tx.fetch(IN_ORDER, &[office.0.into(), after.into()]).await?;
        for row in &rows {
            let recorded = recorded(row)?;
            after = recorded.position;
            edge.push(recorded.hash(office));
        }
        if rows.is_empty() {
            return Ok(edge);
        }
    }
}

/// The readings after a place, in their order, for whoever hashes them.
const IN_ORDER: &str = "SELECT position, read_at, reader, what, case_id, file, reason, words FROM readings \
                        WHERE office_id = $1 AND position > $2 ORDER BY position LIMIT 1000";

/// What was kept of an office's readings as they came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Head {
    /// How many were recorded.
    pub recorded: i64,
    /// The right edge of the tree over them, as it is stored; none if the last came before there were trees.
    pub edge: Option<Vec<u8>>,
}

/// A reading as it is stored: its place, and its hash or why it has none.
pub type Stored = (i64, Result<Hash, StorageError>);

/// The right edge of the tree over an office's readings.
///
/// # Errors
/// When the database fails, or what is kept is no edge.
pub async fn edge(db: &Db, office: OfficeId) -> Result<Edge, StorageError> {
    let mut tx = db.begin_read().await?;
    match head(&mut tx, office).await? {
        None => Ok(Edge::default()),
        Some(Head { edge: None, .. }) => grown(&mut tx, office).await,
        Some(Head { recorded, edge: Some(bytes) }) => Edge::read(Position(recorded), &bytes)
            .ok_or_else(|| bad("a head", "its edge is none; `anjuan verify` says more")),
    }
}

async fn head(tx: &mut Transaction, office: OfficeId) -> Result<Option<Head>, StorageError> {
    let sql = "SELECT position, edge FROM reading_heads WHERE office_id = $1";
    let rows = tx.fetch(sql, &[office.0.into()]).await?;
    let head = |row: &Row| Ok(Head { recorded: row.get(0)?, edge: row.get(1)? });
    rows.first().map(head).transpose()
}

/// Hashes readings as they are stored: some that follow a place, in their order; none at the end.
///
/// # Errors
/// When the database fails.
pub async fn hashes(db: &Db, office: OfficeId, after: i64) -> Result<Vec<Stored>, StorageError> {
    db.fetch(IN_ORDER, &[office.0.into(), after.into()])
        .await?
        .iter()
        .map(|row| stored(row, office))
        .collect()
}

/// Hands every reading of an office to `take`, in order, hashed as it is stored, and says what was kept of all of them at
/// the same moment.
///
/// # Errors
/// When the database fails. What is wrong with a reading is no error.
pub async fn walk(
    db: &Db,
    office: OfficeId,
    mut take: impl FnMut(Stored) + Send,
) -> Result<Option<Head>, StorageError> {
    let mut tx = db.begin_read().await?;
    let head = head(&mut tx, office).await?;
    let mut after = 0_i64;
    loop {
        let rows = tx.fetch(IN_ORDER, &[office.0.into(), after.into()]).await?;
        if rows.is_empty() {
            return Ok(head);
        }
        for row in &rows {
            let stored = stored(row, office)?;
            after = stored.0;
            take(stored);
        }
    }
}

fn stored(row: &Row, office: OfficeId) -> Result<Stored, StorageError> {
    Ok((row.get(0)?, recorded(row).map(|recorded| recorded.hash(office))))
}

/// At most `limit` wanted readings before the place `before`, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &Db,
    office: OfficeId,
    wanted: &Wanted,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Recorded>, StorageError> {
    let first = match wanted.from {
        Some(from) => match nearest(db, office, ">= $2 ORDER BY read_at, position", from).await? {
            Some(first) => first,
            None => return Ok(Vec::new()),
        },
        None => 1,
    };
    let last = match wanted.until {
        Some(until) => match nearest(db, office, "< $2 ORDER BY read_at DESC, position DESC", until).await? {
            Some(last) => last,
            None => return Ok(Vec::new()),
        },
        None => i64::MAX,
    };
    let last = before.map_or(last, |before| last.min(before - 1));
    let mut values = vec![office.0.into(), first.into(), last.into()];
    let mut sql = "SELECT position, read_at, reader, what, case_id, file, reason, words FROM readings \
                   WHERE office_id = $1 AND position >= $2 AND position <= $3"
        .to_owned();
    let conditions = [
        ("reader", wanted.reader.as_deref().map(Value::from)),
        ("case_id", wanted.case.map(|case| case.0.into())),
        ("what", wanted.what.map(|what| what.name().into())),
    ];
    for (column, value) in conditions {
        if let Some(value) = value {
            values.push(value);
            let _ = write!(sql, " AND {column} = ${}", values.len());
        }
    }
    let _ = write!(sql, " ORDER BY position DESC LIMIT {limit}");
    db.fetch(sql, &values).await?.iter().map(recorded).collect()
}

/// The place of the reading that is nearest to a moment.
async fn nearest(
    db: &Db,
    office: OfficeId,
    which: &str,
    moment: Moment,
) -> Result<Option<i64>, StorageError> {
    let sql = format!("SELECT position FROM readings WHERE office_id = $1 AND read_at {which} LIMIT 1");
    let rows = db.fetch(sql, &[office.0.into(), moment.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

fn recorded(row: &Row) -> Result<Recorded, StorageError> {
    let position: i64 = row.get(0)?;
    let unreadable = |reason: &str| bad(&format!("position {position}"), reason);
    let what: String = row.get(3)?;
    let (case, file): (Option<Uuid>, Option<Vec<u8>>) = (row.get(4)?, row.get(5)?);
    let file = file.map(|bytes| <[u8; 32]>::try_from(bytes).map(FileHash::new)).transpose();
    let reason: Option<String> = row.get(6)?;
    let reason = reason.map(|reason| reason.parse()).transpose();
    let reading = Reading {
        reader: Actor(row.get::<String>(2)?.into()),
        what: what.parse().map_err(|error: String| unreadable(&error))?,
        case: case.map(StreamId),
        file: file.map_err(|_| unreadable("its file is no hash"))?,
        reason: reason.map_err(|error: String| unreadable(&error))?,
        words: row.get(7)?,
    };
    Ok(Recorded { position, read_at: row.moment(1)?, reading })
}

fn bad(row: &str, reason: &str) -> StorageError {
    StorageError::BadRow { table: "readings", row: row.to_owned(), reason: reason.to_owned() }
}
