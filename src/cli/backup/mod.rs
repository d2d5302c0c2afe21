//! `anjuan backup --to DIR` and `anjuan restore --from DIR --to URL`
mod manifest;
mod restore;

pub(super) use restore::{RestoreArgs, restore};

use super::{Context, DONE, FAILED, Failure, output};
use crate::clock::Source;
use crate::database::{Db, StoreUrl, copy_store, keys_of};
use crate::event_log::EventLog;
use crate::event_log::sql::SqlLog;
use crate::files;
use crate::projections::offices;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use manifest::{LIST, Manifest, OfficeLine, STORE};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Files that are read at once.
const AT_ONCE: u32 = 1000;

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

After a restore run `anjuan rebuild --check`. The files that are attached lie in the file store: copy it after the
database, so that every file is there that a row names.
";

#[derive(Args, Debug)]
#[command(after_help = "\
An embedded store is copied while it is used: one moment of the log, then its keys, the list of attached files, and a
manifest with the position of each office and the SHA-256 of each part. The sealed bytes of attached files are in the
file store: copy it afterwards (`rsync -a`, `aws s3 sync`); files.txt says what must be there.
The folder holds the keys: guard it as you guard them.
On PostgreSQL this says what to run, and exits with 1.

Examples:
  anjuan --store sqlite:office.sqlite backup --to /media/backup/2026-11-26
  anjuan restore --from /media/backup/2026-11-26 --to sqlite:restored.sqlite")]
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
    context.open().await?.close().await;
    make_empty(&args.to)?;
    let bar = spinner()?;
    bar.set_message("copying log and keys");
    let (from, to) = (path.clone(), args.to.join(STORE));
    tokio::task::spawn_blocking(move || copy_store(&from, &to)).await??;
    bar.set_message("reading the copy");
    let (offices, files) = read(&args.to).await?;
    bar.set_message("hashing");
    let source = Source::system().map_err(|error| error.to_string())?;
    let (folder, made_at) = (args.to.clone(), source.now());
    let hashing = move || Manifest::of(&folder, made_at, offices);
    let manifest = tokio::task::spawn_blocking(hashing).await??;
    // What has no manifest is no backup: it comes last.
    manifest.write(&args.to)?;
    bar.finish_and_clear();
    let mut text = String::new();
    for office in &manifest.offices {
        writeln!(text, "{} {}", office.code, office.position)?;
    }
    writeln!(text, "{files} files are named in {LIST}; copy the file store now")?;
    writeln!(text, "{}", args.to.display())?;
    output::text(&text)?;
    Ok(DONE)
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

/// The position of each office in the copy; the files that it names are listed beside it, and counted.
async fn read(folder: &Path) -> Result<(Vec<OfficeLine>, usize), Failure> {
    let copy = folder.join(STORE);
    let db = Db::open(&StoreUrl::Sqlite(copy.clone())).await?;
    let mut list = std::io::BufWriter::new(std::fs::File::create_new(folder.join(LIST))?);
    let (mut offices, mut count) = (Vec::new(), 0);
    for (office, code) in offices::all(&db).await? {
        let position = SqlLog::new(db.clone()).head(office).await?;
        offices.push(OfficeLine { code, position });
        let mut after = None;
        loop {
            let page = files::page(&db, office, after, AT_ONCE).await?;
            let Some(file) = page.last() else { break };
            after = Some(file.sha256);
            count += page.len();
            for object in page.iter().flat_map(|file| file.objects(office)) {
                writeln!(list, "{object}")?;
            }
        }
    }
    list.into_inner().map_err(|error| error.to_string())?.sync_all()?;
    db.close().await;
    debug_assert!(keys_of(&copy).exists(), "the keys were copied");
    Ok((offices, count))
}
