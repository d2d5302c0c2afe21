//! What is asked for on the command line.
use clap::Parser;

use crate::lives::WARM_UP_LIVES;

/// Runs case lives of four commands through postgres-es and prints one line of figures.
///
/// Drops and creates the tables `events`, `snapshots` and `petition_row` in the database given.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
    /// The PostgreSQL database to write to, as in `postgres://user@host/database`.
    #[arg(long)]
    pub url: String,
    /// How many tasks write at the same time.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub writers: u32,
    /// How many cases each writer leads through their whole life.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub lives: u32,
}

impl Arguments {
    /// How many connections the writers share: one each, as long as a server would allow it.
    pub fn connections(&self) -> u32 {
        self.writers.min(64)
    }

    /// How many cases there are in the end.
    pub fn cases(&self) -> i64 {
        i64::from(self.writers) * i64::from(self.lives + WARM_UP_LIVES)
    }
}
