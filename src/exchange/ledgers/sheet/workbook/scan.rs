//! One XML part of a workbook, looked through byte by byte: nothing in it is longer, and no list in it has more, than
//! a spreadsheet writes, and cells stand where sheets have cells. What it means is for others to read.
use super::super::super::error::Lie;
use super::tag::{Attributes, area_exists, cell_exists, local, row_exists};
use std::ops::ControlFlow;

/// Bytes of one text, tag or comment: eight for each character that a cell may have, and more.
const TOKEN: usize = 512 * 1024;
/// Bytes of one cell with all its tags.
const CELL: u64 = 1024 * 1024;
/// Bytes of a sheet.
const SHEET: u64 = 4 << 30;
/// Bytes of the list of texts.
const TEXT: u64 = 256 << 20;
/// Bytes of a part that is neither a sheet nor the list of texts.
const OTHER: u64 = 32 << 20;
/// Different texts of a workbook.
const TEXTS: u64 = 4_000_000;
/// Formats, sheets, names and relations.
const LISTED: u64 = 500_000;
/// Texts for which room may be made before they are there.
const RESERVED: u64 = 1 << 20;

/// What a part may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Unpacked bytes.
    pub(super) size: u64,
    /// Bytes before a sheet's cells begin.
    head: u64,
}

