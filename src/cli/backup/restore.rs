//! `anjuan restore --from DIR --to URL`
use super::manifest::{KEYS, Manifest, STORE};
use super::{ON_POSTGRES, files, guarding, spinner};
use crate::cli::{Context, DONE, FAILED, Failure, app, key, output};
use crate::clock::Source;
use crate::commands::Store;
use crate::database::{Caution, StoreUrl, keys_of};
use crate::event_log::{EventLog, Position, sql};
use crate::files::{FilesUrl, SealedPlace};
use crate::keys::Guard;
use crate::projections::offices;
use crate::projections::rebuild::{self, Then};
use clap::Args;
use std::fs::File;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
#[command(after_help = "\
Every part must have the SHA-256 that the manifest says; the store is opened, its logs must be without a gap and reach
the positions of the backup, and all that is computed from them is made anew and compared. Only then are the attached
files put into the file store, and the store in its place. A store that is there is never written over.
Keys that were destroyed since stay so: the erase ledger is applied before anything is read. It is taken from beside the
backups, from where the store kept it, and from --erased. The master key is looked for where the store kept it, or --master.
A backup that is older than the office key of this month is restored with the keys of a newer one (--keys).
The search index is not in a backup: `anjuan serve` and `anjuan search` make it anew.

Example:
  anjuan restore --from /media/backup/2026-11-26 --to sqlite:restored.sqlite
  anjuan restore --from /media/backup/2026-11-26 --to sqlite:office.sqlite --files s3://office/files

Exit codes: 0 restored and verified; 1 failed, and nothing was restored; 64 wrong usage.")]
pub(in crate::cli) struct RestoreArgs {
    /// The folder that `anjuan backup` made.
    #[arg(long, value_name = "DIR")]
    pub(super) from: PathBuf,
    /// Where the store shall be: `sqlite:PATH`, where nothing is yet.
    #[arg(long, value_name = "URL")]
    to: StoreUrl,
    /// The file store for what is attached: `file:///FOLDER` or `s3://BUCKET/PREFIX` [default: a folder beside the store].
    #[arg(long, value_name = "URL")]
    files: Option<FilesUrl>,
    /// The folder of a newer backup whose keys are taken in place of this one's.
    #[arg(long, value_name = "DIR")]
    pub(super) keys: Option<PathBuf>,
    /// The file of the master key [default: where the store kept it].
    #[arg(long, value_name = "FILE")]
    pub(super) master: Option<PathBuf>,
    /// The file of office keys that the newest backup wrote [default: beside the backup].
    #[arg(long, value_name = "FILE")]
    pub(super) living: Option<PathBuf>,
    /// An erase ledger, beside those that are found.
    #[arg(long, value_name = "FILE")]
    pub(super) erased: Option<PathBuf>,
}

pub(in crate::cli) async fn restore(context: &Context, args: RestoreArgs) -> Result<u8, Failure> {
    let StoreUrl::Sqlite(path) = args.to.clone() else {
        eprint!("anjuan: {ON_POSTGRES}");
        return Ok(FAILED);
    };
    let keys = keys_of(&path);
    for file in [&path, &keys] {
        if file.exists() {
            let file = file.display();
            return Err(
                format!("{file} is there, and is not written over; name another place with --to").into()
            );
        }
    }
    let bar = spinner()?;
    bar.set_message("verifying the backup");
    let from = args.from.clone();
    let manifest = tokio::task::spawn_blocking(move || Manifest::verified(&from)).await??;
    if let Some(newer) = args.keys.clone() {
        tokio::task::spawn_blocking(move || Manifest::verified(&newer)).await??;
    }
    let trial = Trial::at(&path);
    bar.set_message("copying");
    trial.copy(&args.from, args.keys.as_ref().unwrap_or(&args.from)).await?;
    let configured = key::guard(&context.loaded.config.keys)?;
    let put = match guarding::put(&args, &manifest, configured, (&path, &trial.store)).await {
        Ok(put) => put,
        Err(error) => {
            trial.remove();
            return Err(error);
        }
    };
    bar.set_message("making everything anew that is computed from the log");
    let progress = |events| bar.set_message(format!("{events} events folded"));
    let checked = check(&trial.store, put.guard.clone(), &manifest, progress).await;
    let restored = async {
        let events = checked?;
        bar.set_message("putting the attached files into the file store");
        let files = restore_files(&manifest, &args.from, args.files, &path).await?;
        trial.put_in_place(&path)?;
        Ok::<_, Failure>((events, files))
    };
    let restored = restored.await;
    trial.remove();
    if restored.is_err() {
        put.take_back();
    }
    let (events, files) = restored?;
    bar.finish_and_clear();
    output::text(&format!(
        "{events} events of {} offices, as of {}, restored to {} and verified\n",
        manifest.offices.len(),
        manifest.made_at,
        path.display()
    ))?;
    output::text(&files)?;
    output::text(
        "search finds nothing until its index is made anew: `anjuan serve` and `anjuan search` do so\n",
    )?;
    for fault in &manifest.faults {
        eprintln!("anjuan: not in this backup: {fault}");
    }
    Ok(DONE)
}

