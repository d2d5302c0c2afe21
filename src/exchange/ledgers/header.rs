//! Finds the header row: which kind of ledger it is, and which column stands where.
use super::cells::{Cell, compact};
use super::column::{Column, Ledger};
use super::error::Problem;
use crate::cases::declared::Kinds;
use crate::cases::office::Headers;
use std::collections::{BTreeMap, HashMap};

/// What one file calls its columns beside the names known here: header → name of the 2019 ledgers.
pub type Aliases = BTreeMap<String, String>;

/// A header row is looked for in so many rows of a sheet.
pub const ROWS_SEARCHED: u32 = 30;

/// Known in every ledger and of no consequence.
const IGNORED: &[&str] = &["序号", "备注", "序", "说明"];
/// The numbers and the subjects of other kinds of ledger, which share half of their columns with these.
const OF_OTHER_LEDGERS: &[&str] = &["线索编号", "权证号", "走访日期", "店名"];
/// Headers too common to tell one kind of ledger from another.
const COMMON: &[&str] = &["编号", "登记编号", "案件编号", "序号", "序"];

const UNITS: &[&str] = &["㎡", "平方米", "平米", "m2", "m²", "人", "人次", "必填", "选填", "*"];

/// All headers that are understood, of every kind of ledger.
#[derive(Debug)]
pub struct Dictionary {
    ledgers: Vec<Ledger>,
    meanings: HashMap<(Ledger, String), Meaning>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    Alias,
    Canonical,
    OfThisFile,
}

#[derive(Clone, Copy, Debug)]
struct Meaning {
    column: Column,
    rank: Rank,
}

/// A header row that was understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// The kind of ledger.
    pub ledger: Ledger,
    /// Where it stands, as the spreadsheet shows it.
    pub row: u32,
    /// The headers that are not understood, as they stand.
    pub ignored: Vec<String>,
    places: Vec<(Column, usize)>,
    spelled: Vec<String>,
}

/// A header as it is looked up: half width, without blanks, units and marks of required columns.
#[must_use]
pub fn normal(header: &str) -> String {
    let mut text = compact(header).to_lowercase();
    text = text.trim_start_matches('*').trim_end_matches(['*', ':']).to_owned();
    while let Some((bare, unit)) = text.strip_suffix([')', ']']).and_then(|text| text.rsplit_once(['(', '[']))
    {
        if bare.is_empty() || !UNITS.contains(&unit) {
            break;
        }
        text = bare.to_owned();
    }
    UNITS[..1].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text).to_owned()
}

impl Dictionary {
    /// The names and aliases known here, those of declared kinds, and those of the file.
    ///
    /// # Errors
    /// When an alias stands for a name that no ledger has.
    pub fn new(aliases: &Aliases, kinds: &Kinds) -> Result<Self, Problem> {
        let mut meanings = HashMap::new();
        let ledgers = Ledger::every(kinds);
        for &ledger in &ledgers {
            for column in ledger.columns().into_iter().chain(ledger.further().iter().copied()) {
                let mut known = |header: &str, rank: Rank| {
                    let meaning =
                        meanings.entry((ledger, normal(header))).or_insert(Meaning { column, rank });
                    if rank > meaning.rank {
                        *meaning = Meaning { column, rank };
                    }
                };
                known(column.name(), Rank::Canonical);
                for alias in column.aliases() {
                    known(alias, Rank::Alias);
                }
                for (alias, _) in aliases.iter().filter(|(_, name)| normal(name) == normal(column.name())) {
                    known(alias, Rank::OfThisFile);
                }
            }
        }
        let columns: Vec<_> = ledgers.iter().flat_map(|ledger| ledger.columns()).collect();
        let known = |name: &str| columns.iter().any(|column| normal(column.name()) == normal(name));
        match aliases.iter().find(|(_, name)| !known(name)) {
            Some((alias, name)) => Err(Problem::UnknownAlias { alias: alias.clone(), name: name.clone() }),
            None => Ok(Self { ledgers, meanings }),
        }
    }

    /// The same with what the office itself calls its columns. No name of its own hides one that is known: should a kind
    /// be declared later that has a column of that name, the column goes before.
    #[must_use]
    pub fn with_headers_of(mut self, office: &Headers) -> Self {
        for &ledger in &self.ledgers {
            for column in ledger.columns().into_iter().chain(ledger.further().iter().copied()) {
                for (header, _) in
                    office.iter().filter(|(_, name)| normal(name.as_str()) == normal(column.name()))
                {
                    let meaning = Meaning { column, rank: Rank::Alias };
                    self.meanings.entry((ledger, normal(header.as_str()))).or_insert(meaning);
                }
            }
        }
        self
    }

    /// The ledgers that have a column of this name, each with what it takes the header for, if it knows it.
    pub(super) fn told_of(&self, header: &str, column: &str) -> Vec<(Ledger, Option<Column>)> {
        let has = |ledger: &Ledger| {
            let mut columns = ledger.columns().into_iter().chain(ledger.further().iter().copied());
            columns.any(|own| normal(own.name()) == normal(column))
        };
        let known =
            |ledger: Ledger| (ledger, self.meaning(ledger, &normal(header)).map(|meaning| meaning.column));
        self.ledgers.iter().copied().filter(has).map(known).collect()
    }

    fn meaning(&self, ledger: Ledger, header: &str) -> Option<Meaning> {
        self.meanings.get(&(ledger, header.to_owned())).copied()
    }

