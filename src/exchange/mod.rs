//! What comes in and goes out.
pub mod importing;
pub mod ledgers;
