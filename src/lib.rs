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
//! cli         → web, exchange, queries, schedule, policy, papers, sign_in, proof, files, figures, commands, search, projections, keys, event_log, config, database, clock, cases
//! web         → exchange, queries, papers, policy, sign_in, proof, files, figures, commands, search, projections, keys, event_log, config, database, clock, cases
//! exchange    → queries, policy, commands, projections, event_log, database, cases
//! queries     → policy, commands, projections, event_log, database, cases
//! schedule    → commands, policy, projections, files, event_log, database, cases
//! papers      → figures
//! figures     → projections, database, cases
//! commands    → policy, search, projections, files, keys, event_log, database, clock, cases
//! search      → keys, event_log, database, clock, cases
//! projections → event_log, database, cases
//! sign_in     → keys, database, clock, cases
//! proof       → event_log, database, clock, cases
//! files       → keys, event_log, database, clock, cases
//! keys        → event_log, database, clock, cases
//! event_log   → database, clock, cases
//! config      → database
//! database    → clock, cases
//! clock       → cases
//! allocator   → nothing
//! policy      → cases
//! cases       → nothing
//! ```
mod allocator;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod database;
pub mod event_log;
pub mod exchange;
pub mod figures;
pub mod files;
pub mod keys;
pub mod papers;
pub mod policy;
pub mod projections;
pub mod proof;
pub mod queries;
pub mod schedule;
pub mod search;
pub mod sign_in;
pub mod web;
