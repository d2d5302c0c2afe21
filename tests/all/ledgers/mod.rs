//! Ledgers into the log, and what becomes of them: on both engines, from the file to the figure.
pub mod books;
mod changes;
mod office;
pub mod program;

mod command_line;
mod corrections;
mod dry_runs;
mod endings;
mod irregularities;
mod newer_copies;
mod refusals;
mod spellings;
mod undoing;
mod year;
