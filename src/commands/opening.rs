//! Opening a store: its tables and its keys are brought up before anybody reads.
use super::own_office::KnownOffices;
use super::store::Store;
use crate::clock::Source;
use crate::database::{Caution, Databases, Db, StorageError, StoreUrl};
use crate::event_log::{Followers, sql};
use crate::keys::{BroughtUp, Guard, KeyStore};
use crate::projections::shape;
use crate::projections::unpacked::Unpacked;
use crate::search::Index;
use std::sync::Arc;
use std::time::Duration;

/// How often a store is opened again when somebody else was in the way, and the first pause before.
const OPENINGS: u32 = 8;
const PAUSE: Duration = Duration::from_millis(20);

impl Store {
    /// Opens the store at `url` and brings its tables to this program's version; projections of another shape are made
    /// anew. An embedded store that holds events is copied before it is migrated; a server's is not migrated here.
    ///
    /// # Errors
    /// When it cannot be reached or migrated.
    pub async fn open(url: &StoreUrl, source: Source) -> Result<Self, StorageError> {
        Self::open_with(url, source, Caution::Copy).await
    }

    /// Opens a store, migrated as `caution` says.
    ///
    /// # Errors
    /// When it cannot be reached or migrated.
    pub async fn open_with(url: &StoreUrl, source: Source, caution: Caution) -> Result<Self, StorageError> {
        Self::open_guarded(url, source, caution, Guard::default()).await
    }

    /// Opens a store whose keys stand under `guard`; what it does not say is as usual.
    ///
    /// # Errors
    /// When it cannot be reached or migrated, or its keys cannot be opened.
    pub async fn open_guarded(
        url: &StoreUrl,
        source: Source,
        caution: Caution,
        guard: Guard,
    ) -> Result<Self, StorageError> {
        let (mut tries, guard) = (0, guard.or_beside(url));
        loop {
            // SQLite does not wait for another program that makes the same new store in the same moment.
            match Self::open_once(url, source.clone(), caution, guard.clone()).await {
                Err(error) if tries < OPENINGS && error.may_pass() => {
                    tries += 1;
                    tokio::time::sleep(PAUSE * tries).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn open_once(
        url: &StoreUrl,
        source: Source,
        caution: Caution,
        guard: Guard,
    ) -> Result<Self, StorageError> {
        let Databases { store: db, keys, backup } = Db::open_store(url, caution, source.now()).await?;
        sql::bring_up(&db, &source).await?;
        if let Some(events @ 1..) = shape::bring_up(&db).await? {
            tracing::info!(events, "the projections have a new shape and were made anew");
        }
        let (keys, backup) = (KeyStore::guarded(keys, guard, &source), backup.map(Arc::new));
        let BroughtUp { came_back, wrapped } = keys.bring_up().await?;
        if wrapped > 0 {
            tracing::info!(wrapped, "keys that stood in the clear are wrapped now");
        }
        let search = Index::new(db.clone(), keys.clone(), source.clone());
        for (office, keys) in came_back {
            tracing::warn!(keys, "keys that were destroyed had come back, and are destroyed again");
            search.rebuild(office, |_| {}).await?;
        }
        let (followers, committers) = (Followers::default(), Arc::default());
        let (offices, unpacked) = (KnownOffices::default(), Unpacked::default());
        Ok(Self { db, keys, source, search, backup, followers, committers, offices, unpacked })
    }
}
