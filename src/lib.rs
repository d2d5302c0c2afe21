//! anjuan (案卷, case file): event-sourced case management for petitions and safety hazards.
//!
//! An office's whole work is one append-only log of events; everything a person sees is folded from it:
//!
//! ```text
//! HTTP / CLI / ledger row → command → aggregate (pure) → events → log → projections (same transaction) → figure, page
//! ```
//!
//! Rooms, and the direction of dependence:
//!
//! ```text
//! web, cli → exchange, commands, figures      exchange → commands, projections, cases
//! commands → event_log, keys, projections, cases      figures → projections, cases
//! projections → event_log, database, cases      keys → database, cases      event_log → database, cases
//! cases → nothing
//! ```
pub mod cases;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod database;
pub mod event_log;
pub mod exchange;
pub mod figures;
pub mod keys;
pub mod projections;
pub mod web;
