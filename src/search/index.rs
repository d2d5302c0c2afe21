//! The index follows the log: it reads the events after its checkpoint, reads the cases that they touch whole, and writes
//! what is new and the checkpoint in one transaction. The checkpoint is moved from where it was known to be, so several
//! servers index nothing twice and miss nothing; a case is never written as it was before.
use super::reading::{self, Read};
use super::terms::Terms;
use crate::cases::ids::{CaseId, OfficeId, StreamId, Version};
use crate::clock::Source;
use crate::database::{Column, Db, OnConflict, StorageError, Table, Transaction, Value, one_of, rows_of};
use crate::event_log::{EventLog, Position, RecordedEvent, sql::SqlLog};
use crate::keys::{Key, KeyStore};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Raised whenever the same cases are to have other terms than before: the index is then made anew.
const MEANING: i64 = 2;
/// Events in one transaction, so that nobody who appends to an embedded store waits long.
const BATCH: u32 = 200;
/// The same while the index is far behind: what many cases tell stands on the same pages, and is written once.
const BATCH_BEHIND: u32 = 3_200;
/// Rows that are taken out of a table in one transaction, but for those of one term.
const CLEARED_AT_ONCE: i64 = 2_000;

static TERMS: Table = Table {
    name: "search_terms",
    columns: &[
        ("office_id", Column::Uuid),
        ("term", Column::Text),
        ("first_position", Column::Int),
        ("fields", Column::Int),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

static CASES: Table = Table {
    name: "search_cases",
    columns: &[
        ("office_id", Column::Uuid),
        ("first_position", Column::Int),
        ("case_id", Column::Uuid),
        ("kind", Column::Text),
        ("version", Column::Int),
        ("terms", Column::Text),
    ],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &["case_id"],
};

/// The index of a store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) db: Db,
    log: SqlLog,
    keys: KeyStore,
    source: Source,
    /// One at a time in this process: two would do the same work.
    turns: Arc<Mutex<HashMap<OfficeId, Arc<tokio::sync::Mutex<()>>>>>,
    /// Where the index was seen to stand, so that not every search has to ask.
    seen: Arc<Mutex<HashMap<OfficeId, Position>>>,
}

/// What one step of the index came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stepped {
    /// It followed so many events.
    Followed(u64),
    /// Another server was first.
    Overtaken,
    /// It stands at the log's end.
    AtTheEnd,
}

/// Where an office's index stands.
struct Head {
    position: Position,
    meaning: i64,
}

impl Index {
    /// The index in `db`.
    #[must_use]
    pub fn new(db: Db, keys: KeyStore, source: Source) -> Self {
        Self { log: SqlLog::new(db.clone()), db, keys, source, turns: Arc::default(), seen: Arc::default() }
    }

