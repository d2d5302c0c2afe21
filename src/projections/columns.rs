//! Rows column by column: of each column the different values, and for each row the place of its value among them. A
//! month of facts has few different days and names, so that a test looks at a few values and then only at places.
use crate::cases::occurred::Day;
use crate::database::{StorageError, Value};
use chrono::Datelike;
use std::collections::HashMap;

/// The first byte of what is packed; another format is not read but packed anew.
const FORMAT: u8 = 1;
/// More rows than any month has; what says so is damaged.
const MOST_ROWS: usize = 1 << 24;

/// One column.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// The different values.
    pub values: Vec<Value>,
    /// For each row, which of them it has.
    pub places: Vec<u32>,
}

/// Rows of a table, or of a part of its columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    names: Vec<&'static str>,
    each: Vec<Column>,
    rows: usize,
}

/// Rows on their way into columns.
#[derive(Debug)]
pub struct ColumnsBuilder {
    built: Columns,
    known: Vec<HashMap<Value, u32>>,
}

impl ColumnsBuilder {
    /// No rows yet.
    #[must_use]
    pub fn new(names: Vec<&'static str>) -> Self {
        let columns = vec![Column::default(); names.len()];
        let known = vec![HashMap::new(); names.len()];
        Self { built: Columns { names, each: columns, rows: 0 }, known }
    }

    /// Adds a row of as many values as there are columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = Value>) {
        for ((column, known), value) in self.built.each.iter_mut().zip(&mut self.known).zip(row) {
            let next = u32::try_from(column.values.len()).unwrap_or(u32::MAX);
            let place = *known.entry(value).or_insert_with_key(|value| {
                column.values.push(value.clone());
                next
            });
            column.places.push(place);
        }
        self.built.rows += 1;
    }

    /// The columns.
    #[must_use]
    pub fn build(self) -> Columns {
        self.built
    }
}

impl Columns {
    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.names.iter().position(|known| *known == name).map(|at| &self.each[at])
    }

    /// As bytes: the format, the number of rows, then for each column its values and the places.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        put_number(&mut bytes, self.rows as u64);
        for column in &self.each {
            put_number(&mut bytes, column.values.len() as u64);
            column.values.iter().for_each(|value| put_value(&mut bytes, value));
            let width = width(column.values.len());
            for place in &column.places {
                bytes.extend_from_slice(&place.to_le_bytes()[..width]);
            }
        }
        bytes
    }

    /// From bytes; only the columns that are `wanted` are read. None if they are of another format, or damaged.
    #[must_use]
    pub fn unpack(names: &[&'static str], wanted: &[&'static str], bytes: &[u8]) -> Option<Self> {
        let (&format, mut rest) = bytes.split_first()?;
        if format != FORMAT {
            return None;
        }
        let rows = usize::try_from(number(&mut rest)?).ok().filter(|rows| *rows <= MOST_ROWS)?;
        let mut columns = Self { rows, ..Self::default() };
        for name in names {
            let is_wanted = wanted.contains(name);
            let count = usize::try_from(number(&mut rest)?).ok()?;
            let mut values = Vec::new();
            for _ in 0..count {
                let value = value(&mut rest)?;
                if is_wanted {
                    values.push(value);
                }
            }
            let width = width(count);
            let (places, after) = rest.split_at_checked(rows.checked_mul(width)?)?;
            rest = after;
            if is_wanted {
                let places = unpack_places(places, width, rows);
                if places.iter().any(|place| *place as usize >= count) {
                    return None;
                }
                columns.names.push(name);
                columns.each.push(Column { values, places });
            }
        }
        rest.is_empty().then_some(columns)
    }
}

/// Bytes for each place.
const fn width(values: usize) -> usize {
    match values {
        0..=1 => 0,
        2..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    }
}

fn unpack_places(bytes: &[u8], width: usize, rows: usize) -> Vec<u32> {
    match width {
        0 => vec![0; rows],
        1 => bytes.iter().map(|byte| u32::from(*byte)).collect(),
        2 => bytes.chunks_exact(2).map(|two| u32::from(u16::from_le_bytes([two[0], two[1]]))).collect(),
        _ => bytes
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect(),
    }
}

/// Seven bits to a byte, the last one without the eighth.
fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn put_value(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Int(value) => {
            bytes.push(1);
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        Value::Text(text) => {
            bytes.push(2);
            put_number(bytes, text.len() as u64);
            bytes.extend_from_slice(text.as_bytes());
        }
        Value::Day(day) => {
            bytes.push(3);
            bytes.extend_from_slice(&day.num_days_from_ce().to_le_bytes());
        }
        Value::Bool(value) => bytes.push(4 + u8::from(*value)),
        // No fact holds anything else.
        Value::Null | Value::Bytes(_) | Value::Uuid(_) | Value::At(_) => bytes.push(0),
    }
}

fn value(bytes: &mut &[u8]) -> Option<Value> {
    let (&kind, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(match kind {
        0 => Value::Null,
        1 => {
            let (number, rest) = bytes.split_first_chunk()?;
            *bytes = rest;
            i64::from_le_bytes(*number).into()
        }
        2 => {
            let length = usize::try_from(number(bytes)?).ok()?;
            let (text, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            std::str::from_utf8(text).ok()?.into()
        }
        3 => {
            let (days, rest) = bytes.split_first_chunk()?;
            *bytes = rest;
            Day::from_num_days_from_ce_opt(i32::from_le_bytes(*days))?.into()
        }
        4 | 5 => (kind == 5).into(),
        _ => return None,
    })
}

/// A packed month that does not read is a fault of the database, not of the reader.
pub(super) fn damaged(facts: &str, month: i64) -> StorageError {
    let reason = "is damaged; run `anjuan rebuild`".to_owned();
    StorageError::BadRow { table: "packed_months", row: format!("{facts} {month}"), reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 3] = ["day", "name", "number"];

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            "[a-z黎平]{0,5}".prop_map(Value::from),
            (0_i32..3_000_000).prop_map(|days| Day::from_num_days_from_ce_opt(days).into()),
        ]
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back_as_it_was(
            rows in prop::collection::vec(prop::collection::vec(any_value(), 3), 0..400)
        ) {
            let mut builder = ColumnsBuilder::new(NAMES.to_vec());
            for row in &rows {
                builder.push(row.clone());
            }
            let columns = builder.build();
            let bytes = columns.pack();
            prop_assert_eq!(Columns::unpack(&NAMES, &NAMES, &bytes), Some(columns.clone()));
            let part = Columns::unpack(&NAMES, &["name"], &bytes).expect("reads");
            prop_assert_eq!(part.column("name"), columns.column("name"));
            prop_assert_eq!(part.column("day"), None);
        }

        #[test]
        fn damaged_bytes_are_no_columns_and_no_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Columns::unpack(&NAMES, &NAMES, &bytes);
            if let Some(first) = bytes.first_mut() {
                *first = FORMAT;
            }
            let _ = Columns::unpack(&NAMES, &NAMES, &bytes);
        }
    }
}
