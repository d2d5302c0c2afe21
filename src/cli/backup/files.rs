//! The sealed bytes of attached files, as a backup holds them: under `files/` by the names that they have in the file
//! store, each with its SHA-256 in `files.txt`, as `sha256sum` writes and checks it.
use super::manifest::LIST;
use crate::cases::ids::OfficeId;
use crate::cases::words::CaseNumber;
use crate::cli::Failure;
use crate::commands::Store;
use crate::database::Db;
use crate::files::{self, FileError, FileHash, FileRecord, FileStore, Sealed, SealedPlace};
use crate::projections::{case_files, offices};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

/// The folder of sealed bytes in a backup.
const FOLDER: &str = "files";
/// Files that are read from the catalogue at once.
const AT_ONCE: u32 = 1000;
/// Bytes that are read at once.
const PIECE: usize = 1 << 20;

/// A file that is not in the backup although the log needs it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    /// The cases on which it hangs.
    cases: Vec<CaseNumber>,
    file: FileHash,
    reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cases: Vec<_> = self.cases.iter().map(CaseNumber::as_str).collect();
        let cases = if cases.is_empty() { "no case".to_owned() } else { cases.join(", ") };
        write!(f, "{cases}: file {}: {}", self.file, self.reason)
    }
}

/// What was copied of the files.
#[derive(Debug, Default)]
pub(super) struct Copied {
    /// Files of which all sealed bytes are there.
    pub(super) files: usize,
    /// Files of which something is missing.
    pub(super) faults: Vec<Fault>,
}

/// Copies the sealed bytes of every file that `copy` of the store names. They were durable before their rows were, so
/// that the copy lacks none of them; what was erased since is left out.
pub(super) async fn copy(
    copy: &Db,
    live: (&Store, &FileStore),
    folder: &Path,
    mut progress: impl FnMut(usize),
) -> Result<Copied, Failure> {
    let mut list = BufWriter::new(File::create_new(folder.join(LIST))?);
    let mut copied = Copied::default();
    for (office, _) in offices::all(copy).await? {
        let mut after = None;
        loop {
            let page = files::page(copy, office, after, AT_ONCE).await?;
            let Some(end) = page.last() else { break };
            after = Some(end.sha256);
            for record in &page {
                match copy_file(live, office, record, folder, &mut list).await? {
                    Became::Whole => {
                        copied.files += 1;
                        progress(copied.files);
                    }
                    Became::Erased => {}
                    Became::Faulty(reason) => {
                        let cases = case_files::numbers_of(copy, office, record.sha256).await?;
                        copied.faults.push(Fault { cases, file: record.sha256, reason });
                    }
                }
            }
        }
    }
    list.into_inner().map_err(|error| error.to_string())?.sync_all()?;
    Ok(copied)
}

/// What became of a file.
enum Became {
    /// All of it is copied.
    Whole,
    /// It was erased; nobody can open what there may be of it.
    Erased,
    /// Something of it is missing or altered.
    Faulty(String),
}

async fn copy_file(
    (store, files): (&Store, &FileStore),
    office: OfficeId,
    record: &FileRecord,
    folder: &Path,
    list: &mut BufWriter<File>,
) -> Result<Became, Failure> {
    for sealed in record.sealed(office) {
        let reason = match copy_sealed(files, &sealed, folder).await? {
            Ok(Some(sha256)) => {
                writeln!(list, "{sha256}  {FOLDER}/{}", sealed.path())?;
                continue;
            }
            Ok(None) => return Ok(Became::Erased),
            Err(FileError::Damaged(_, reason)) => reason.to_string(),
            Err(error) => error.to_string(),
        };
        // It may have been erased since the store was copied.
        let known = files::known(store.db(), office, &[record.sha256]).await?;
        return Ok(if known.is_empty() { Became::Erased } else { Became::Faulty(reason) });
    }
    Ok(Became::Whole)
}

/// Copies sealed bytes and says their SHA-256; nothing if their key was destroyed. What is not what was sealed is not
/// kept. It is a failure if the backup cannot be written.
async fn copy_sealed(
    files: &FileStore,
    sealed: &Sealed,
    folder: &Path,
) -> Result<Result<Option<String>, FileError>, Failure> {
    let mut bytes = match files.sealed(sealed).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(Ok(None)),
        Err(error) => return Ok(Err(error)),
    };
    let path = folder.join(FOLDER).join(sealed.path());
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let (mut file, mut digest) = (File::create_new(&path).map_err(failed)?, Sha256::new());
    while let Some(piece) = bytes.next().await {
        match piece {
            Ok(piece) => {
                digest.update(&piece);
                file.write_all(&piece).map_err(failed)?;
            }
            Err(error) => {
                std::fs::remove_file(&path).map_err(failed)?;
                return Ok(Err(error));
            }
        }
    }
    file.sync_all().map_err(failed)?;
    Ok(Ok(Some(hex(digest)?)))
}

/// The SHA-256 that was counted, as it is spelt.
pub(super) fn hex(digest: Sha256) -> Result<String, Failure> {
    let mut text = String::with_capacity(64);
    digest.finalize().iter().try_for_each(|byte| write!(text, "{byte:02x}"))?;
    Ok(text)
}

/// A line of the list: the SHA-256 and the name below `files/`.
fn read_line(line: &str) -> Result<(&str, &str), Failure> {
    let parts = line.split_once("  ").and_then(|(sha256, name)| {
        let name = name.strip_prefix(FOLDER)?.strip_prefix('/')?;
        Some((sha256, name))
    });
    parts.ok_or_else(|| format!("{LIST} has a line that cannot be read: {line}").into())
}

/// Sees that every file of the backup is what it was. Blocks.
pub(super) fn verify(folder: &Path) -> Result<(), Failure> {
    for line in BufReader::new(File::open(folder.join(LIST))?).lines() {
        let line = line?;
        let (wanted, name) = read_line(&line)?;
        let path = folder.join(FOLDER).join(name);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        let (mut file, mut digest) = (File::open(&path).map_err(failed)?, Sha256::new());
        let mut piece = vec![0; PIECE];
        loop {
            match file.read(&mut piece).map_err(failed)? {
                0 => break,
                read => digest.update(&piece[..read]),
            }
        }
        if hex(digest)? != wanted {
            return Err(format!(
                "{} is not what was backed up (its SHA-256 is another); use another copy of the backup",
                path.display()
            )
            .into());
        }
    }
    Ok(())
}

/// Puts every file of a verified backup into a file store. Says how many sealed objects there are.
pub(super) async fn restore(folder: &Path, place: &SealedPlace) -> Result<usize, Failure> {
    let mut restored = 0;
    for line in BufReader::new(File::open(folder.join(LIST))?).lines() {
        let line = line?;
        let (_, name) = read_line(&line)?;
        let file = File::open(folder.join(FOLDER).join(name))?;
        place.put(name, pieces(file)).await?;
        restored += 1;
    }
    Ok(restored)
}

fn pieces(file: File) -> stream::BoxStream<'static, Result<Bytes, std::io::Error>> {
    let read = |mut file: File| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece)?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    };
    stream::try_unfold(file, read).boxed()
}
