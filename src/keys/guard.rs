//! Where the master key of a store is, what opens it, and where is noted which keys were destroyed.
use super::cipher::Cipher;
use super::erased::Ledger;
use super::master::{self, MasterError, MasterKey, Passphrase};
use super::office_keys::OfficeKey;
use crate::cases::ids::OfficeId;
use crate::clock::Source;
use crate::database::{BESIDE, StorageError, StoreUrl, beside};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, PoisonError};
use tokio::sync::Mutex;
use uuid::Uuid;

/// Asks whoever sits at the terminal for the passphrase; nothing where nobody does.
pub type Asking = fn() -> Option<Passphrase>;

/// What stands around the keys of a store, outside its databases.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// The file of the master key; without one the keys are not wrapped.
    pub master: Option<PathBuf>,
    /// What opens it.
    pub passphrase: Option<Passphrase>,
    /// Who is asked when nothing was said that opens it.
    pub asking: Option<Asking>,
    /// The file that says which keys were destroyed.
    pub ledger: Option<PathBuf>,
    /// With what new values are sealed.
    pub cipher: Cipher,
}

impl Guard {
    /// The guard of a store for which nothing is configured: files beside an embedded store; none of a server's.
    #[must_use]
    pub fn beside(url: &StoreUrl) -> Self {
        match url {
            StoreUrl::Sqlite(path) => Self {
                master: Some(beside(path, BESIDE[0])),
                ledger: Some(beside(path, BESIDE[1])),
                ..Self::default()
            },
            StoreUrl::Postgres(_) => Self::default(),
        }
    }

    /// The same, with what is said in place of what is usual.
    #[must_use]
    pub fn or_beside(self, url: &StoreUrl) -> Self {
        let usual = Self::beside(url);
        Self { master: self.master.or(usual.master), ledger: self.ledger.or(usual.ledger), ..self }
    }

    /// Whatever opens the master key: what was said, or what is told when somebody is asked.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn opening(&self, path: &Path) -> Result<Option<Passphrase>, MasterError> {
        if self.passphrase.is_some() || !master::look(path)?.is_sealed() {
            return Ok(self.passphrase.clone());
        }
        Ok(self.asking.and_then(|ask| ask()))
    }
}

/// The master key once it is needed, and the office keys that are at hand.
#[derive(Debug)]
pub(super) struct Guarded {
    pub(super) guard: Guard,
    pub(super) source: Source,
    pub(super) ledger: Option<Ledger>,
    master: Mutex<Option<MasterKey>>,
    at_hand: std::sync::Mutex<HashMap<(OfficeId, i64), Arc<OfficeKey>>>,
}

impl Guarded {
    pub(super) fn new(guard: Guard, source: Source) -> Self {
        let ledger = guard.ledger.clone().map(Ledger::at);
        Self { guard, source, ledger, master: Mutex::default(), at_hand: std::sync::Mutex::default() }
    }

    /// The master key. `wraps` says the name of the one that wrapped what is there, if anything is: then none is made.
    pub(super) async fn master(&self, wraps: Option<Uuid>) -> Result<MasterKey, StorageError> {
        let Some(path) = self.guard.master.clone() else {
            let reason =
                "the keys of this store are wrapped by a master key; say with keys.master where its file is";
            return Err(StorageError::Keys(reason.to_owned()));
        };
        let mut known = self.master.lock().await;
        let fits = |master: &MasterKey| wraps.is_none_or(|wraps| wraps == master.id());
        if let Some(master) = known.as_ref().filter(|master| fits(master)) {
            return Ok(master.clone());
        }
        // None is known yet, or another took its place since.
        let (guard, source) = (self.guard.clone(), self.source.clone());
        let opened = tokio::task::spawn_blocking(move || open(&guard, &path, wraps, &source)).await;
        let master = opened.map_err(|_| StorageError::Disconnected)??;
        match wraps.filter(|_| !fits(&master)) {
            None => Ok(known.insert(master).clone()),
            Some(wraps) => Err(StorageError::Keys(format!(
                "the keys of this store are wrapped by the master key {wraps}, and {} holds {}; name the file of the \
                 other one",
                self.guard.master.as_deref().unwrap_or(Path::new("")).display(),
                master.id()
            ))),
        }
    }

    /// The next who needs the master key looks which it is.
    pub(super) async fn forget_master(&self) {
        *self.master.lock().await = None;
    }

    fn office_keys(&self) -> MutexGuard<'_, HashMap<(OfficeId, i64), Arc<OfficeKey>>> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn known(&self, office: OfficeId, generation: i64) -> Option<Arc<OfficeKey>> {
        self.office_keys().get(&(office, generation)).cloned()
    }

    /// The newest key of the office that this process knows.
    pub(super) fn newest(&self, office: OfficeId) -> Option<Arc<OfficeKey>> {
        let keys = self.office_keys();
        let of_office = keys.iter().filter(|((of, _), _)| *of == office);
        of_office.max_by_key(|((_, generation), _)| *generation).map(|(_, key)| Arc::clone(key))
    }

    pub(super) fn learn(&self, office: OfficeId, key: OfficeKey) -> Arc<OfficeKey> {
        let key = Arc::new(key);
        self.office_keys().insert((office, key.generation), Arc::clone(&key));
        key
    }

    /// The keys before `generation` are gone.
    pub(super) fn forget_before(&self, office: OfficeId, generation: i64) {
        self.office_keys().retain(|(of, known), _| *of != office || *known >= generation);
    }

    pub(super) fn forget(&self, office: OfficeId) {
        self.office_keys().retain(|(of, _), _| *of != office);
    }
}

fn open(guard: &Guard, path: &Path, wraps: Option<Uuid>, source: &Source) -> Result<MasterKey, StorageError> {
    let told = |error: MasterError| StorageError::Keys(error.to_string());
    let holds = |path: &Path| wraps.is_some() && master::look(path).is_ok_and(|file| Some(file.id) == wraps);
    if !holds(path) && holds(&master::beside(path)[0]) {
        // Whoever changed it was cut off when all was wrapped.
        master::come_forward(path).map_err(told)?;
    }
    if !path.exists() {
        if let Some(wraps) = wraps {
            let path = path.display();
            return Err(StorageError::Keys(format!(
                "the keys of this store are wrapped by the master key {wraps}, and its file {path} is not there; bring it \
                 back, or say with keys.master where it is. Without it no name in this store can be read"
            )));
        }
        MasterKey::random(source).create(path, guard.passphrase.as_ref(), source).map_err(told)?;
    }
    // Another process may have made it in this moment.
    let passphrase = guard.opening(path).map_err(told)?;
    MasterKey::read(path, passphrase.as_ref()).map_err(told)
}
