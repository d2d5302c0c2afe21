//! What guards the keys of a store on a server: what is missing of it, and how it is set up.
use super::super::{Context, DONE, Failure, output};
use super::guard;
use crate::config;
use crate::database::StoreUrl;
use crate::keys::{Guard, Ledger};
use crate::projections::offices;
use std::fs::DirBuilder;
use std::path::Path;

/// What is missing around the keys of a store, in plain words, and how it is set up; nothing if all is there.
pub(in crate::cli) fn missing(store: &StoreUrl, keys: &config::Keys) -> Vec<&'static str> {
    let said = Guard { master: keys.master.clone(), ledger: keys.ledger.clone(), ..Guard::default() };
    let guard = said.or_beside(store);
    let master = "keys.master is not set: the keys of this store stand in it in the clear, so that whoever has the \
                  database, or a dump of it, reads every name";
    let ledger = "keys.ledger is not set: nothing is erased, because a restored backup would bring it back; what is \
                  approved to be erased stays restricted";
    let set_up =
        "`anjuan key guard FOLDER` sets up what is missing, and says what to write into the configuration";
    let is_whole = guard.master.is_some() && guard.ledger.is_some();
    let missing = [
        guard.master.is_none().then_some(master),
        guard.ledger.is_none().then_some(ledger),
        (!is_whole).then_some(set_up),
    ];
    missing.into_iter().flatten().collect()
}

/// Makes a master key and an erase ledger in the folder, as far as none is configured, and wraps the keys that are there.
pub(super) async fn set_up(context: &Context, folder: &Path) -> Result<u8, Failure> {
    let known = guard(&context.loaded.config.keys)?.or_beside(&context.store);
    if let (Some(master), Some(ledger)) = (&known.master, &known.ledger) {
        let (master, ledger) = (master.display(), ledger.display());
        return Err(format!(
            "the keys of this store are guarded already: by the master key in {master} and the erase ledger {ledger}; \
             `anjuan key status` says more"
        )
        .into());
    }
    let named = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut made = DirBuilder::new();
    made.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
    made.create(folder).map_err(named)?;
    let folder = folder.canonicalize().map_err(named)?;
    let master = known.master.clone().unwrap_or_else(|| folder.join("master"));
    let ledger = known.ledger.clone().unwrap_or_else(|| folder.join("erased"));
    // Before anything is wrapped: a folder that cannot be written leaves the store as it was.
    Ledger::at(ledger.clone()).begin()?;
    let guard = Guard { master: Some(master.clone()), ledger: Some(ledger.clone()), ..known };
    let store = context.open_guarded(guard).await?;
    let (mut offices, mut keys) = (0, 0);
    for (office, _) in offices::all(store.db()).await? {
        store.keys().ready(office).await?;
        keys += store.keys().count(office).await?.keys;
        offices += 1;
    }
    // The rows in which they stood in the clear go, too.
    store.keys().sweep().await?;
    store.close().await;
    output::text(&format!(
        "{keys} keys of {offices} offices are wrapped. Write this into anjuan.toml, on every server of this store, and \
         keep a copy of the folder apart from every backup:\n\n[keys]\nmaster = \"{}\"\nledger = \"{}\"\n",
        master.display(),
        ledger.display()
    ))?;
    Ok(DONE)
}
