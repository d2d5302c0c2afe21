//! Tables of text: .csv, in UTF-8 or GB18030, parted by `,`, `;` or tabs.
use super::super::cells::{Cell, Epoch};
use super::super::error::Problem;
use super::{Flow, LONGEST, Piece, Row, Taker, is_taken_for_a_formula};
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use std::cell::Cell as Shared;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes that are read at once.
const BUFFER: usize = 64 * 1024;
/// Bytes that may be read until a row is complete.
const RATION: usize = LONGEST + BUFFER;

struct Sniffed {
    encoding: &'static Encoding,
    delimiter: u8,
    /// Lines end in CR LF; the csv reader counts such a line only when it meets the next one.
    returns: bool,
    lines: u64,
}

/// A file of which only so much may be read for one row: a quotation mark that is never closed would make a row of
/// all that follows it.
struct Rationed<'a, R> {
    file: R,
    left: &'a Shared<usize>,
}

impl<R: Read> Read for Rationed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let most = buffer.len().min(left);
        let read = self.file.read(&mut buffer[..most])?;
        self.left.set(left - read);
        Ok(read)
    }
}

pub(super) fn pieces(path: &Path, name: &str, take: &mut Taker<'_>) -> Result<(), Problem> {
    let sniffed = sniff(path)?;
    let left = Shared::new(RATION);
    let ending: &[u8] = if sniffed.returns { b"\r\n" } else { b"\n" };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(sniffed.delimiter)
        .buffer_capacity(BUFFER)
        .from_reader(Rationed { file: File::open(path)?.chain(ending), left: &left });
    take(Piece::About(sniffed.lines))?;
    if take(Piece::Sheet { name, epoch: Epoch::Y1900 })? != Flow::Next {
        return Ok(());
    }
    let (mut record, mut within, mut last) = (csv::ByteRecord::new(), 0, 0);
    while reader.read_byte_record(&mut record).map_err(|why| of_csv(why, name, last + 1))? {
        left.set(RATION);
        let lines: u64 = record.iter().flatten().map(|byte| u64::from(*byte == b'\n')).sum();
        within += lines;
        let at = reader.position().line().saturating_sub(within + u64::from(!sniffed.returns));
        let row = u32::try_from(at).unwrap_or(u32::MAX).max(last + 1);
        last = row;
        let cells = decoded(&record, (name, row), sniffed.encoding)?;
        if !cells.is_empty() && take(Piece::Row { row, cells })? != Flow::Next {
            break;
        }
    }
    Ok(())
}

fn of_csv(why: csv::Error, sheet: &str, row: u32) -> Problem {
    match why.into_kind() {
        csv::ErrorKind::Io(why) if why.kind() == io::ErrorKind::FileTooLarge => {
            Problem::RowTooLong { sheet: sheet.to_owned(), row }
        }
        csv::ErrorKind::Io(why) => Problem::Io(why),
        why => Problem::Io(io::Error::other(format!("{why:?}"))),
    }
}

fn decoded(
    record: &csv::ByteRecord,
    (sheet, row): (&str, u32),
    encoding: &'static Encoding,
) -> Result<Vec<Cell>, Problem> {
    let mut cells = Row::default();
    for (at, bytes) in record.iter().enumerate() {
        let text = encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or(Problem::Encoding { row })?;
        if !text.trim().is_empty() {
            let put = cells.put(at, Cell::Text(bare(&text).into()));
            put.map_err(|_| Problem::RowTooLong { sheet: sheet.to_owned(), row })?;
        }
    }
    Ok(cells.cells)
}

/// The text behind the apostrophe that says that it is no formula, as spreadsheets read it.
fn bare(text: &str) -> &str {
    let marked = is_taken_for_a_formula(text.trim_start_matches('\''));
    text.strip_prefix('\'').filter(|_| marked).unwrap_or(text)
}

/// Reads the file once for what it is written in.
fn sniff(path: &Path) -> Result<Sniffed, Problem> {
    let mut file = File::open(path)?;
    let mut block = vec![0; 1 << 16];
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let (mut is_utf8, mut head, mut lines) = (true, Vec::new(), 0);
    loop {
        let read = file.read(&mut block)?;
        if head.is_empty() {
            head = block[..read].to_vec();
        }
        is_utf8 = is_utf8 && continues(&mut decoder, &block[..read], read == 0);
        lines += block[..read].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        if read == 0 {
            break;
        }
    }
    Ok(Sniffed {
        encoding: if is_utf8 { UTF_8 } else { GB18030 },
        delimiter: delimiter(&head),
        returns: head.windows(2).any(|pair| pair == b"\r\n"),
        lines,
    })
}

fn continues(decoder: &mut Decoder, bytes: &[u8], last: bool) -> bool {
    let mut text = [0; 4096];
    let mut rest = bytes;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut text, last);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => return true,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return false,
        }
    }
}

/// The one of the three that stands most often outside quotes near the head of the file.
fn delimiter(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(0_usize, b','), (0, b';'), (0, b'\t')];
    for byte in head {
        quoted ^= *byte == b'"';
        for (count, candidate) in &mut counts {
            *count += usize::from(!quoted && byte == candidate);
        }
    }
    let most = counts.iter().map(|(count, _)| *count).max();
    counts.iter().find(|(count, _)| Some(*count) == most).map_or(b',', |(_, candidate)| *candidate)
}
