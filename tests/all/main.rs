//! Every integration test, in one binary: it links once, and what they share is compiled once.
#[path = "../support/mod.rs"]
mod support;

mod api;
mod app;
mod architecture;
mod backing_up;
mod calendar;
mod case_numbers;
mod committing;
mod crash;
mod declared;
mod files;
mod forgetting;
mod ledgers;
mod log_conformance;
mod migrating;
mod official;
mod pages;
mod policy;
mod postgres_cluster;
mod process;
mod proving;
mod python;
mod reminding;
mod reporting;
mod same_bytes;
mod schema_parity;
mod searching;
mod serving;
mod signing_in;
mod two_clocks;
mod work_list;
