//! A case of a declared kind as its ledger tells it.
use super::super::writing::{Opened, Written};
use super::{DeclaredCases, DeclaredRow, RowStep, Value, place_in_book};
use crate::cases::declared::declaration::{Declaration, FieldType, LedgerColumn, LedgerMeaning};
use crate::cases::declared::{Code, FieldValue, Whose};
use crate::exchange::ledgers::{Column, OwnColumn};
use crate::exchange::tables::Cell;

impl Written for DeclaredCases {
    fn cell(row: &DeclaredRow, column: Column, opened: &mut Opened) -> Cell {
        let Column::Declared(OwnColumn(told)) = column else { return Cell::Empty };
        let taken = |id: &Code| row.steps.iter().find(|taken| taken.step.id == *id);
        match &told.meaning {
            LedgerMeaning::Number => number(row),
            LedgerMeaning::Day(step) => Cell::day(taken(step).map(|taken| taken.day)),
            LedgerMeaning::Field { step, field } => taken(step)
                .and_then(|taken| value(taken, field))
                .map_or(Cell::Empty, |value| of_field(row.book.declaration, (told, field), value, opened)),
        }
    }
}

/// The number, or in a book that counts its rows the row's own.
fn number(row: &DeclaredRow) -> Cell {
    match place_in_book(row.book, &row.number) {
        Some(place) => Cell::Whole(place.into()),
        None => Cell::text(Some(&row.number)),
    }
}

fn value<'r>(taken: &'r RowStep, field: &Code) -> Option<&'r Value> {
    taken.fields.iter().find(|(id, _)| id == field).map(|(_, value)| value)
}

fn of_field(
    declaration: &Declaration,
    (told, id): (&LedgerColumn, &Code),
    value: &Value,
    opened: &mut Opened,
) -> Cell {
    let sort = declaration.field(id).map(|field| &field.sort);
    match value {
        Value::Public(value) => match value {
            FieldValue::Code(code) => Cell::text(Some(&word(told, sort, code))),
            FieldValue::Number(number) => Cell::Whole((*number).into()),
            FieldValue::Area(area) => Cell::Decimal(area.to_string()),
            FieldValue::Day(day) => Cell::Day(*day),
            FieldValue::Committee(name) => Cell::text(Some(name)),
            FieldValue::Department(name) => Cell::text(Some(name)),
            FieldValue::Place(name) => Cell::text(Some(name)),
        },
        Value::Personal(text) => {
            let cell = Cell::text(Some(text));
            match sort {
                Some(FieldType::Personal(_, Whose::Informant)) => opened.informant(cell),
                Some(FieldType::Personal(_, Whose::Party)) => opened.party(cell),
                _ => opened.matter(cell),
            }
        }
        Value::Sealed => Cell::Empty,
    }
}

/// The value's Chinese name, or else the first word that the column has for it.
fn word(told: &LedgerColumn, sort: Option<&FieldType>, code: &Code) -> String {
    let by_name = match sort {
        Some(FieldType::Code(values)) => {
            values.iter().find(|value| value.id == *code).map(|value| &value.name.zh)
        }
        _ => None,
    };
    let by_word = || told.words.iter().find(|(_, of)| of == code).map(|(word, _)| word);
    by_name.or_else(by_word).map_or_else(|| code.to_string(), ToString::to_string)
}