impl Limits {
    /// Those of the part with this name; none for what no reader of cells opens.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.replace('\\', "/").to_ascii_lowercase();
        // What others keep in a workbook can be large, and no sheet may be looked for there.
        if ["customxml/", "docprops/", "pivotcache/"].iter().any(|folder| name.contains(folder)) {
            return None;
        }
        let (size, head) = match name.rsplit('.').next() {
            Some("xml") if name.ends_with("sharedstrings.xml") => (TEXT, TEXT),
            Some("xml") if name.ends_with("styles.xml") || name.ends_with("theme1.xml") => (OTHER, OTHER),
            Some("xml") => (SHEET, OTHER),
            Some("rels") => (OTHER, OTHER),
            _ => return None,
        };
        Some(Self { size, head })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Text,
    /// In a tag; in a value that ends with this quote.
    Tag(Option<u8>),
    /// In what ends with these bytes, whatever stands in it.
    Until(&'static [u8]),
}

/// How far a part has been looked through.
pub(super) struct Scan {
    limits: Limits,
    at: At,
    token: Vec<u8>,
    /// Bytes of the text outside of tags since the last one.
    text: usize,
    taken: u64,
    cell_from: Option<u64>,
    in_cells: bool,
    rows: u64,
    texts: u64,
    texts_said: u64,
    listed: u64,
}

impl Scan {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            at: At::Text,
            token: Vec::new(),
            text: 0,
            taken: 0,
            cell_from: None,
            in_cells: false,
            rows: 0,
            texts: 0,
            texts_said: 0,
            listed: 0,
        }
    }

    /// Takes the next bytes; breaks off when what follows is read by nobody.
    pub(super) fn take(&mut self, block: &[u8]) -> Result<ControlFlow<()>, Lie> {
        if self.taken == 0 && (block.starts_with(&[0xff, 0xfe]) || block.starts_with(&[0xfe, 0xff])) {
            return Err(Lie::Form);
        }
        let mut rest = block;
        while !rest.is_empty() {
            let length = match self.at {
                At::Text => self.text(rest)?,
                _ => self.token(rest)?,
            };
            self.taken += length as u64;
            rest = &rest[length..];
            let whole = self.at == At::Text && !self.token.is_empty();
            if whole && self.tag()?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            self.is_within_limits()?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn is_within_limits(&self) -> Result<(), Lie> {
        let cell_is_long = self.cell_from.is_some_and(|from| self.taken - from > CELL);
        if self.token.len().max(self.text) > TOKEN || cell_is_long {
            return Err(Lie::TooLong);
        }
        if !self.in_cells && self.taken > self.limits.head {
            return Err(Lie::TooLarge);
        }
        Ok(())
    }

    /// Passes over text up to the next tag.
    fn text(&mut self, bytes: &[u8]) -> Result<usize, Lie> {
        let tag = bytes.iter().position(|byte| *byte == b'<');
        let length = tag.unwrap_or(bytes.len());
        if bytes[..length].contains(&0) {
            return Err(Lie::Form);
        }
        self.text += length;
        if tag.is_some() {
            (self.at, self.text) = (At::Tag(None), 0);
        }
        Ok(tag.map_or(length, |tag| tag + 1))
    }

    /// Takes in a tag up to its end.
    fn token(&mut self, bytes: &[u8]) -> Result<usize, Lie> {
        for (at, byte) in bytes.iter().enumerate() {
            self.token.push(*byte);
            let ends = match self.at {
                At::Until(end) => self.token.ends_with(end) && self.token.len() >= end.len() + 2,
                At::Tag(Some(quote)) => {
                    if *byte == quote {
                        self.at = At::Tag(None);
                    }
                    false
                }
                _ => self.in_tag(*byte)?,
            };
            if ends {
                self.at = At::Text;
                return Ok(at + 1);
            }
            if self.token.len() > TOKEN {
                return Err(Lie::TooLong);
            }
        }
        Ok(bytes.len())
    }

    /// Whether the tag ends here.
    fn in_tag(&mut self, byte: u8) -> Result<bool, Lie> {
        match (&*self.token, byte) {
            (b"?", _) => self.at = At::Until(b"?>"),
            (b"!--", _) => self.at = At::Until(b"-->"),
            (b"![CDATA[", _) => self.at = At::Until(b"]]>"),
            (_, 0 | b'<') => return Err(Lie::Form),
            (start, b'"' | b'\'') if !start.starts_with(b"!") => self.at = At::Tag(Some(byte)),
            (_, b'>') => return Ok(true),
            _ => {}
        }
        Ok(false)
    }

    /// Looks at a whole tag, without its angle brackets.
    fn tag(&mut self) -> Result<ControlFlow<()>, Lie> {
        let mut token = std::mem::take(&mut self.token);
        token.pop();
        let looked = self.look(&token);
        token.clear();
        self.token = token;
        looked
    }

    fn look(&mut self, tag: &[u8]) -> Result<ControlFlow<()>, Lie> {
        match tag.first() {
            Some(b'?') => return is_utf8(tag).map(ControlFlow::Continue),
            Some(b'!') if tag.starts_with(b"!--") || tag.starts_with(b"![CDATA[") => {
                return Ok(ControlFlow::Continue(()));
            }
            Some(b'!') | None => return Err(Lie::Form),
            Some(b'/') => return Ok(self.close(local(&tag[1..]))),
            Some(_) => {}
        }
        let is_whole = tag.last() == Some(&b'/');
        let tag = if is_whole { &tag[..tag.len() - 1] } else { tag };
        let name = local(tag);
        self.open(name, &Attributes::of(tag))?;
        if is_whole {
            return Ok(self.close(name));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn open(&mut self, name: &[u8], attributes: &Attributes<'_>) -> Result<(), Lie> {
        match name {
            b"c" => {
                self.cell_from.get_or_insert(self.taken);
                attributes.all(b"r", cell_exists).ok_or(Lie::Reference)?;
            }
            b"row" => {
                self.rows += u64::from(self.in_cells);
                attributes.all(b"r", row_exists).ok_or(Lie::Reference)?;
            }
            b"dimension" => attributes.all(b"ref", area_exists).ok_or(Lie::Reference)?,
            b"sheetData" => self.in_cells = true,
            b"si" => self.texts += 1,
            b"sst" => self.texts_said = self.texts_said.max(attributes.number(b"uniqueCount")),
            b"Relationship" if attributes.leads_astray() => return Err(Lie::Target),
            b"font" | b"fill" | b"border" | b"xf" | b"numFmt" | b"sheet" | b"definedName"
            | b"Relationship" => self.listed += 1,
            _ => {}
        }
        if self.texts > TEXTS || self.listed > LISTED {
            return Err(Lie::TooMany);
        }
        Ok(())
    }

    /// After the cells of a sheet nobody reads on.
    fn close(&mut self, name: &[u8]) -> ControlFlow<()> {
        match name {
            b"c" => self.cell_from = None,
            b"sheetData" if self.in_cells && self.cell_from.is_none() => return ControlFlow::Break(()),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// How many rows the part has.
    pub(super) fn end(&self) -> Result<u64, Lie> {
        if self.texts_said > self.texts.max(RESERVED) {
            return Err(Lie::Count);
        }
        Ok(self.rows)
    }
}

/// Whether an XML declaration is of a text in UTF-8, the only one that spreadsheets write.
fn is_utf8(tag: &[u8]) -> Result<(), Lie> {
    let inner = tag.strip_suffix(b"?").unwrap_or(tag);
    let Some(declared) = inner.strip_prefix(b"?xml ") else { return Ok(()) };
    let utf8 = |value: &[u8]| value.eq_ignore_ascii_case(b"utf-8") || value.eq_ignore_ascii_case(b"utf8");
    let declared = [b"xml ", declared].concat();
    Attributes::of(&declared).all(b"encoding", utf8).ok_or(Lie::Form)
}
