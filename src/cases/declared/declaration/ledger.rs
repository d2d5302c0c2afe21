//! How a declaration's ledger is read: which column tells which field of which step.
use crate::cases::declared::ids::Code;

/// The ledger of a declared kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerRule {
    /// What it is called.
    pub title: Box<str>,
    /// The column that tells one case from another.
    pub number: LedgerColumn,
    /// What the numbers of its cases begin with, where that column only counts the rows (序号). What identifies a row is
    /// then its place in the year's ledger: the one thing in it that stays when other cells are put right, that no two
    /// rows share, and that says nothing about a person; a number made from names and addresses would give them away.
    /// The number is this prefix, the year of the opening step, and the row's own number: a series of its own beside
    /// that of cases that are registered live.
    pub sequence: Option<Box<str>>,
    /// Its other columns, in the order of the ledger.
    pub columns: Vec<LedgerColumn>,
    /// Steps that have no day of their own: they are told with one of their fields, and happened on the day of another
    /// step.
    pub same_day: Vec<(Code, Code)>,
}

/// A column.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LedgerColumn {
    /// Its name, and what else it is called.
    pub names: Vec<Box<str>>,
    /// What it tells.
    pub meaning: LedgerMeaning,
    /// Words that stand for the values of a field, beside their Chinese names.
    pub words: Vec<(Box<str>, Code)>,
    /// Whether a row without it is refused.
    pub required: bool,
}

/// What a column tells.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LedgerMeaning {
    /// The number of the case, or of the row.
    Number,
    /// The day of a step.
    Day(Code),
    /// A field of a step.
    Field {
        /// The step.
        step: Code,
        /// The field.
        field: Code,
    },
}