/// Puts the attached files into their store, and says where they are.
async fn restore_files(
    manifest: &Manifest,
    from: &Path,
    url: Option<FilesUrl>,
    store: &Path,
) -> Result<String, Failure> {
    if !manifest.holds_files() {
        return Ok(
            "the attached files are not in a backup of this age: copy the file store, too\n".to_owned()
        );
    }
    let url = match url {
        Some(url) => url,
        None => app::beside(&StoreUrl::Sqlite(store.to_owned()))?.parse()?,
    };
    let restored = files::restore(from, &SealedPlace::open(&url, std::env::vars())?).await?;
    Ok(format!("the attached files, {restored} sealed objects, restored to {url}\n"))
}

/// The store under another name, until it is verified.
struct Trial {
    store: PathBuf,
}

impl Trial {
    fn at(path: &Path) -> Self {
        let mut name = path.as_os_str().to_owned();
        name.push(".restoring");
        Self { store: name.into() }
    }

    async fn copy(&self, from: &Path, keys: &Path) -> Result<(), Failure> {
        self.remove();
        let pairs = [(from.join(STORE), self.store.clone()), (keys.join(KEYS), keys_of(&self.store))];
        let copying = move || {
            for (from, to) in pairs {
                let failed = |error: std::io::Error| format!("{}: {error}", to.display());
                std::fs::copy(&from, &to).map_err(failed)?;
                File::open(&to).and_then(|file| file.sync_all()).map_err(failed)?;
            }
            Ok::<_, String>(())
        };
        let copied = tokio::task::spawn_blocking(copying).await?;
        if copied.is_err() {
            self.remove();
        }
        Ok(copied?)
    }

    /// The keys first: a store without its keys would be opened with new ones.
    fn put_in_place(&self, path: &Path) -> Result<(), Failure> {
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        std::fs::rename(keys_of(&self.store), keys_of(path)).map_err(failed)?;
        std::fs::rename(&self.store, path).map_err(failed)?;
        Ok(())
    }

    /// Removes what is left of it.
    fn remove(&self) {
        for file in [self.store.clone(), keys_of(&self.store)] {
            for ending in ["", "-wal", "-shm"] {
                let mut name = file.as_os_str().to_owned();
                name.push(ending);
                let _ = std::fs::remove_file(name);
            }
        }
    }
}

/// Opens the store, sees that its logs are whole and that what is computed from them says the same, and closes it. Says
/// how many events there are.
async fn check(
    store: &Path,
    guard: Guard,
    manifest: &Manifest,
    progress: impl FnMut(u64) + Send,
) -> Result<u64, Failure> {
    let source = Source::system().map_err(|error| error.to_string())?;
    // What it was is kept: it is the backup.
    let url = StoreUrl::Sqlite(store.to_owned());
    let store = Store::open_guarded(&url, source, Caution::BackedUp, guard).await?;
    let checked = async {
        for (office, code) in offices::all(store.db()).await? {
            let head = store.log().head(office).await?;
            let expected = manifest.offices.iter().find(|line| line.code == code);
            if expected.is_none_or(|line| line.position != head) {
                return Err(
                    format!("the log of office {code} ends at {head}, not where the backup says").into()
                );
            }
            let dead = store.keys().count(office).await?.dead;
            if dead > 0 {
                return Err(format!(
                    "{dead} keys of office {code} are wrapped by an office key that was destroyed when its month had ended; \
                     name the newest backup with --keys, whose keys are those of all that was not erased"
                )
                .into());
            }
            if Position(sql::count(store.db(), office).await?) != head {
                return Err(format!("the log of office {code} has a gap").into());
            }
        }
        let rebuilt = rebuild::rebuild(store.db(), Then::CompareOnly, progress).await?;
        if rebuilt.differences() > 0 {
            let differences = rebuilt.differences();
            return Err(
                format!("{differences} rows say something else than the log; the backup is damaged").into()
            );
        }
        Ok::<_, Failure>(rebuilt.events)
    };
    let checked = checked.await;
    store.close().await;
    checked
}
