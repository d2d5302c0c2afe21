//! Ledgers into the log, and what becomes of them: on both engines, from the file to the figure.
pub mod books;
mod changes;
pub mod office;
pub mod program;

mod command_line;
mod corrections;
mod dry_runs;
mod endings;
mod going_out;
mod inspections;
mod irregularities;
mod mapping;
mod newer_copies;
mod own_words;
mod refusals;
mod round_trip;
mod spellings;
mod undoing;
mod year;
