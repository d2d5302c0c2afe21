//! The parts of a workbook, looked through before they are believed: it is a zip of XML, and whoever reads it reserves
//! memory by what it says of itself.
use super::super::super::error::{Lie, Problem};
use super::scan::{Limits, Scan};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

/// Parts of a workbook, pictures and all.
const PARTS: u64 = 10_000;
/// Where the zip's own account of its parts ends.
const TAIL: u64 = 128 * 1024;
/// Bytes that are looked at at once.
const BLOCK: usize = 64 * 1024;
/// What is small however much it is squeezed.
const SMALL: u64 = 64 << 20;
/// How often its packed size a part that is not small may be: tables as dull as ledgers reach a tenth of it.
const SQUEEZED: u64 = 200;

type Archive = ZipArchive<BufReader<File>>;

/// Looks through all that a reader of workbooks could believe, and says how many rows its sheets have together.
///
/// # Errors
/// When a part is cut short, protected, or says what cannot be.
pub(super) fn rows(path: &Path) -> Result<u64, Problem> {
    let mut file = File::open(path)?;
    if counted_parts(&mut file)? > PARTS {
        return Err(lies("zip", Lie::TooManyParts));
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(of_zip)?;
    if archive.len() as u64 > PARTS {
        return Err(lies("zip", Lie::TooManyParts));
    }
    let mut rows = 0;
    for at in 0..archive.len() {
        rows += part(&mut archive, at)?;
    }
    Ok(rows)
}

fn part(archive: &mut Archive, at: usize) -> Result<u64, Problem> {
    if archive.by_index_raw(at).map_err(of_zip)?.encrypted() {
        return Err(Problem::PasswordProtected);
    }
    let mut part = archive.by_index(at).map_err(of_zip)?;
    let name = part.name().map_err(of_zip)?.into_owned();
    let Some(limits) = Limits::of(&name) else { return Ok(0) };
    scanned(&mut part, limits).map_err(|why| match why {
        Unscanned::Unreadable(why) => Problem::Truncated(why.to_string()),
        Unscanned::Lies(lie) => lies(&name, lie),
    })
}

enum Unscanned {
    Unreadable(std::io::Error),
    Lies(Lie),
}

fn scanned(part: &mut ZipFile<'_, BufReader<File>>, limits: Limits) -> Result<u64, Unscanned> {
    let packed = part.compressed_size();
    let swollen = |size: u64| size > limits.size || size > SMALL && size / SQUEEZED > packed;
    if swollen(part.size()) {
        return Err(Unscanned::Lies(Lie::TooLarge));
    }
    let (mut scan, mut block, mut size) = (Scan::new(limits), vec![0; BLOCK], 0);
    loop {
        let read = part.read(&mut block).map_err(Unscanned::Unreadable)?;
        size += read as u64;
        if swollen(size) {
            return Err(Unscanned::Lies(Lie::TooLarge));
        }
        if read == 0 || scan.take(&block[..read]).map_err(Unscanned::Lies)?.is_break() {
            return scan.end().map_err(Unscanned::Lies);
        }
    }
}

/// How many parts a zip of the large kind says it has; it would be given room for all of them.
fn counted_parts(file: &mut File) -> Result<u64, Problem> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    let counts = tail.windows(40).filter(|record| record.starts_with(b"PK\x06\x06"));
    let count = |record: &[u8]| record[32..40].try_into().map_or(u64::MAX, u64::from_le_bytes);
    Ok(counts.map(count).max().unwrap_or(0))
}

fn lies(part: &str, lie: Lie) -> Problem {
    Problem::Lies { part: part.to_owned(), lie }
}

fn of_zip(why: ZipError) -> Problem {
    match why {
        ZipError::Io(why) if why.kind() != std::io::ErrorKind::UnexpectedEof => Problem::Io(why),
        why => Problem::Truncated(why.to_string()),
    }
}