    /// The kind of ledger whose header row these cells are.
    fn kind(&self, headers: &[String]) -> Option<Ledger> {
        let foreign = |header: &String| {
            OF_OTHER_LEDGERS.contains(&header.as_str())
                && self.ledgers.iter().all(|ledger| self.meaning(*ledger, header).is_none())
        };
        if headers.iter().any(foreign) {
            return None;
        }
        let likeness = |ledger: Ledger| {
            let meant =
                || headers.iter().filter_map(move |header| Some((header, self.meaning(ledger, header)?)));
            let by_name = meant().filter(|(_, meaning)| meaning.rank != Rank::Alias).count();
            let numbered =
                meant().any(|(header, m)| m.column == ledger.number() && !COMMON.contains(&header.as_str()));
            let enough = if numbered { 3 } else { ledger.columns().len() * 2 / 5 + 1 };
            (meant().count() >= enough).then_some((numbered, meant().count(), by_name))
        };
        let likely = self.ledgers.iter().filter_map(|ledger| Some((likeness(*ledger)?, *ledger)));
        likely.max_by_key(|(likeness, _)| *likeness).map(|(_, ledger)| ledger)
    }

    /// The header row that these cells are, if they are one.
    ///
    /// # Errors
    /// When it is one but lacks a required column, or has a column twice.
    pub fn read(&self, sheet: &str, row: u32, cells: &[Cell]) -> Result<Option<Header>, Problem> {
        let spelled: Vec<String> = cells.iter().map(|cell| normal(as_text(cell))).collect();
        let Some(ledger) = self.kind(&spelled) else { return Ok(None) };
        let mut header = Header { ledger, row, ignored: Vec::new(), places: Vec::new(), spelled };
        let mut ranks: HashMap<Column, Rank> = HashMap::new();
        for at in 0..cells.len() {
            let Some(Meaning { column, rank }) = self.meaning(ledger, &header.spelled[at]) else {
                header.ignore(as_text(&cells[at]));
                continue;
            };
            match ranks.get(&column).map(|before| before.cmp(&rank)) {
                None => header.places.push((column, at)),
                Some(std::cmp::Ordering::Less) => header.replace(column, at, cells),
                Some(std::cmp::Ordering::Greater) => {
                    header.ignore(as_text(&cells[at]));
                    continue;
                }
                Some(std::cmp::Ordering::Equal) => {
                    let before = header.place(column).map_or("", |place| as_text(&cells[place]));
                    let (first, second) = (before.trim().to_owned(), as_text(&cells[at]).trim().to_owned());
                    return Err(Problem::ColumnTwice { sheet: sheet.to_owned(), row, column, first, second });
                }
            }
            ranks.insert(column, rank);
        }
        header.complete(sheet).map(Some)
    }
}

fn as_text(cell: &Cell) -> &str {
    if let Cell::Text(text) = cell { text } else { "" }
}

impl Header {
    /// The header of rows that are made of another table's: these columns, in this order.
    #[must_use]
    pub fn made(ledger: Ledger, columns: &[Column]) -> Self {
        let places = columns.iter().copied().zip(0..).collect();
        Self { ledger, row: 1, ignored: Vec::new(), places, spelled: Vec::new() }
    }

    /// At which place of a row `column` stands.
    #[must_use]
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == column).map(|(_, at)| *at)
    }

    /// Whether no column of the ledger holds anything: a blank row, or one where only 序号 is filled in.
    #[must_use]
    pub fn finds_nothing(&self, cells: &[Cell]) -> bool {
        let counts = matches!(self.ledger, Ledger::Declared(book) if book.rule.sequence.is_some());
        let told = self.places.iter().filter(|(column, _)| !counts || *column != self.ledger.number());
        told.filter_map(|(_, at)| cells.get(*at)).all(|cell| match cell {
            Cell::Empty => true,
            Cell::Text(text) => compact(text).is_empty(),
            _ => false,
        })
    }

    /// Whether these cells say the header once more, as printed pages do.
    #[must_use]
    pub fn repeats(&self, cells: &[Cell]) -> bool {
        let same = |at: usize| {
            let header = self.spelled.get(at).filter(|header| !header.is_empty());
            cells.get(at).zip(header).is_some_and(|(cell, header)| *header == normal(as_text(cell)))
        };
        // Nearly every row ends here.
        if !self.place(self.ledger.number()).is_some_and(same) {
            return false;
        }
        let filled = cells.iter().filter(|cell| **cell != Cell::Empty).count();
        let alike = (0..cells.len()).filter(|at| same(*at)).count();
        alike >= 3 && alike * 2 > filled
    }

    fn ignore(&mut self, header: &str) {
        let known = normal(header);
        if !known.is_empty() && !IGNORED.contains(&known.as_str()) {
            self.ignored.push(header.trim().to_owned());
        }
    }

    fn replace(&mut self, column: Column, at: usize, cells: &[Cell]) {
        if let Some(place) = self.places.iter_mut().find(|(known, _)| *known == column) {
            let before = std::mem::replace(&mut place.1, at);
            self.ignore(as_text(&cells[before]));
        }
    }

    fn complete(self, sheet: &str) -> Result<Self, Problem> {
        let required = self.ledger.required().into_iter();
        let columns: Vec<Column> = required.filter(|column| self.place(*column).is_none()).collect();
        if columns.is_empty() {
            return Ok(self);
        }
        Err(Problem::MissingColumns { sheet: sheet.to_owned(), row: self.row, ledger: self.ledger, columns })
    }
}

#[cfg(test)]
mod tests;
