//! Every integration test, in one binary: it links once, and what they share is compiled once.
#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod case_numbers;
mod committing;
mod crash;
mod ledgers;
mod log_conformance;
mod migrating;
mod policy;
mod postgres_cluster;
mod same_bytes;
mod schema_parity;
mod two_clocks;
mod work_list;
