//! Given, when, then: every command, what follows from it, and each reason to refuse it.
mod beside;
mod commands;
mod corrections;
mod demolitions;
mod endings;
mod events;
mod ledger;
mod lives;
mod orders;
mod reports;
mod support;
