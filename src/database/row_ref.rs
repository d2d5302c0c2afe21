//! Rows that still lie where the engine has them: texts and bytes are lent, and what nobody wants is not copied.
use super::StorageError;
use super::spelling::read_moment;
use crate::cases::spelt::ten_signs;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use rusqlite::types::ValueRef;
use std::ops::Range;
use uuid::Uuid;

/// A row that is lent.
#[derive(Clone, Copy, Debug)]
pub enum RowRef<'r> {
    /// Under SQLite's cursor.
    Sqlite(&'r rusqlite::Row<'r>),
    /// As PostgreSQL copies it out, in its binary format: the bytes, and where each column lies in them.
    Copied(&'r [u8], &'r [Option<Range<usize>>]),
}

/// What can be lent from a column of either engine.
pub trait Lendable<'r>: Sized {
    /// From SQLite's own value.
    fn from_sqlite(value: ValueRef<'r>) -> Option<Self>;
    /// From PostgreSQL's binary format.
    fn from_copied(bytes: &'r [u8]) -> Option<Self>;
}

impl<'r> RowRef<'r> {
    /// The value of column `at`, counted from 0.
    ///
    /// # Errors
    /// When the column holds something else, or nothing.
    pub fn get<T: Lendable<'r>>(self, at: usize) -> Result<T, StorageError> {
        self.find(at)?.ok_or_else(|| of_another_type(at))
    }

    /// The value of column `at`, if it holds one.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn find<T: Lendable<'r>>(self, at: usize) -> Result<Option<T>, StorageError> {
        let found = match self {
            Self::Sqlite(row) => match row.get_ref(at)? {
                ValueRef::Null => return Ok(None),
                value => T::from_sqlite(value),
            },
            Self::Copied(bytes, columns) => match columns.get(at) {
                Some(None) => return Ok(None),
                Some(Some(column)) => bytes.get(column.clone()).and_then(T::from_copied),
                None => None,
            },
        };
        found.map(Some).ok_or_else(|| of_another_type(at))
    }
}

fn of_another_type(at: usize) -> StorageError {
    let source = "it is not what the column should hold".into();
    sqlx::Error::ColumnDecode { index: at.to_string(), source }.into()
}

impl Lendable<'_> for i64 {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok()
    }

    fn from_copied(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl Lendable<'_> for bool {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().map(|value| value != 0)
    }

    fn from_copied(bytes: &[u8]) -> Option<Self> {
        bytes.first().map(|byte| *byte != 0)
    }
}

impl<'r> Lendable<'r> for &'r str {
    fn from_sqlite(value: ValueRef<'r>) -> Option<Self> {
        value.as_str().ok()
    }

    fn from_copied(bytes: &'r [u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok()
    }
}

/// The bytes of a text, which nobody has looked at.
#[derive(Clone, Copy, Debug)]
pub struct TextBytes<'r>(pub &'r [u8]);

impl<'r> Lendable<'r> for TextBytes<'r> {
    fn from_sqlite(value: ValueRef<'r>) -> Option<Self> {
        match value {
            ValueRef::Text(bytes) => Some(Self(bytes)),
            _ => None,
        }
    }

    fn from_copied(bytes: &'r [u8]) -> Option<Self> {
        Some(Self(bytes))
    }
}

impl<'r> Lendable<'r> for &'r [u8] {
    fn from_sqlite(value: ValueRef<'r>) -> Option<Self> {
        value.as_blob().ok()
    }

    fn from_copied(bytes: &'r [u8]) -> Option<Self> {
        Some(bytes)
    }
}

impl Lendable<'_> for Uuid {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().and_then(Self::from_copied)
    }

    fn from_copied(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

/// The day from which PostgreSQL counts days and microseconds.
pub(super) const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl Lendable<'_> for NaiveDate {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_bytes().ok().and_then(ten_signs)
    }

    fn from_copied(bytes: &[u8]) -> Option<Self> {
        let days = bytes.try_into().ok().map(i32::from_be_bytes)?;
        EPOCH.checked_add_signed(Duration::try_days(days.into())?)
    }
}

impl Lendable<'_> for DateTime<Utc> {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_bytes().ok().and_then(read_moment)
    }

    fn from_copied(bytes: &[u8]) -> Option<Self> {
        let micros = i64::from_copied(bytes)?;
        EPOCH.and_hms_opt(0, 0, 0)?.and_utc().checked_add_signed(Duration::microseconds(micros))
    }
}
