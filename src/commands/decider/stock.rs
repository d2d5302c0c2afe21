//! Keys in stock, made and durable ahead of need; and those that seal nothing any more.
use super::OfficeDecider;
use crate::cases::ids::OfficeId;
use crate::database::StorageError;
use crate::keys::Key;
use std::collections::{HashSet, VecDeque};
use std::sync::{MutexGuard, PoisonError};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Keys that are made at once, in advance.
const STOCK: usize = 512;
/// How many are left when more are made.
const LOW: usize = 512;
/// Keys that a request usually needs at most; one that needs more gets them on the way.
const KEYS_A_REQUEST: usize = 4;

/// Keys that seal nothing yet, in the order in which they were made and will be used.
#[derive(Debug, Default)]
pub(super) struct Stock {
    /// Those that are durable.
    durable: VecDeque<Key>,
    /// Those that are on their way to the key store.
    coming: Option<Coming>,
}

#[derive(Debug)]
struct Coming {
    keys: Vec<Key>,
    keeping: JoinHandle<Result<(), StorageError>>,
}

impl OfficeDecider {
    fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes keys, and begins to make them durable.
    fn order_keys(&self, office: OfficeId, count: usize) -> Coming {
        let keys: Vec<_> = (0..count).map(|_| Key::random(&self.source)).collect();
        let (store, kept) = (self.keys.clone(), keys.clone());
        Coming { keys, keeping: tokio::spawn(async move { store.keep(office, &kept).await }) }
    }

    /// Takes the keys that were ordered into stock, once they are durable.
    async fn receive_keys(&self) -> Result<(), StorageError> {
        let coming = self.stock().coming.take();
        if let Some(Coming { keys, keeping }) = coming {
            keeping.await.map_err(|_| StorageError::Disconnected)??;
            self.stock().durable.extend(keys);
        }
        Ok(())
    }

    /// Sees to it that there are keys for so many requests, and that more are on their way.
    pub(super) async fn stock_up(&self, office: OfficeId, requests: usize) -> Result<(), StorageError> {
        let enough = requests * KEYS_A_REQUEST;
        let (durable, coming) = {
            let stock = self.stock();
            (stock.durable.len(), stock.coming.as_ref().map_or(0, |coming| coming.keys.len()))
        };
        // How many keys are made depends on what was asked alone, and not on how fast the key store is.
        let missing = enough.max(LOW).saturating_sub(durable + coming);
        if durable < enough || missing > 0 {
            self.receive_keys().await?;
        }
        if missing > 0 {
            let order = self.order_keys(office, missing.max(STOCK));
            self.stock().coming = Some(order);
        }
        if durable + coming < enough {
            self.receive_keys().await?;
        }
        Ok(())
    }

    /// A key from stock; where there is none, a new one that has to be kept with `keys`.
    pub(super) fn fresh_key(&self, keys: &mut Vec<Key>) -> Key {
        self.stock().durable.pop_front().unwrap_or_else(|| {
            let key = Key::random(&self.source);
            keys.push(key.clone());
            key
        })
    }

    /// The keys that went or are going.
    pub(super) fn gone(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        self.gone.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
