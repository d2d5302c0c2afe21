//! What comes in and goes out.
pub mod importing;
pub mod ledgers;
pub mod locating;
pub mod process;
pub mod tables;
