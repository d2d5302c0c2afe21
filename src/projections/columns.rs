//! Rows column by column: of each column the different values, and for each row the place of its value among them. A
//! month of facts has few different days and names, so that a test looks at a few values and then only at places.
use crate::cases::occurred::Day;
use crate::database::{StorageError, Value};
use chrono::Datelike;
use std::collections::HashMap;
use std::sync::Arc;

/// The first byte of what is packed; another format is not read but packed anew.
const FORMAT: u8 = 1;
/// More rows than any month has; what says so is damaged.
const MOST_ROWS: usize = 1 << 24;

/// One column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The different values.
    pub values: Vec<Value>,
    /// For each row, which of them it has.
    pub places: Places,
}

/// For each row a place among the values, in as many bytes as the number of values asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Places {
    /// So many rows have the one value that there is.
    Same(usize),
    /// At most 256 values.
    Byte(Box<[u8]>),
    /// At most 65,536.
    Two(Box<[u16]>),
    /// More.
    Four(Box<[u32]>),
}

impl Column {
    /// So many rows that hold nothing.
    #[must_use]
    pub fn blank(rows: usize) -> Self {
        Self { values: vec![Value::Null], places: Places::Same(rows) }
    }

    /// What the value of a row is.
    #[must_use]
    pub fn value(&self, row: usize) -> &Value {
        &self.values[self.places.at(row)]
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let places = match &self.places {
            Places::Same(_) => 0,
            Places::Byte(places) => places.len(),
            Places::Two(places) => 2 * places.len(),
            Places::Four(places) => 4 * places.len(),
        };
        size_of::<Self>() + self.values.len() * size_of::<Value>() + places
    }
}

impl Places {
    fn of(places: &[u32], values: usize) -> Self {
        let bytes = places.iter().map(|place| place.to_le_bytes());
        match width(values) {
            0 => Self::Same(places.len()),
            1 => Self::Byte(bytes.map(|[first, ..]| first).collect()),
            2 => Self::Two(bytes.map(|[first, second, ..]| u16::from_le_bytes([first, second])).collect()),
            _ => Self::Four(places.into()),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        match self {
            Self::Same(rows) => *rows,
            Self::Byte(places) => places.len(),
            Self::Two(places) => places.len(),
            Self::Four(places) => places.len(),
        }
    }

    /// The place of a row.
    #[must_use]
    pub fn at(&self, row: usize) -> usize {
        match self {
            Self::Same(_) => 0,
            Self::Byte(places) => places[row].into(),
            Self::Two(places) => places[row].into(),
            Self::Four(places) => places[row] as usize,
        }
    }

    /// For each row what its value has, given what each value has.
    #[must_use]
    pub fn spread<T: Copy>(&self, of: &[T]) -> Vec<T> {
        match self {
            Self::Same(rows) => of.first().map_or_else(Vec::new, |of| vec![*of; *rows]),
            Self::Byte(places) => places.iter().map(|place| of[usize::from(*place)]).collect(),
            Self::Two(places) => places.iter().map(|place| of[usize::from(*place)]).collect(),
            Self::Four(places) => places.iter().map(|place| of[*place as usize]).collect(),
        }
    }

    fn pack(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Same(_) => {}
            Self::Byte(places) => bytes.extend_from_slice(places),
            Self::Two(places) => bytes.extend(places.iter().flat_map(|place| place.to_le_bytes())),
            Self::Four(places) => bytes.extend(places.iter().flat_map(|place| place.to_le_bytes())),
        }
    }

    /// From as many bytes as so many rows with so many values have; none if a row has a value that there is not.
    fn unpack(bytes: &[u8], rows: usize, values: usize) -> Option<Self> {
        let (places, most) = match width(values) {
            0 => (Self::Same(rows), 0),
            1 => (Self::Byte(bytes.into()), usize::from(bytes.iter().copied().max().unwrap_or(0))),
            2 => {
                let two = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
                let places: Box<[u16]> = two.collect();
                let most = places.iter().copied().max().unwrap_or(0);
                (Self::Two(places), most.into())
            }
            _ => {
                let four = bytes.chunks_exact(4);
                let four = four.map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
                let places: Box<[u32]> = four.collect();
                let most = places.iter().copied().max().unwrap_or(0);
                (Self::Four(places), most as usize)
            }
        };
        (rows == 0 || most < values).then_some(places)
    }
}

/// Rows of a table, or of a part of its columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    names: Vec<&'static str>,
    each: Vec<Arc<Column>>,
    rows: usize,
}

/// Rows on their way into columns.
#[derive(Debug)]
pub struct ColumnsBuilder {
    names: Vec<&'static str>,
    each: Vec<Building>,
    rows: usize,
}

/// A column to which rows are added.
#[derive(Clone, Default, Debug)]
struct Building {
    values: Vec<Value>,
    known: HashMap<Value, u32>,
    places: Vec<u32>,
}

impl ColumnsBuilder {
    /// No rows yet.
    #[must_use]
    pub fn new(names: Vec<&'static str>) -> Self {
        let each = vec![Building::default(); names.len()];
        Self { names, each, rows: 0 }
    }

    /// Adds a row of as many values as there are columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = Value>) {
        for (Building { values, known, places }, value) in self.each.iter_mut().zip(row) {
            let next = u32::try_from(values.len()).unwrap_or(u32::MAX);
            let place = *known.entry(value).or_insert_with_key(|value| {
                values.push(value.clone());
                next
            });
            places.push(place);
        }
        self.rows += 1;
    }

    /// The columns.
    #[must_use]
    pub fn build(self) -> Columns {
        let built = |Building { values, places, .. }: Building| {
            let places = Places::of(&places, values.len());
            Arc::new(Column { values, places })
        };
        Columns { names: self.names, each: self.each.into_iter().map(built).collect(), rows: self.rows }
    }
}

impl Columns {
    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// So many columns of the same rows, each with its name; none where there is none.
    #[must_use]
    pub fn of(columns: Vec<(&'static str, Arc<Column>)>) -> Option<Self> {
        let rows = columns.first()?.1.places.rows();
        let (names, each) = columns.into_iter().unzip();
        Some(Self { names, each, rows })
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.names.iter().position(|known| *known == name).map(|at| &*self.each[at])
    }

    /// Each column with its name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &Arc<Column>)> {
        self.names.iter().copied().zip(&self.each)
    }

    /// As bytes: the format, the number of rows, then for each column its values and the places.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        put_number(&mut bytes, self.rows as u64);
        for column in &self.each {
            put_number(&mut bytes, column.values.len() as u64);
            column.values.iter().for_each(|value| put_value(&mut bytes, value));
            column.places.pack(&mut bytes);
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
                let places = Places::unpack(places, rows, count)?;
                columns.names.push(name);
                columns.each.push(Arc::new(Column { values, places }));
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
