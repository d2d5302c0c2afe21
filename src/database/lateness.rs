//! How many days after it happened an event was recorded, as the index of late events has it on each engine.
use super::Db;

impl Db {
    /// The days from `occurred_day` to the day in Asia/Shanghai of `recorded_at`, in SQL.
    #[must_use]
    pub const fn lateness(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => {
                "CAST(julianday(date(substr(recorded_at, 1, 19), '+8 hours')) - julianday(occurred_day) AS INTEGER)"
            }
            Self::Postgres { .. } => {
                "(((recorded_at AT TIME ZONE 'UTC') + interval '8 hours')::date - occurred_day)"
            }
        }
    }
}