    /// The position up to which everything can be found.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn caught_up_to(&self, office: OfficeId) -> Result<Position, StorageError> {
        let position = self.head(office).await?.map_or(Position(0), |head| head.position);
        self.see(office, position);
        Ok(position)
    }

    fn seen(&self, office: OfficeId) -> Option<Position> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&office).copied()
    }

    /// It stands here now; lower than before when it is made anew.
    pub(super) fn see(&self, office: OfficeId, position: Position) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(office, position);
    }

    /// Follows the log to its end. Says how many events were followed.
    ///
    /// # Errors
    /// When the database fails, or the log holds what this program cannot read.
    pub async fn catch_up(&self, office: OfficeId) -> Result<u64, StorageError> {
        self.follow(office, Position::END, |_| {}).await
    }

    /// Follows the log at least to `position`; whether it has one. Whoever has just written so finds his own words.
    ///
    /// # Errors
    /// As [`Self::catch_up`].
    pub async fn reach(&self, office: OfficeId, position: Position) -> Result<bool, StorageError> {
        if self.seen(office) >= Some(position) {
            return Ok(true);
        }
        self.follow(office, position, |_| {}).await?;
        Ok(self.seen(office) >= Some(position))
    }

    /// Makes the index of an office anew from nothing: what cannot be opened any more, because its key was destroyed, is
    /// not in it. The log is not touched, and nobody who appends waits. `progress` is told how many events are followed.
    ///
    /// # Errors
    /// As [`Self::catch_up`]; doing it again goes on.
    pub async fn rebuild(
        &self,
        office: OfficeId,
        progress: impl FnMut(u64) + Send,
    ) -> Result<u64, StorageError> {
        {
            let turn = self.turn(office);
            let _turn = turn.lock().await;
            self.clear(office).await?;
        }
        self.follow(office, Position::END, progress).await
    }

    /// Reads these cases once more, for whoever has destroyed keys of theirs.
    ///
    /// # Errors
    /// As [`Self::catch_up`].
    pub async fn read_again(&self, office: OfficeId, cases: &[CaseId]) -> Result<(), StorageError> {
        let read = reading::read((&self.log, &self.keys), office, cases, &self.key(office).await?).await?;
        let mut tx = self.db.begin().await?;
        let sql = "UPDATE search_heads SET position = position WHERE office_id = $1";
        tx.execute(sql, &[office.0.into()]).await?;
        write(&mut tx, office, read).await?;
        tx.commit().await
    }

    /// The office's own key, under which phones and identity numbers are hashed. Once it is destroyed the hashes are worth
    /// nothing, and a rebuild makes others.
    pub(super) async fn key(&self, office: OfficeId) -> Result<Key, StorageError> {
        self.keys.named(office, Uuid::new_v5(&office.0, b"search"), &self.source).await
    }

    fn turn(&self, office: OfficeId) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(office).or_default())
    }

    async fn follow(
        &self,
        office: OfficeId,
        until: Position,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<u64, StorageError> {
        let turn = self.turn(office);
        let _turn = turn.lock().await;
        let (mut followed, mut batch) = (0, BATCH);
        loop {
            let head = self.head(office).await?;
            let position = head.as_ref().map_or(Position(0), |head| head.position);
            self.see(office, position);
            if position >= until {
                break;
            }
            match self.step(office, head, batch).await? {
                Stepped::Followed(events) => {
                    batch = if events < batch.into() { BATCH } else { BATCH_BEHIND.min(batch * 2) };
                    followed += events;
                    progress(followed);
                }
                Stepped::Overtaken => {}
                Stepped::AtTheEnd => break,
            }
        }
        Ok(followed)
    }

    async fn head(&self, office: OfficeId) -> Result<Option<Head>, StorageError> {
        let sql = "SELECT position, meaning FROM search_heads WHERE office_id = $1";
        let rows = self.db.fetch(sql, &[office.0.into()]).await?;
        let head =
            |row: &crate::database::Row| Ok(Head { position: Position(row.get(0)?), meaning: row.get(1)? });
        rows.first().map(head).transpose()
    }

    /// Follows one batch of events.
    async fn step(&self, office: OfficeId, head: Option<Head>, batch: u32) -> Result<Stepped, StorageError> {
        let at = match head {
            // A newer program knows better what its terms mean.
            Some(head) if head.meaning > MEANING => return Ok(Stepped::AtTheEnd),
            Some(head) if head.meaning == MEANING => head.position,
            _ => {
                self.clear(office).await?;
                return Ok(Stepped::Overtaken);
            }
        };
        let events = self.log.read(office, at, batch).await?;
        let Some(last) = events.last() else { return Ok(Stepped::AtTheEnd) };
        let cases = self.changed(office, &events).await?;
        let read = if cases.is_empty() {
            Vec::new()
        } else {
            reading::read((&self.log, &self.keys), office, &cases, &self.key(office).await?).await?
        };
        let mut tx = self.db.begin_repeatable().await?;
        let sql =
            "UPDATE search_heads SET position = $3 WHERE office_id = $1 AND position = $2 AND meaning = $4";
        let values = [office.0.into(), at.0.into(), last.position.0.into(), MEANING.into()];
        if tx.execute(sql, &values).await? == 0 {
            tx.rollback().await?;
            return Ok(Stepped::Overtaken);
        }
        write(&mut tx, office, read).await?;
        tx.commit().await?;
        Ok(Stepped::Followed(events.len() as u64))
    }

    /// The cases that tell something else after these events, unless they are known as they are after them.
    async fn changed(&self, office: OfficeId, events: &[RecordedEvent]) -> Result<Vec<CaseId>, StorageError> {
        let telling = events.iter().filter(|event| reading::is_telling(event));
        let mut latest: HashMap<CaseId, Version> = HashMap::new();
        for event in telling {
            latest.insert(event.stream, event.version);
        }
        let mut cases: Vec<_> = latest.keys().copied().collect();
        cases.sort_unstable();
        for cases in cases.chunks(500) {
            let Some((sql, values)) = known("case_id, version", office, cases) else { continue };
            for row in self.db.fetch(sql, &values).await? {
                let (case, version) = (StreamId(row.get(0)?), Version(row.get(1)?));
                if latest.get(&case).is_some_and(|latest| *latest <= version) {
                    latest.remove(&case);
                }
            }
        }
        cases.retain(|case| latest.contains_key(case));
        Ok(cases)
    }

    /// Takes everything out, a part at a time. Whoever follows the log meanwhile begins from its start.
    async fn clear(&self, office: OfficeId) -> Result<(), StorageError> {
        loop {
            let mut tx = self.db.begin().await?;
            let sql = "INSERT INTO search_heads (office_id, position, meaning) VALUES ($1, 0, $2) \
                       ON CONFLICT (office_id) DO UPDATE SET position = 0, meaning = excluded.meaning";
            tx.execute(sql, &[office.0.into(), MEANING.into()]).await?;
            let mut is_empty = true;
            for part in PARTS {
                is_empty &= part.clear(&mut tx, office).await?;
            }
            tx.commit().await?;
            if is_empty {
                return Ok(());
            }
        }
    }
}

