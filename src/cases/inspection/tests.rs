//! What an inspection's case does, told as stories.
mod clocks;
mod commands;
mod corrections;
mod hazards;
mod ledger;
mod lives;
mod support;
