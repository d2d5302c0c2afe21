//! What comes in and goes out.
pub mod importing;
pub mod ledgers;
pub mod process;
pub mod tables;
