//! The cases an office works on, and the law they run by. PURE: no I/O, no SQL, no HTTP, no clock.
//!
//! Every kind of case is a folder with the same files: `mod` (its story), `command`, `event`, `state`, `decide`,
//! `refusal`, `tests`. Whoever knows one knows the next.
pub mod access;
pub mod any_file;
pub mod area;
pub mod attachment;
pub mod case_file;
pub mod clocks;
pub mod course;
pub mod deciding;
pub mod declared;
pub mod due;
pub mod epochs;
pub mod erasure;
pub mod external_number;
pub mod fact;
pub mod facts;
pub mod file_hash;
pub mod fire_hazard;
pub mod ids;
pub mod illegal_structure;
pub mod indicator;
pub mod inspection;
pub mod occurred;
pub mod office;
pub mod paper;
pub mod people;
pub mod personal;
pub mod petition;
pub mod rectification;
pub mod reminder;
pub mod report;
pub mod retention;
pub mod series;
pub mod sign_ins;
pub mod spelt;
pub mod statutes;
#[cfg(test)]
mod testing;
pub mod user;
pub mod waiting;
pub mod words;
pub mod workdays;
