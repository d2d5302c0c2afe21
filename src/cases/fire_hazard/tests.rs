//! Given, when, then: every command, what follows from it, and each reason to refuse it.
mod beside;
mod clocks;
mod commands;
mod corrections;
mod endings;
mod events;
mod ledger;
mod lives;
mod orders;
mod reports;
mod seals;
mod support;
