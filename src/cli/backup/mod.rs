//! `anjuan backup --to DIR` and `anjuan restore --from DIR --to URL`
mod files;
mod guarding;
mod living;
mod manifest;
mod restore;

pub(super) use restore::{RestoreArgs, restore};

use super::{Context, DONE, FAILED, Failure, app, output};
use crate::database::{Db, StoreUrl, copy_store};
use crate::event_log::EventLog;
use crate::event_log::sql::SqlLog;
use crate::projections::offices;
use crate::search;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use living::Living;
use manifest::{Manifest, OfficeLine, STORE};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The exit code of a backup that lacks some attached files.
const SOME_MISSING: u8 = 2;

/// What an operator of PostgreSQL is told.
const ON_POSTGRES: &str = "\
A store on PostgreSQL is backed up by PostgreSQL's own means, of the whole database: anjuan's tables (schema public)
and its keys (schema anjuan_keys) in one snapshot, or a restored log may name keys that are not there.

  Small offices: pg_dump --format=custom --file=anjuan.dump 'postgres://USER@HOST/DATABASE'
    runs while the office works, and sees one moment of both schemas. Restore with pg_restore into an empty database.
    The dump holds the keys: guard it as you guard them.
  Back to any minute: pgBackRest (or WAL-G), with archive_mode = on and the archive on another machine
    anjuan needs nothing of it but that full backups and the archive are checked (pgbackrest check, verify).
  When a server fails: Patroni, with synchronous_mode on, so that what was acknowledged is on two servers
    name all of them: --store 'postgres://USER@HOST1:5432,HOST2:5432/DATABASE'; anjuan goes to the one that takes
    writes. A standby is no backup: what is deleted on one is deleted on both.

After a restore run `anjuan rebuild --check`, and `anjuan rebuild` for the search index: leave out its rows when you
dump (--exclude-table-data='search_*'), for they hold words of matters in the clear. The files that are attached lie
in the file store: copy it after the database, so that every file is there that a row names.
";

#[derive(Args, Debug)]
#[command(after_help = "\
An embedded store is copied while it is used: one moment of the log, then its keys, then the attached files of that
moment, sealed as they lie in the file store (a folder or a bucket), and a manifest with the position of each office
and the SHA-256 of each part; files.txt has that of each file (`sha256sum -c files.txt` checks them). Every file is
proven to be what was stored; one that is missing or altered is named with its cases, and the rest is copied.
The search index is left out: it holds words of matters in the clear, and is made anew after a restore.
The folder holds the keys: guard it as you guard them.
On PostgreSQL this says what to run, and exits with 1.

Examples:
  anjuan --store sqlite:office.sqlite backup --to /media/backup/2026-11-26
  anjuan restore --from /media/backup/2026-11-26 --to sqlite:restored.sqlite

Exit codes: 0 done; 1 failed, and the folder holds no backup; 2 done, and some attached files are missing; 64 wrong usage.")]
pub(super) struct BackupArgs {
    /// A folder that is not there yet, or is empty.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub(super) async fn backup(context: &Context, args: BackupArgs) -> Result<u8, Failure> {
    let StoreUrl::Sqlite(path) = &context.store else {
        eprint!("anjuan: {ON_POSTGRES}");
        return Ok(FAILED);
    };
    // A store of an older version is brought to this program's first, and kept as it was.
    let store = context.open().await?;
    let files = app::files(&store, &context.loaded.config)?;
    make_empty(&args.to)?;
    let bar = spinner()?;
    bar.set_message("copying log and keys");
    let (from, to) = (path.clone(), args.to.join(STORE));
    tokio::task::spawn_blocking(move || copy_store(&from, &to, &search::TABLES)).await??;
    let copy = Db::open(&StoreUrl::Sqlite(args.to.join(STORE))).await?;
    let offices = positions(&copy).await?;
    let progress = |files| bar.set_message(format!("{files} files copied"));
    let copied = files::copy(&copy, (&store, &files), &args.to, progress).await?;
    copy.close().await;
    let guarding = Living::write(&store, &args.to).await?;
    bar.set_message("hashing");
    let (folder, made_at, faults, guard) =
        (args.to.clone(), store.source().now(), copied.faults, guarding.clone());
    let hashing = move || Manifest::of(&folder, made_at, offices, faults, guard);
    let manifest = tokio::task::spawn_blocking(hashing).await??;
    // What has no manifest is no backup: it comes last.
    manifest.write(&args.to)?;
    store.close().await;
    bar.finish_and_clear();
    let mut text = String::new();
    for office in &manifest.offices {
        writeln!(text, "{} {}", office.code, office.position)?;
    }
    writeln!(text, "{} files", copied.files)?;
    writeln!(text, "{}", args.to.display())?;
    output::text(&text)?;
    if let Some(guarding) = guarding {
        eprintln!(
            "anjuan: the keys in it are wrapped. To restore it you need, kept apart from it, the master key {}, and {}, which \
             every backup writes anew; what is erased stays so only if no older copy of the latter is kept",
            guarding.master_file.display(),
            Living::beside(&args.to, guarding.master)?.display()
        );
    }
    for fault in &manifest.faults {
        eprintln!("anjuan: {fault}");
    }
    if manifest.faults.is_empty() {
        return Ok(DONE);
    }
    eprintln!(
        "anjuan: the backup is whole but for these {} files; put them back into the file store from an older backup, or \
         detach them, and make another",
        manifest.faults.len()
    );
    Ok(SOME_MISSING)
}

/// A spinner on standard error, with what is being done.
fn spinner() -> Result<ProgressBar, Failure> {
    let bar =
        ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {elapsed} {msg}")?);
    bar.enable_steady_tick(Duration::from_millis(200));
    Ok(bar)
}

fn make_empty(folder: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    if std::fs::read_dir(folder).map_err(failed)?.next().is_some() {
        return Err(format!(
            "{} is not empty, and nothing is written over; name another folder",
            folder.display()
        )
        .into());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Whoever reads the keys reads everything.
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}

/// The position of each office in the copy.
async fn positions(copy: &Db) -> Result<Vec<OfficeLine>, Failure> {
    let log = SqlLog::new(copy.clone());
    let mut lines = Vec::new();
    for (office, code) in offices::all(copy).await? {
        lines.push(OfficeLine { code, position: log.head(office).await? });
    }
    Ok(lines)
}
