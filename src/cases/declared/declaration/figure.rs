//! What a declaration counts.
use super::Names;
use crate::cases::declared::ids::Code;
use crate::cases::declared::values::FactColumn;
use crate::cases::office::FigureId;

/// The units in which a declared figure may be counted, by the names under which figures have them.
pub const UNITS: [&str; 16] = [
    "items",
    "batches",
    "person_times",
    "incidents",
    "places",
    "square_metres",
    "days",
    "percent",
    "establishments",
    "titles",
    "households",
    "entries",
    "loads",
    "people",
    "copies",
    "bodies",
];

/// A declared figure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FigureRule {
    /// Its id.
    pub id: FigureId,
    /// What it is called.
    pub label: Names,
    /// Its unit, one of [`UNITS`].
    pub unit: Box<str>,
    /// Decimals of a rate.
    pub decimals: u8,
    /// How it is made.
    pub making: FigureMaking,
}

/// How a declared figure is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FigureMaking {
    /// A count or a sum.
    Number(CountRule),
    /// An area.
    Area(CountRule),
    /// One count in a hundred of another.
    Rate(CountRule, CountRule),
    /// A count in a hundred of the year's target for a figure.
    OfTarget(CountRule, FigureId),
}

impl FigureMaking {
    /// What is counted: of a rate, its numerator.
    #[must_use]
    pub const fn count(&self) -> &CountRule {
        match self {
            Self::Number(count) | Self::Area(count) | Self::Rate(count, _) | Self::OfTarget(count, _) => {
                count
            }
        }
    }
}

/// What is counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountRule {
    /// The day by which a case belongs to a period.
    pub by: Anchor,
    /// The column that is added up; each case counts as one, if there is none.
    pub sum: Option<FactColumn>,
    /// Which cases: those that pass all of these.
    pub tests: Vec<FigureTest>,
}

/// The day by which a case belongs to a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The day on which it was opened.
    Opened,
    /// The day on which it came to its end.
    Closed,
    /// The day in a column.
    Column(FactColumn),
}

/// Which cases are counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FigureTest {
    /// The field has this value.
    Is(FactColumn, Box<str>),
    /// The case is in this state.
    InState(Code),
    /// The step was taken.
    Taken(FactColumn),
    /// The step was not taken yet.
    NotTaken(FactColumn),
    /// It came to its end.
    Ended,
    /// Something is still to be done.
    Open,
    /// Something is still to be done, and its day is over.
    Overdue,
}
