//! The ledgers of declared kinds: a declaration says what they are called and which columns they have.
use super::column::Column;
use crate::cases::declared::declaration::{Declaration, LedgerColumn, LedgerMeaning, LedgerRule};
use crate::cases::declared::{Kinds, kept};
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// The ledger of a declared kind. Two are the same if the same text declares them.
#[derive(Clone, Copy, Debug)]
pub struct Book {
    /// The declaration.
    pub declaration: &'static Declaration,
    /// What it says of the ledger.
    pub rule: &'static LedgerRule,
}

impl Book {
    /// The ledgers of these kinds, as their newest declarations have them.
    #[must_use]
    pub fn all(kinds: &Kinds) -> Vec<Self> {
        kinds.newest().filter_map(|declaration| Self::of(kept(declaration))).collect()
    }

    /// The ledger of a declaration, if it has one.
    #[must_use]
    pub fn of(declaration: &'static Declaration) -> Option<Self> {
        declaration.ledger.as_ref().map(|rule| Self { declaration, rule })
    }

    pub(super) fn id(&self) -> &'static str {
        self.declaration.id.as_str()
    }

    pub(super) fn title(self) -> &'static str {
        &self.rule.title
    }

    pub(super) fn number(self) -> Column {
        Column::Declared(OwnColumn(&self.rule.number))
    }

    pub(super) fn columns(self) -> impl Iterator<Item = Column> {
        [&self.rule.number]
            .into_iter()
            .chain(&self.rule.columns)
            .map(|column| Column::Declared(OwnColumn(column)))
    }

    /// The number, the day of the opening step, and what the declaration requires.
    pub(super) fn required(self) -> Vec<Column> {
        let opening = LedgerMeaning::Day(self.declaration.opening().id.clone());
        let columns = [&self.rule.number].into_iter().chain(&self.rule.columns);
        let required = columns.filter(|column| column.required || column.meaning == opening);
        required.map(|column| Column::Declared(OwnColumn(column))).collect()
    }
}

impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        self.declaration.hash == other.declaration.hash
    }
}

impl Eq for Book {}

impl PartialOrd for Book {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Book {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |book: &Self| (book.declaration.id, book.declaration.hash);
        place(self).cmp(&place(other))
    }
}

impl Hash for Book {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.declaration.hash.hash(state);
    }
}

/// A column of such a ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OwnColumn(pub &'static LedgerColumn);

impl OwnColumn {
    pub(super) fn name(self) -> &'static str {
        self.0.names.first().map_or("", |name| name)
    }

    pub(super) fn aliases(self) -> Vec<&'static str> {
        self.0.names.iter().skip(1).map(|name| &**name).collect()
    }
}

impl Serialize for OwnColumn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
