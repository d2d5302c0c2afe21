//! What tests and benches stand on.
pub mod postgres;
pub mod stores;
