//! Whether many rows are the same as many others, in whatever order either come: each row is hashed under a key of this
//! one comparison, and the hashes are summed. Whoever writes rows does not know the key, so that others have the same sum
//! once in 2⁶⁴ comparisons.
use super::row_ref::TextBytes;
use super::{Column, RowRef, Value};
use crate::clock::HashKey;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

/// The key of a comparison.
#[derive(Clone, Debug, Default)]
pub struct RowHash {
    key: HashKey,
    bytes: Vec<u8>,
}

/// Rows, as far as a comparison tells them apart.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Likeness {
    /// How many there are.
    pub rows: u64,
    sum: u64,
}

impl Likeness {
    /// One more row, by its hash.
    pub const fn add(&mut self, row: u64) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(row);
    }
}

impl RowHash {
    /// The hash of a row that is to be written.
    pub fn of<'v>(&mut self, row: impl IntoIterator<Item = &'v Value>) -> u64 {
        self.bytes.clear();
        for value in row {
            write(&mut self.bytes, &Lent::of(value));
        }
        self.key.hash(&self.bytes)
    }

    /// The hash of a row that was written, of these columns of it, the first of which was read as column `first`. What does
    /// not fit its column is like nothing that is to be written.
    pub fn of_written(&mut self, columns: &[(&str, Column)], row: RowRef<'_>, first: usize) -> u64 {
        self.bytes.clear();
        for (at, (_, column)) in (first..).zip(columns) {
            write(&mut self.bytes, &Lent::read(row, at, *column));
        }
        self.key.hash(&self.bytes)
    }

    /// The hash of bytes of any other kind.
    #[must_use]
    pub fn of_bytes(&self, bytes: &[u8]) -> u64 {
        self.key.hash(bytes)
    }
}

/// A value, wherever it lies.
enum Lent<'r> {
    Null,
    Int(i64),
    Text(&'r [u8]),
    Bytes(&'r [u8]),
    Uuid(Uuid),
    Day(NaiveDate),
    /// In microseconds, which is what either engine keeps.
    At(i64),
    Bool(bool),
    Unfitting,
}

impl<'r> Lent<'r> {
    fn of(value: &'r Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Int(value) => Self::Int(*value),
            Value::Text(value) => Self::Text(value.as_bytes()),
            Value::Bytes(value) => Self::Bytes(value),
            Value::Uuid(value) => Self::Uuid(*value),
            Value::Day(value) => Self::Day(*value),
            Value::At(value) => Self::At(value.utc().timestamp_micros()),
            Value::Bool(value) => Self::Bool(*value),
        }
    }

    fn read(row: RowRef<'r>, at: usize, column: Column) -> Self {
        let read = match column {
            Column::Int => row.find(at).map(|found| found.map(Self::Int)),
            Column::Text => row.find(at).map(|found| found.map(|TextBytes(text)| Self::Text(text))),
            Column::Bytes => row.find(at).map(|found| found.map(Self::Bytes)),
            Column::Uuid => row.find(at).map(|found| found.map(Self::Uuid)),
            Column::Day => row.find(at).map(|found| found.map(Self::Day)),
            Column::At => row
                .find(at)
                .map(|found| found.map(|moment: DateTime<Utc>| Self::At(moment.timestamp_micros()))),
            Column::Bool => row.find(at).map(|found| found.map(Self::Bool)),
        };
        read.map_or(Self::Unfitting, |found| found.unwrap_or(Self::Null))
    }
}

/// No two rows have the same bytes: each value begins with its kind, and says how long it is if that may vary.
fn write(bytes: &mut Vec<u8>, value: &Lent<'_>) {
    let mut sized = |kind: u8, value: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&value.len().to_be_bytes());
        bytes.extend_from_slice(value);
    };
    match value {
        Lent::Null => bytes.push(0),
        Lent::Int(value) => {
            bytes.push(1);
            bytes.extend_from_slice(&value.to_be_bytes());
        }
        Lent::Text(value) => sized(2, value),
        Lent::Bytes(value) => sized(3, value),
        Lent::Uuid(value) => {
            bytes.push(4);
            bytes.extend_from_slice(value.as_bytes());
        }
        Lent::Day(value) => {
            bytes.push(5);
            bytes.extend_from_slice(&value.num_days_from_ce().to_be_bytes());
        }
        Lent::At(value) => {
            bytes.push(6);
            bytes.extend_from_slice(&value.to_be_bytes());
        }
        Lent::Bool(value) => bytes.extend_from_slice(&[7, u8::from(*value)]),
        Lent::Unfitting => bytes.push(8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, more: Option<&str>) -> Vec<Value> {
        vec![name.into(), more.into(), 1_i64.into()]
    }

    fn likeness(hash: &mut RowHash, rows: &[Vec<Value>]) -> Likeness {
        let mut likeness = Likeness::default();
        for row in rows {
            likeness.add(hash.of(row));
        }
        likeness
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_their_number_does() {
        let mut hash = RowHash::default();
        let (a, b) = (row("a", None), row("b", Some("c")));
        let one = likeness(&mut hash, &[a.clone(), b.clone()]);
        assert_eq!(one, likeness(&mut hash, &[b.clone(), a.clone()]));
        assert_ne!(one, likeness(&mut hash, std::slice::from_ref(&a)));
        assert_ne!(one, likeness(&mut hash, &[a.clone(), a, b]));
    }

    #[test]
    fn what_stands_in_another_column_makes_another_row() {
        let mut hash = RowHash::default();
        assert_ne!(hash.of(&row("ab", Some("c"))), hash.of(&row("a", Some("bc"))));
        assert_ne!(hash.of(&row("a", None)), hash.of(&row("a", Some(""))));
        assert_ne!(hash.of(&row("a", None)), RowHash::default().of(&row("a", None)), "the key is its own");
    }
}
