//! Migrations: they bring a store's tables to this program's version, once what the store was is kept.
use super::backup::{self, Backup};
use super::{Db, StorageError, StoreUrl, Transaction};
use crate::cases::occurred::Moment;
use sqlx::migrate::Migrator;

/// Who keeps what a store that holds events was, before it is migrated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caution {
    /// This program copies an embedded store. A server's store is not its to copy, and is not migrated.
    Copy,
    /// The operator says that there is a backup.
    BackedUp,
}

/// Both databases of a store, at this program's version.
#[derive(Debug)]
pub struct Databases {
    /// The log and what is computed from it.
    pub store: Db,
    /// The keys.
    pub keys: Db,
    /// What the store was, if it was migrated now and copied before.
    pub backup: Option<Backup>,
}

/// The migrations of one database, on both engines.
struct Migrations {
    sqlite: Migrator,
    postgres: Migrator,
}

static OF_THE_STORE: Migrations =
    Migrations { sqlite: sqlx::migrate!("schema/sqlite"), postgres: sqlx::migrate!("schema/postgres") };
static OF_THE_KEYS: Migrations = Migrations {
    sqlite: sqlx::migrate!("schema/keys/sqlite"),
    postgres: sqlx::migrate!("schema/keys/postgres"),
};

/// Where a database stands among its migrations.
struct Standing {
    /// The last migration that was carried out; 0 before the first.
    version: i64,
    /// Those that are missing.
    pending: Vec<String>,
}

impl Db {
    /// Opens both databases of the store at `url` and brings them to this program's version. A new store is migrated
    /// without a word; one that holds events is kept first, as `caution` says.
    ///
    /// # Errors
    /// When a database cannot be reached or migrated, the backup fails or is missing, or the store was made by a newer
    /// program. Nothing was migrated then, except when a migration itself fails.
    pub async fn open_store(
        url: &StoreUrl,
        caution: Caution,
        now: Moment,
    ) -> Result<Databases, StorageError> {
        let (store, keys) = (Self::open(url).await?, Self::open_keys(url).await?);
        match bring_up(&store, &keys, caution, now).await {
            Ok(backup) => Ok(Databases { store, keys, backup }),
            Err(error) => {
                store.close().await;
                keys.close().await;
                Err(error)
            }
        }
    }

    /// Brings the tables of a store's main database to the newest version, whatever it holds.
    ///
    /// # Errors
    /// When a migration fails, or the database was made by a newer program.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        carry_out(self, &OF_THE_STORE).await
    }
}

async fn bring_up(
    store: &Db,
    keys: &Db,
    caution: Caution,
    now: Moment,
) -> Result<Option<Backup>, StorageError> {
    let mut backup = None;
    let pending = pending(store, keys).await?;
    if pending.is_empty() {
        return Ok(None);
    }
    match store {
        Db::Sqlite { appender, .. } => {
            // Whoever comes at the same time, or still works with the older version, waits until this is done.
            let mut tx = store.begin().await?;
            let Standing { version, pending } = standing(&mut tx, &OF_THE_STORE.sqlite).await?;
            let of_keys = standing(&mut keys.begin_read().await?, &OF_THE_KEYS.sqlite).await?;
            let is_pending = !pending.is_empty() || !of_keys.pending.is_empty();
            if is_pending && caution == Caution::Copy && holds_events(&mut tx).await? {
                let path = appender.path().to_owned();
                let copying = tokio::task::spawn_blocking(move || backup::make(&path, version, now));
                backup = Some(copying.await.map_err(|_| StorageError::Disconnected)??);
            }
            if let Transaction::Sqlite(tx) = &mut tx {
                OF_THE_STORE.sqlite.run_direct(None, &mut **tx, false).await?;
            }
            tx.commit().await?;
        }
        Db::Postgres { .. } => {
            if caution == Caution::Copy && holds_events(&mut store.begin_read().await?).await? {
                return Err(StorageError::BackupNeeded(pending.join(", ")));
            }
            carry_out(store, &OF_THE_STORE).await?;
        }
    }
    carry_out(keys, &OF_THE_KEYS).await?;
    Ok(backup)
}

/// Carries out what is missing. Whoever comes at the same time waits: on SQLite for the one transaction that this
/// is, on PostgreSQL for the migrator's own lock.
async fn carry_out(db: &Db, migrations: &Migrations) -> Result<(), StorageError> {
    match db {
        Db::Sqlite { writer, .. } => {
            let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
            migrations.sqlite.run_direct(None, &mut *tx, false).await?;
            tx.commit().await?;
        }
        Db::Postgres { pool, .. } => migrations.postgres.run(pool).await?,
    }
    Ok(())
}

/// The names of the migrations that are missing in either database.
async fn pending(store: &Db, keys: &Db) -> Result<Vec<String>, StorageError> {
    let mut pending = Vec::new();
    for (db, migrations) in [(store, &OF_THE_STORE), (keys, &OF_THE_KEYS)] {
        let migrator = match db {
            Db::Sqlite { .. } => &migrations.sqlite,
            Db::Postgres { .. } => &migrations.postgres,
        };
        pending.extend(standing(&mut db.begin_read().await?, migrator).await?.pending);
    }
    Ok(pending)
}

async fn standing(tx: &mut Transaction, migrator: &Migrator) -> Result<Standing, StorageError> {
    let there = match tx {
        Transaction::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'",
        Transaction::Postgres(_) => "SELECT 1 WHERE to_regclass('_sqlx_migrations') IS NOT NULL",
    };
    let rows = if tx.fetch(there, &[]).await?.is_empty() {
        Vec::new()
    } else {
        tx.fetch("SELECT version FROM _sqlx_migrations", &[]).await?
    };
    let done = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<i64>, _>>()?;
    let version = done.iter().copied().max().unwrap_or(0);
    let known = migrator.iter().map(|migration| migration.version).max().unwrap_or(0);
    if version > known {
        return Err(StorageError::NewerStore { version, known });
    }
    let missing = migrator.iter().filter(|migration| !done.contains(&migration.version));
    let pending = missing.map(|migration| format!("{:04} {}", migration.version, migration.description));
    Ok(Standing { version, pending: pending.collect() })
}

/// Whether any office of the store has an event.
async fn holds_events(tx: &mut Transaction) -> Result<bool, StorageError> {
    let there = match tx {
        Transaction::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'",
        Transaction::Postgres(_) => "SELECT 1 WHERE to_regclass('events') IS NOT NULL",
    };
    if tx.fetch(there, &[]).await?.is_empty() {
        return Ok(false);
    }
    Ok(!tx.fetch("SELECT 1 FROM events /* all offices */ LIMIT 1", &[]).await?.is_empty())
}
