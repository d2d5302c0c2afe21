//! How many days after it happened an event was recorded, as the index of late events has it, or on SQLite the times of
//! which it is counted.
use super::Db;

const SQLITE_DAYS: &str =
    "CAST(julianday(date(substr(recorded_at, 1, 19), '+8 hours')) - julianday(occurred_day) AS INTEGER)";
/// The same as more than none of these days: a day in Asia/Shanghai ends at 16:00 in UTC.
const SQLITE_IS_LATE: &str = "recorded_at > occurred_day || 'T16'";

impl Db {
    /// The days from `occurred_day` to the day in Asia/Shanghai of `recorded_at`, in SQL.
    #[must_use]
    pub const fn lateness(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => SQLITE_DAYS,
            Self::Postgres { .. } => {
                "(((recorded_at AT TIME ZONE 'UTC') + interval '8 hours')::date - occurred_day)"
            }
        }
    }

    /// Whether that is more than none, in SQL, word for word as the index has it: the engine asks it of every event that is
    /// appended, and an embedded one reads dates slowly.
    #[must_use]
    pub const fn is_late(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => SQLITE_IS_LATE,
            Self::Postgres { .. } => {
                "(((recorded_at AT TIME ZONE 'UTC') + interval '8 hours')::date - occurred_day) > 0"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embedded_store_says_of_every_minute_whether_it_is_late_as_it_counts_the_days() {
        let engine = rusqlite::Connection::open_in_memory().expect("a database");
        let sql = format!(
            "SELECT {SQLITE_DAYS}, {SQLITE_IS_LATE} FROM (SELECT ?1 AS recorded_at, '2019-03-05' AS occurred_day)"
        );
        let mut asking = engine.prepare(&sql).expect("a statement");
        let mut late = 0;
        for minute in 0..3 * 24 * 60 {
            let (day, hour, minute) = (4 + minute / 1440, minute / 60 % 24, minute % 60);
            for second in ["00.000000", "59.999999"] {
                let recorded = format!("2019-03-{day:02}T{hour:02}:{minute:02}:{second}Z");
                let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?));
                let (days, is_late) = asking.query_row([&recorded], row).expect("a row");
                assert_eq!(days > 0, is_late, "{recorded}: {days}");
                late += u32::from(is_late);
            }
        }
        assert_eq!(late, 2 * 32 * 60, "from midnight in Shanghai on");
    }
}
