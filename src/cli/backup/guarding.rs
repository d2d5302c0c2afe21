//! What stands around the keys of a restored store: its master key, its ledger, the office keys.
use super::living::{Guarding, Living};
use super::manifest::Manifest;
use super::restore::RestoreArgs;
use crate::cli::Failure;
use crate::database::{Db, StoreUrl, keys_of};
use crate::keys::{Guard, KeyStore, Ledger};
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What is put beside the restored store, and taken away again if it cannot be verified.
pub(super) struct Put {
    pub(super) guard: Guard,
    made: Vec<PathBuf>,
}

impl Put {
    /// Takes away what was put there.
    pub(super) fn take_back(&self) {
        for file in &self.made {
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Puts the master key and the ledger where the restored store at `to` looks for them, and the office keys that live into
/// the copy of its keys.
pub(super) async fn put(
    args: &RestoreArgs,
    manifest: &Manifest,
    configured: Guard,
    (to, trial): (&Path, &Path),
) -> Result<Put, Failure> {
    let mut put = Put { guard: configured.or_beside(&StoreUrl::Sqlite(to.to_owned())), made: Vec::new() };
    let Some(guarding) = &manifest.guarding else { return Ok(put) };
    let outcome = put.fill(args, guarding, trial).await;
    if outcome.is_err() {
        put.take_back();
    }
    outcome.map(|()| put)
}

impl Put {
    async fn fill(&mut self, args: &RestoreArgs, guarding: &Guarding, trial: &Path) -> Result<(), Failure> {
        let folder = args.keys.as_ref().unwrap_or(&args.from);
        let path = match &args.living {
            Some(path) => path.clone(),
            None => Living::beside(folder, guarding.master)?,
        };
        let living = Living::read(&path).map_err(|error| {
            format!(
                "{error}; the keys that wrap those of the backup are in that file, which every backup writes anew: bring \
                 it back, or name it with --living"
            )
        })?;
        self.master(args, guarding)?;
        self.ledger(args, guarding, &living)?;
        let db = Db::open(&StoreUrl::Sqlite(keys_of(trial))).await?;
        let keys = KeyStore::new(db);
        let put = keys.put_back(living.office_keys()).await;
        keys.close().await;
        Ok(put?)
    }

    fn master(&mut self, args: &RestoreArgs, guarding: &Guarding) -> Result<(), Failure> {
        let Some(to) = self.guard.master.clone() else { return Ok(()) };
        if to.exists() {
            return Ok(());
        }
        let from = args.master.clone().unwrap_or_else(|| guarding.master_file.clone());
        let key = std::fs::read(&from).map_err(|error| {
            format!(
                "{}: {error}; the keys of this backup are wrapped by the master key {}: bring its file, and name it with \
                 --master. Without it no name in the backup can be read",
                from.display(),
                guarding.master
            )
        })?;
        self.write(&to, &Zeroizing::new(key))
    }

    /// All that is known to be erased, from wherever it is known.
    fn ledger(&mut self, args: &RestoreArgs, guarding: &Guarding, living: &Living) -> Result<(), Failure> {
        let Some(to) = self.guard.ledger.clone() else { return Ok(()) };
        let mut erased: BTreeSet<_> = living.erased().collect();
        erased.extend(Ledger::at(guarding.ledger.clone()).read()?);
        if let Some(named) = &args.erased {
            if !named.exists() {
                return Err(format!("{}: there is no such erase ledger", named.display()).into());
            }
            erased.extend(Ledger::at(named.clone()).read()?);
        }
        let ledger = Ledger::at(to.clone());
        let known: BTreeSet<_> = ledger.read()?.into_iter().collect();
        if !to.exists() {
            self.made.push(to);
        }
        let missing: Vec<_> = erased.difference(&known).copied().collect();
        Ok(ledger.add(&missing)?)
    }

    fn write(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        self.made.push(path.to_owned());
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(())
    }
}
