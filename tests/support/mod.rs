//! What tests and benches stand on.
pub mod intruder;
pub mod postgres;
pub mod stores;
