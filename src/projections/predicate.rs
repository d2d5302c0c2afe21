//! What a figure counts, typed: a measure of the rows of one bitemporal table that pass a test. One description gives
//! the number, its breakdowns and the list of cases, so the three cannot differ.
use super::bitemporal::FactTable;

/// A column that holds a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DayField(pub(super) &'static str);

/// A column that holds a code or a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CodeField(pub(super) &'static str);

impl CodeField {
    /// The column of this name, if the table asked has one.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self(name)
    }
}

/// By what a number is broken down.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum By {
    /// What a column holds.
    Code(CodeField),
    /// The month of the day that puts a row in the period.
    Month,
}

impl By {
    /// Whether rows of the table can be broken down so.
    #[must_use]
    pub fn applies_to(self, table: &FactTable) -> bool {
        match self {
            Self::Code(field) => table.table.columns.iter().any(|(name, _)| *name == field.0),
            Self::Month => true,
        }
    }
}

/// A column that holds a whole number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NumberField(pub(super) &'static str);

/// A column that holds yes or no.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FlagField(pub(super) &'static str);

/// A test of one row, as of a day. What is not recorded passes no test but [`Test::Not`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Test {
    /// Every row passes.
    Any,
    /// All of these.
    All(&'static [Test]),
    /// At least one of these.
    OneOf(&'static [Test]),
    /// Not this.
    Not(&'static Test),
    /// The day came by the as-of day.
    Came(DayField),
    /// Some day is recorded, whenever it is.
    HasDay(DayField),
    /// The day lies before the as-of day: a deadline that has passed.
    Passed(DayField),
    /// The day is the as-of day, or at most so many days after it: a deadline that is near.
    Nears(DayField, u16),
    /// The first day is not after the second: it was in time.
    InTime(DayField, DayField),
    /// The code is this one.
    Is(CodeField, &'static str),
    /// Something is recorded there.
    Has(CodeField),
    /// The flag is set.
    Flag(FlagField),
}

/// Days within which a deadline is near: what falls due in them is at risk.
pub const NEAR: u16 = 7;

/// What is added up over the rows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Measure {
    /// One for each row.
    Rows,
    /// The number in a column.
    Sum(NumberField),
    /// The middle of the numbers in a column.
    Median(NumberField),
    /// How many days before the as-of day the earliest day in a column lies.
    Oldest(DayField),
}

/// What a figure, or one side of a rate, counts.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// The table.
    pub table: &'static FactTable,
    /// The day by which a row belongs to the period; it also lies on or before the as-of day.
    pub anchor: DayField,
    /// Which of those rows.
    pub test: Test,
    /// What is added up.
    pub measure: Measure,
}

impl PartialEq for Count {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table)
            && (self.anchor, self.test, self.measure) == (other.anchor, other.test, other.measure)
    }
}
