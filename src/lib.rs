//! anjuan (案卷, case file): event-sourced case management for petitions and safety hazards.
//!
//! An office's whole work is one append-only log of events; everything a person sees is folded from it:
//!
//! ```text
//! HTTP / CLI / ledger row → command → aggregate (pure) → events → log → projections (same transaction) → figure, page
//! ```
//!
//! Rooms, each with all that it uses; nobody uses what stands above. `tests/all/architecture` reads this map.
//!
//! ```text
//! cli         → web, policy, exchange, figures, commands, projections, event_log, database, clock, cases
//! web         → figures, commands, projections, event_log, database, cases
//! exchange    → commands, projections, keys, event_log, database, cases
//! figures     → projections, database, cases
//! commands    → policy, projections, keys, event_log, database, clock, cases
//! projections → event_log, database, cases
//! keys        → event_log, database, clock, cases
//! event_log   → database, clock, cases
//! database    → cases
//! clock       → cases
//! policy      → cases
//! cases       → nothing
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
pub mod policy;
pub mod projections;
pub mod web;
