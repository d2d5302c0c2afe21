//! Ledgers into the log: a row becomes the steps that the office took, on its days, through the same aggregates.
//! Paper is history: what it tells is refused when it is impossible, and recorded with an irregularity when it was
//! unlawful. A row goes in whole or not at all.
mod declared;
mod files;
mod fire_hazards;
mod inspections;
mod kind;
mod numbers;
mod petitions;
mod plan;
mod reader;
mod run;
mod structures;
mod undo;
mod writing;

pub use run::{FileReport, ImportError, Options, Progress, import};
pub use undo::{UndoReport, undo};
pub use writing::{Book, WritingError, write};
