//! anjuan (案卷, case file): event-sourced case management for petitions and safety hazards.
pub mod cases;
