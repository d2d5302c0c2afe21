//! Verifying a store: its logs, what is computed from them, its files.
use super::views::{self, Views};
use super::{Held, Verified};
use crate::cases::ids::OfficeId;
use crate::cli::proof::read_key;
use crate::cli::{Context, Failure, app};
use crate::commands::Store;
use crate::files::{FileError, FileStore, Which};
use crate::projections::offices;
use crate::proof::verify::{self, Against, Finding, Report, Wrong};
use crate::proof::{Log, Origin, checkpoints, sm};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};

/// Files whose names are read at once.
const PAGE: u32 = 200;

pub(super) async fn verify(context: &Context, held: &Held, log_only: bool) -> Result<Vec<Verified>, Failure> {
    let store = context.open().await?;
    let verified = all(context, &store, held, log_only).await;
    store.close().await;
    verified
}

async fn all(
    context: &Context,
    store: &Store,
    held: &Held,
    log_only: bool,
) -> Result<Vec<Verified>, Failure> {
    let mut keys = held.keys.clone();
    if keys.is_empty()
        && let Some(key) = &context.loaded.config.proof.key
    {
        keys.push(read_key(key)?.public());
    }
    let wanted = context.office.as_deref();
    let known = offices::all(store.db()).await?;
    let known: Vec<_> =
        known.into_iter().filter(|(_, code)| wanted.is_none_or(|wanted| wanted == code)).collect();
    if known.is_empty() {
        return Err("the store has no such office; `anjuan office` tells which there are".into());
    }
    let mut views = if log_only { None } else { Some(Views::begin(store.db()).await) };
    let mut reports = Vec::new();
    for (office, code) in known {
        let name = crate::proof::log_name(&code);
        let is_of = |origin: &str| Origin::read(origin).key == name;
        let checkpoints =
            held.checkpoints.iter().filter(|checkpoint| is_of(&checkpoint.origin)).cloned().collect();
        let against = Against { keys: keys.clone(), checkpoints };
        let report = match &mut views {
            Some(views) => views.verify(store.db(), office, &against).await?,
            None => views::log(store.db(), office, &against).await?,
        };
        reports.push((office, code, against, report));
    }
    // From here on whoever appends waits no longer.
    let differing = match views {
        Some(views) => views.findings(store.db()).await?,
        None => Vec::new(),
    };
    let mut verified = Vec::new();
    for (office, code, against, report) in reports {
        let mut verifying = Verifying { context, store, held, office, code, against };
        verified.push(verifying.more_than(report, log_only).await?);
    }
    if let Some(last) = verified.last_mut() {
        last.findings.extend(differing);
    }
    Ok(verified)
}

/// An office whose log was verified.
struct Verifying<'v> {
    context: &'v Context,
    store: &'v Store,
    held: &'v Held,
    office: OfficeId,
    code: String,
    against: Against,
}

impl Verifying<'_> {
    /// What stands beside the log: the second tree, the readings, the files.
    async fn more_than(&mut self, report: Report, log_only: bool) -> Result<Verified, Failure> {
        let Self { context, store, held, office, code, against } = self;
        let (db, office) = (store.db(), *office);
        let (mut findings, mut notes) = (report.findings, Vec::new());
        let kept = checkpoints::all(db, office, Log::Events).await?;
        let kept = kept.into_iter().flatten().map(|kept| kept.checkpoint);
        let kept: Vec<_> = kept.chain(against.checkpoints.iter().cloned()).collect();
        let (second, note) = sm::verify(db, office, &kept, &held.sm_keys).await?;
        findings.extend(second);
        notes.extend(note);
        let read = verify::readings(db, office, against).await?;
        notes.push(format!(
            "{} readings hashed, {} checkpoints of them, {} signatures checked",
            read.readings, read.checkpoints, read.signatures
        ));
        findings.extend(read.findings);
        if !log_only {
            let files = app::files(store, &context.loaded.config)?;
            notes.push(format!(
                "{} files are what their names say",
                self::files(&files, office, &mut findings).await?
            ));
        }
        if against.keys.is_empty() && report.checkpoints + read.checkpoints > 0 {
            notes.push(
                "no key was named, so no signature was checked: name the office's with --key".to_owned(),
            );
        }
        Ok(Verified {
            what: std::mem::take(code),
            events: report.events,
            root: report.tree.map(|tree| tree.root.to_string()),
            checkpoints: report.checkpoints,
            signatures: report.signatures,
            notes,
            findings,
        })
    }
}

/// Holds every file of an office against its name, and says how many fit.
async fn files(files: &FileStore, office: OfficeId, findings: &mut Vec<Finding>) -> Result<u64, Failure> {
    let (mut fitting, mut after) = (0, None);
    loop {
        let page = files.list(office, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(fitting) };
        after = Some(last.sha256);
        for record in &page {
            let name = record.sha256;
            match digest(files, office, name).await {
                Ok(found) if found == *name.bytes() => fitting += 1,
                // Its key was destroyed: it was erased on purpose.
                Err(FileError::Erased(_)) => {}
                Ok(_) => findings.push(Finding::anywhere(
                    Wrong::File,
                    format!("file {name} has other bytes than its name says"),
                )),
                Err(error) => findings.push(Finding::anywhere(Wrong::File, format!("file {name}: {error}"))),
            }
        }
    }
}

async fn digest(
    files: &FileStore,
    office: OfficeId,
    name: crate::files::FileHash,
) -> Result<[u8; 32], FileError> {
    let opened = files.get(office, name, Which::Original).await?;
    let size = opened.size();
    let mut bytes = opened.read(0..size).await?;
    let mut digest = Sha256::new();
    while let Some(piece) = bytes.try_next().await? {
        digest.update(&piece);
    }
    Ok(digest.finalize().into())
}
