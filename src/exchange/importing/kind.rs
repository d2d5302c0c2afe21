//! What an import has to know of one kind of ledger: from a row to the steps that the office took, and back from a
//! case to the row that tells it, so that a newer copy of the ledger can be compared with what the log has.
use super::reader::{Read, Reader};
use crate::cases::case_file::{CaseFile, Life, Order};
use crate::cases::declared::Kinds;
use crate::cases::fact::Fact;
use crate::cases::occurred::Dated;
use crate::cases::words::CaseNumber;
use crate::commands::AnyOrder;
use crate::exchange::ledgers::{Column, Ledger};

/// One step that a row tells, and the column to name when it is refused.
#[derive(Clone, Debug)]
pub struct Told<C> {
    /// The type of the event that the step becomes.
    pub event_type: &'static str,
    /// The column that tells its day.
    pub column: Column,
    /// The command.
    pub command: Dated<C>,
}

/// A cell as it is compared: its column, the step it belongs to, and its value in one spelling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedCell {
    /// The column.
    pub column: Column,
    /// The type of the event of its step.
    pub event_type: &'static str,
    /// Its value; none where the cell is empty, or the log does not tell it any more.
    pub value: Option<String>,
}

/// One kind of ledger.
pub trait LedgerKind: Send + Sync + 'static {
    /// The life that its rows tell.
    type Life: Life;
    /// A row whose cells could be read.
    type Row: Clone + Send + Sync;
    /// Which ledger.
    fn ledger(row: &Self::Row) -> Ledger;

    /// The step that an event is, as [`Told::event_type`] names it.
    fn step_of(event: &<Self::Life as Life>::Event) -> &str {
        event.event_type()
    }

    /// Reads a row.
    ///
    /// # Errors
    /// The first cell that makes no sense.
    fn read(reader: &Reader<'_>) -> Read<Self::Row>;

    /// The case's number.
    fn number(row: &Self::Row) -> &CaseNumber;

    /// The steps that a row tells, in order.
    fn steps(row: &Self::Row) -> Vec<Told<<Self::Life as Life>::Command>>;

    /// The cells of a row, in the order of the ledger.
    fn cells(row: &Self::Row) -> Vec<ComparedCell>;

    /// The row that would tell what the case's file says; personal values as far as they are unsealed.
    fn row_of(file: &CaseFile<Self::Life>, kinds: &Kinds) -> Option<Self::Row>;

    /// Whether the new row tells more of what the old one began, so that its `event_type` is a further step and no
    /// change of the one that is there.
    fn goes_on(_old: &Self::Row, _new: &Self::Row, _event_type: &'static str) -> bool {
        false
    }

    /// What the new row tells of a case that the log has as the old one: its steps, except that a step yet to be taken
    /// says what the first one left open.
    fn further(_old: &Self::Row, new: &Self::Row) -> Vec<Told<<Self::Life as Life>::Command>> {
        Self::steps(new)
    }

    /// Whether the new row may fill this cell that was empty, because a step that it adds tells it.
    fn is_told_later(_old: &Self::Row, _new: &Self::Row, _column: Column) -> bool {
        false
    }

    /// An order to a case in the form that is decided on.
    fn order(order: Dated<Order<<Self::Life as Life>::Command>>) -> AnyOrder;

    /// Whether the case is void.
    fn is_void(life: &Self::Life) -> bool;

    /// The command that takes back a case whose import is undone.
    fn void() -> <Self::Life as Life>::Command;
}
