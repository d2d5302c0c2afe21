//! Values on their way into a statement, and rows on their way out, the same for both engines.
use super::StorageError;
use super::spelling::{spell_day, spell_moment};
use crate::cases::occurred::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use smol_str::SmolStr;
use sqlx::postgres::{PgArguments, PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Arguments, Decode, Type};
use std::sync::Arc;
use tokio_postgres::types::FromSql;
use uuid::Uuid;

/// The type of a column, in each engine's own: BIGINT / INTEGER, TEXT, BYTEA / BLOB, UUID / BLOB, DATE / TEXT,
/// TIMESTAMPTZ / TEXT, BOOLEAN / INTEGER.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
    /// An identity.
    Uuid,
    /// A day.
    Day,
    /// A moment.
    At,
    /// Yes or no.
    Bool,
}

impl Column {
    /// Binds the values of one column as an array of its type.
    pub(super) fn bind_array<'a>(
        self,
        values: impl Iterator<Item = &'a Value>,
        arguments: &mut PgArguments,
    ) -> Encoded {
        macro_rules! array {
            ($variant:ident, $type:ty, $get:expr) => {{
                let get: fn(&'a _) -> $type = $get;
                let of = |value: &'a Value| match value {
                    Value::$variant(value) => Ok(Some(get(value))),
                    Value::Null => Ok(None),
                    other => Err(format!("{other:?} is no value of a column {self:?}")),
                };
                arguments.add(values.map(of).collect::<Result<Vec<Option<$type>>, _>>()?)
            }};
        }
        match self {
            Self::Int => array!(Int, i64, |value| *value),
            Self::Text => array!(Text, &'a str, |value| value),
            Self::Bytes => array!(Bytes, &'a [u8], |value| value),
            Self::Uuid => array!(Uuid, Uuid, |value| *value),
            Self::Day => array!(Day, NaiveDate, |value| *value),
            Self::At => array!(At, DateTime<Utc>, |value: &Moment| value.utc()),
            Self::Bool => array!(Bool, bool, |value| *value),
        }
    }
}

/// One value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text; a short one lies in its place.
    Text(SmolStr),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// An identity.
    Uuid(Uuid),
    /// A day.
    Day(NaiveDate),
    /// A moment.
    At(Moment),
    /// Yes or no.
    Bool(bool),
}

type Encoded = Result<(), sqlx::error::BoxDynError>;

impl Value {
    /// A text that the program knows beforehand.
    #[must_use]
    pub const fn known(text: &'static str) -> Self {
        Self::Text(SmolStr::new_static(text))
    }

    pub(super) fn bind_sqlite(&self, arguments: &mut SqliteArguments) -> Encoded {
        match self {
            Self::Null => arguments.add(None::<i64>),
            Self::Int(value) => arguments.add(*value),
            Self::Text(value) => arguments.add(value.to_string()),
            Self::Bytes(value) => arguments.add(value.to_vec()),
            Self::Uuid(value) => arguments.add(*value),
            Self::Day(value) => arguments.add(spell_day(*value).as_str().to_owned()),
            Self::At(value) => arguments.add(spell_moment(*value).as_str().to_owned()),
            Self::Bool(value) => arguments.add(*value),
        }
    }

    /// `column` gives a null its type, which PostgreSQL wants to know.
    pub(super) fn bind_postgres(&self, column: Column, arguments: &mut PgArguments) -> Encoded {
        match self {
            Self::Null => match column {
                Column::Int => arguments.add(None::<i64>),
                Column::Text => arguments.add(None::<String>),
                Column::Bytes => arguments.add(None::<Vec<u8>>),
                Column::Uuid => arguments.add(None::<Uuid>),
                Column::Day => arguments.add(None::<NaiveDate>),
                Column::At => arguments.add(None::<DateTime<Utc>>),
                Column::Bool => arguments.add(None::<bool>),
            },
            Self::Int(value) => arguments.add(*value),
            Self::Text(value) => arguments.add(value.as_str()),
            Self::Bytes(value) => arguments.add(value.as_ref()),
            Self::Uuid(value) => arguments.add(*value),
            Self::Day(value) => arguments.add(*value),
            Self::At(value) => arguments.add(value.utc()),
            Self::Bool(value) => arguments.add(*value),
        }
    }
}

macro_rules! values {
    ($($from:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

values!(i64 => Int, &str => Text, String => Text, Arc<str> => Text, SmolStr => Text, Vec<u8> => Bytes,
    &[u8] => Bytes, Uuid => Uuid, NaiveDate => Day, Moment => At, bool => Bool);

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer.
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL, in a transaction.
    Postgres(PgRow),
    /// From PostgreSQL, for a question of its own.
    Answered(tokio_postgres::Row),
}

/// What can be read from a column of either engine.
pub trait Readable:
    for<'r> Decode<'r, Sqlite>
    + Type<Sqlite>
    + for<'r> Decode<'r, Postgres>
    + Type<Postgres>
    + for<'r> FromSql<'r>
{
}

impl<T> Readable for T where
    T: for<'r> Decode<'r, Sqlite>
        + Type<Sqlite>
        + for<'r> Decode<'r, Postgres>
        + Type<Postgres>
        + for<'r> FromSql<'r>
{
}

impl Row {
    /// The value of column `at`, counted from 0.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn get<T: Readable>(&self, at: usize) -> Result<T, StorageError> {
        use sqlx::Row as _;
        match self {
            Self::Sqlite(row) => row.try_get(at),
            Self::Postgres(row) => row.try_get(at),
            Self::Answered(row) => return Ok(row.try_get(at)?),
        }
        .map_err(StorageError::from)
    }

    /// The moment in column `at`.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn moment(&self, at: usize) -> Result<Moment, StorageError> {
        self.get::<DateTime<Utc>>(at).map(Moment::new)
    }

    /// The value of column `at` as it would be written, for comparing tables.
    ///
    /// # Errors
    /// When the column holds something else than `column` says.
    pub fn value(&self, at: usize, column: Column) -> Result<Value, StorageError> {
        Ok(match column {
            Column::Int => self.get::<Option<i64>>(at)?.into(),
            Column::Text => self.get::<Option<String>>(at)?.into(),
            Column::Bytes => self.get::<Option<Vec<u8>>>(at)?.into(),
            Column::Uuid => self.get::<Option<Uuid>>(at)?.into(),
            Column::Day => self.get::<Option<NaiveDate>>(at)?.into(),
            Column::At => self.get::<Option<DateTime<Utc>>>(at)?.map(Moment::new).into(),
            Column::Bool => self.get::<Option<bool>>(at)?.into(),
        })
    }
}