/// How a table is emptied part by part, along its key.
struct Part {
    /// Where the next part ends.
    end: &'static str,
    column: Column,
    up_to: &'static str,
    /// What is left when no part is full any more.
    rest: &'static str,
}

const PARTS: [Part; 2] = [
    Part {
        end: "SELECT first_position FROM search_cases WHERE office_id = $1 ORDER BY first_position LIMIT 1 OFFSET $2",
        column: Column::Int,
        up_to: "DELETE FROM search_cases WHERE office_id = $1 AND first_position <= $2",
        rest: "DELETE FROM search_cases WHERE office_id = $1",
    },
    Part {
        end: "SELECT term FROM search_terms WHERE office_id = $1 ORDER BY term LIMIT 1 OFFSET $2",
        column: Column::Text,
        up_to: "DELETE FROM search_terms WHERE office_id = $1 AND term <= $2",
        rest: "DELETE FROM search_terms WHERE office_id = $1",
    },
];

impl Part {
    /// Takes a part out; whether it was the last one.
    async fn clear(&self, tx: &mut Transaction, office: OfficeId) -> Result<bool, StorageError> {
        let end = tx.fetch(self.end, &[office.0.into(), CLEARED_AT_ONCE.into()]).await?;
        match end.first() {
            Some(row) => tx.execute(self.up_to, &[office.0.into(), row.value(0, self.column)?]).await?,
            None => tx.execute(self.rest, &[office.0.into()]).await?,
        };
        Ok(end.is_empty())
    }
}

/// The question for what the index knows of these cases; none where there is none.
fn known(columns: &str, office: OfficeId, cases: &[CaseId]) -> Option<(String, Vec<Value>)> {
    if cases.is_empty() {
        return None;
    }
    let mut values = vec![office.0.into()];
    let rows = rows_of(&mut values, cases.iter().map(|case| case.0));
    let sql = format!(
        "WITH wanted (id) AS ({rows}) SELECT {columns} FROM wanted CROSS JOIN search_cases \
         WHERE office_id = $1 AND case_id = wanted.id"
    );
    Some((sql, values))
}

/// Writes what the cases tell now, and takes out what they no longer tell. What is known of a later version stays.
async fn write(tx: &mut Transaction, office: OfficeId, read: Vec<Read>) -> Result<(), StorageError> {
    let ids: Vec<_> = read.iter().map(|read| read.case).collect();
    let mut before: HashMap<CaseId, (Version, Terms)> = HashMap::new();
    for ids in ids.chunks(500) {
        let Some((sql, values)) = known("case_id, version, terms", office, ids) else { continue };
        for row in tx.fetch(sql, &values).await? {
            let case = StreamId(row.get(0)?);
            let terms = Terms::of_list(&row.get::<String>(2)?).ok_or_else(|| StorageError::BadRow {
                table: "search_cases",
                row: case.to_string(),
                reason: "its terms are no list of terms; make the index anew with `anjuan rebuild`"
                    .to_owned(),
            })?;
            before.insert(case, (Version(row.get(1)?), terms));
        }
    }
    let (mut cases, mut terms) = (Vec::new(), Vec::new());
    for read in read {
        let (version, known) = before.remove(&read.case).unwrap_or_default();
        if version > read.version {
            continue;
        }
        let new = read.terms.0.iter().filter(|(term, fields)| known.0.get(*term) != Some(fields));
        terms.extend(new.map(|(term, fields)| {
            let row = vec![office.0.into(), term.as_str().into(), read.first.0.into(), fields.0.into()];
            ((term.clone(), read.first), row)
        }));
        let gone: Vec<_> = known.0.keys().filter(|term| !read.terms.0.contains_key(*term)).collect();
        take_out(tx, office, read.first, &gone).await?;
        cases.push(vec![
            office.0.into(),
            read.first.0.into(),
            read.case.0.into(),
            read.kind.clone().into(),
            read.version.0.into(),
            read.terms.listed().into(),
        ]);
    }
    // What stands on one page of the table is written together.
    terms.sort_by(|(one, _), (other, _)| one.cmp(other));
    let terms: Vec<_> = terms.into_iter().map(|(_, row)| row).collect();
    tx.write(&TERMS, &terms).await?;
    tx.write(&CASES, &cases).await?;
    Ok(())
}

async fn take_out(
    tx: &mut Transaction,
    office: OfficeId,
    first: Position,
    gone: &[&String],
) -> Result<(), StorageError> {
    for gone in gone.chunks(500) {
        let mut values = vec![office.0.into(), first.0.into()];
        let list = one_of(&mut values, gone.iter().map(|term| term.as_str()));
        let sql = format!(
            "DELETE FROM search_terms WHERE office_id = $1 AND first_position = $2 AND term IN {list}"
        );
        tx.execute(sql, &values).await?;
    }
    Ok(())
}
