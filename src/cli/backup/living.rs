//! What all backups of a store share, in one file beside their folders: the office keys that live, and which keys were
//! destroyed. Each backup writes it anew. A backup holds keys that are wrapped by office keys, and not these: once an office
//! key is destroyed, no older backup opens what it wrapped.
use crate::cli::Failure;
use crate::commands::Store;
use crate::event_log::tree::hex;
use crate::keys::{Erased, WrappedOfficeKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use uuid::Uuid;

const FORMAT: u32 = 1;

/// The file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Living {
    format: u32,
    /// The master key that wraps the office keys.
    master: Uuid,
    office_keys: Vec<WrappedOfficeKey>,
    erased: BTreeSet<Erased>,
}

/// Where a store kept what stands around its keys when a backup was made of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guarding {
    /// The name of the master key.
    pub(super) master: Uuid,
    /// Its file.
    pub(super) master_file: PathBuf,
    /// The erase ledger.
    pub(super) ledger: PathBuf,
}

impl Living {
    /// The file beside a backup.
    pub(super) fn beside(backup: &Path, master: Uuid) -> Result<PathBuf, Failure> {
        let backup = backup.canonicalize().map_err(|error| format!("{}: {error}", backup.display()))?;
        let folder = backup.parent().ok_or("a backup is a folder in another folder")?;
        Ok(folder.join(format!("anjuan-{}.keys", hex(&master.as_bytes()[8..]))))
    }

    /// Reads it.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let living: Self =
            serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        if living.format != FORMAT {
            return Err(
                format!("{} has format {}; use the newer program", path.display(), living.format).into()
            );
        }
        Ok(living)
    }

    /// Writes beside a backup what lives in the store now. Says where its master key is; nothing while it has no keys.
    pub(super) async fn write(store: &Store, backup: &Path) -> Result<Option<Guarding>, Failure> {
        let office_keys = store.keys().office_keys().await?;
        let Some(master) = office_keys.first().map(|key| key.master) else { return Ok(None) };
        let Some(guard) = store.keys().guard() else { return Ok(None) };
        let (Some(master_file), Some(ledger)) = (guard.master.clone(), store.keys().ledger()) else {
            return Ok(None);
        };
        let path = Self::beside(backup, master)?;
        let mut living = Self { format: FORMAT, master, office_keys, erased: BTreeSet::new() };
        living.erased.extend(ledger.read()?);
        if path.exists() {
            // Other stores under the same master key share the file.
            let before = Self::read(&path)?;
            let ours: BTreeSet<_> = living.office_keys.iter().map(|key| key.office).collect();
            living
                .office_keys
                .extend(before.office_keys.into_iter().filter(|key| !ours.contains(&key.office)));
            living.erased.extend(before.erased);
        }
        living.replace(&path)?;
        let ledger = std::path::absolute(ledger.path())?;
        Ok(Some(Guarding { master, master_file: std::path::absolute(master_file)?, ledger }))
    }

    fn replace(&self, path: &Path) -> Result<(), Failure> {
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut new = path.as_os_str().to_owned();
        new.push(".new");
        let new = PathBuf::from(new);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new).map_err(failed)?;
        file.write_all(&serde_json::to_vec_pretty(self)?).and_then(|()| file.sync_all()).map_err(failed)?;
        std::fs::rename(&new, path).map_err(failed)?;
        if let Some(folder) = path.parent() {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        }
        Ok(())
    }

    /// The office keys that live.
    pub(super) fn office_keys(&self) -> &[WrappedOfficeKey] {
        &self.office_keys
    }

    /// The keys that were destroyed.
    pub(super) fn erased(&self) -> impl Iterator<Item = Erased> + '_ {
        self.erased.iter().copied()
    }
}
