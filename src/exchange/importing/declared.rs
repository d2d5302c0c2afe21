//! The ledger of a declared kind: one row, one case. Its declaration says which column tells which field of which step.
mod writing;

use super::kind::{ComparedCell, LedgerKind, Told};
use super::reader::{Read, Reader, spelled};
use crate::cases::case_file::{CaseFile, Order, VoidReason};
use crate::cases::declared::declaration::{
    CodeValue, Declaration, FieldType, LedgerColumn, LedgerMeaning, StepRule,
};
use crate::cases::declared::values::{Told as Field, ToldOfPerson};
use crate::cases::declared::{
    Code, DeclaredCommand, DeclaredEvent, DeclaredLife, FieldValue, Kinds, PersonalSort, kept,
};
use crate::cases::occurred::{Dated, Day};
use crate::cases::personal::{Personal, Subject};
use crate::cases::words::{CaseNumber, Text};
use crate::commands::AnyOrder;
use crate::exchange::ledgers::{Book, Column, Ledger, OwnColumn};
use chrono::Datelike;

/// The ledgers of declared kinds.
pub struct DeclaredCases;

/// What a row tells.
#[derive(Clone, Debug)]
pub struct DeclaredRow {
    book: Book,
    number: CaseNumber,
    steps: Vec<RowStep>,
}

/// A step that a row tells, its fields in the order of their ids.
#[derive(Clone, Debug)]
struct RowStep {
    step: &'static StepRule,
    day: Day,
    fields: Vec<(Code, Value)>,
}

/// What a field holds.
#[derive(Clone, PartialEq, Debug)]
enum Value {
    Public(FieldValue),
    Personal(Text),
    /// It was told, and its key is destroyed.
    Sealed,
}

impl LedgerKind for DeclaredCases {
    type Life = DeclaredLife;
    type Row = DeclaredRow;

    fn ledger(row: &DeclaredRow) -> Ledger {
        Ledger::Declared(row.book)
    }

    fn step_of(event: &DeclaredEvent) -> &str {
        match event {
            DeclaredEvent::StepTaken { step, .. } => step.as_str(),
            _ => "",
        }
    }

    fn read(reader: &Reader<'_>) -> Read<DeclaredRow> {
        let Ledger::Declared(book) = reader.ledger else {
            return Err(reader.refused(
                reader.ledger.number(),
                "unknown_kind",
                "is no ledger of a declared kind",
            ));
        };
        let mut steps = Vec::new();
        for step in &book.declaration.steps {
            steps.extend(step_in(reader, book, step)?);
        }
        let number = match (&book.rule.sequence, steps.first()) {
            (Some(prefix), Some(RowStep { day, .. })) => {
                let column = reader.ledger.number();
                let row = reader.required(column, reader.whole(column)?)?;
                let digits = book.declaration.digits;
                let number = format!("{prefix}{}-{row:0digits$}", day.year());
                number.parse().map_err(|error| reader.refused(column, "text_refused", error))?
            }
            _ => reader.case_number()?,
        };
        Ok(DeclaredRow { book, number, steps })
    }

    fn number(row: &DeclaredRow) -> &CaseNumber {
        &row.number
    }

    fn steps(row: &DeclaredRow) -> Vec<Told<DeclaredCommand>> {
        row.steps.iter().map(|step| told(row, step)).collect()
    }

    fn cells(row: &DeclaredRow) -> Vec<ComparedCell> {
        let number = ComparedCell {
            column: Self::ledger(row).number(),
            event_type: row.book.declaration.opening().id.as_str(),
            value: Some(row.book.declaration.id.to_string()),
        };
        let cell = |column: &'static LedgerColumn| {
            let (step, field) = match &column.meaning {
                LedgerMeaning::Number => return None,
                LedgerMeaning::Day(step) => (step, None),
                LedgerMeaning::Field { step, field } => (step, Some(field)),
            };
            let taken = row.steps.iter().find(|taken| taken.step.id == *step);
            let value = taken.and_then(|taken| match field {
                None => spelled(Some(&taken.day)),
                Some(field) => {
                    match taken.fields.iter().find(|(id, _)| id == field).map(|(_, value)| value)? {
                        Value::Public(value) => spelled(Some(value)),
                        Value::Personal(text) => spelled(Some(text)),
                        Value::Sealed => None,
                    }
                }
            });
            Some(ComparedCell {
                column: Column::Declared(OwnColumn(column)),
                event_type: step.as_str(),
                value,
            })
        };
        [number].into_iter().chain(row.book.rule.columns.iter().filter_map(cell)).collect()
    }

    fn row_of(file: &CaseFile<DeclaredLife>, kinds: &Kinds) -> Option<DeclaredRow> {
        let (kind, number) = (file.life().kind?, file.life().number.clone()?);
        let book = kinds.kind(kind).and_then(|declaration| Book::of(kept(declaration)))?;
        if book.rule.sequence.is_some() {
            place_in_book(book, &number)?;
        }
        let mut steps: Vec<RowStep> = Vec::new();
        for (_, event) in file.steps() {
            let DeclaredEvent::StepTaken { version, step, fields, personal, .. } = &event.what else {
                continue;
            };
            let rule = |declaration: &'static Declaration| declaration.step(step);
            let old = || kinds.version(kind, Some(*version)).and_then(|declaration| rule(kept(declaration)));
            let Some(step) = rule(book.declaration).or_else(old) else { continue };
            let public = fields.iter().map(|told| (told.field.clone(), Value::Public(told.value.clone())));
            let personal = personal.iter().map(|told| {
                let value = told.text.value().cloned().map_or(Value::Sealed, Value::Personal);
                (told.field.clone(), value)
            });
            let mut fields: Vec<_> = public.chain(personal).collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            // A step that was taken again is told as it was taken last.
            steps.retain(|taken| taken.step.id != step.id);
            steps.push(RowStep { step, day: event.day(), fields });
        }
        Some(DeclaredRow { book, number, steps })
    }

    /// What no column of the ledger tells stays as it was told live.
    fn further(old: &DeclaredRow, new: &DeclaredRow) -> Vec<Told<DeclaredCommand>> {
        let tells = |step: &StepRule, id: &Code| {
            new.book.rule.columns.iter().any(|column| {
                matches!(&column.meaning, LedgerMeaning::Field { step: of, field } if *of == step.id && field == id)
            })
        };
        let mut merged = new.clone();
        for step in &mut merged.steps {
            let Some(known) = old.steps.iter().find(|known| known.step.id == step.step.id) else { continue };
            let beside = known.fields.iter().filter(|(id, _)| !tells(step.step, id));
            step.fields.retain(|(id, _)| tells(step.step, id));
            step.fields.extend(beside.cloned());
            step.fields.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        // A step that the ledger has no column for is no change of it.
        let untold = old.steps.iter().filter(|known| !has_columns(new.book, known.step));
        let untold: Vec<_> = untold.cloned().collect();
        merged.steps.extend(untold);
        Self::steps(&merged)
    }

    fn order(order: Dated<Order<DeclaredCommand>>) -> AnyOrder {
        order.into()
    }

    fn is_void(life: &DeclaredLife) -> bool {
        life.voided.is_some()
    }

    fn void() -> DeclaredCommand {
        DeclaredCommand::VoidCase { reason: VoidReason::ImportUndone }
    }
}

/// Which row a number is of, in a book that counts its rows; none of a case that was registered otherwise.
fn place_in_book(book: Book, number: &CaseNumber) -> Option<u32> {
    let own = number.as_str().strip_prefix(&**book.rule.sequence.as_ref()?)?;
    let (year, row) = own.split_once('-')?;
    (year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit())).then(|| row.parse().ok())?
}

fn has_columns(book: Book, step: &StepRule) -> bool {
    book.rule.columns.iter().any(|column| match &column.meaning {
        LedgerMeaning::Number => false,
        LedgerMeaning::Day(of) | LedgerMeaning::Field { step: of, .. } => *of == step.id,
    })
}

/// The column that tells the day of a step; of a step without a day of its own, the first that tells a field of it.
fn column_of(book: Book, step: &StepRule) -> Column {
    let columns = &book.rule.columns;
    let day = columns.iter().find(|column| column.meaning == LedgerMeaning::Day(step.id.clone()));
    let field = || {
        columns
            .iter()
            .find(|column| matches!(&column.meaning, LedgerMeaning::Field { step: of, .. } if *of == step.id))
    };
    Column::Declared(OwnColumn(day.or_else(field).unwrap_or(&book.rule.number)))
}

/// A step, if the row tells it.
fn step_in(reader: &Reader<'_>, book: Book, step: &'static StepRule) -> Read<Option<RowStep>> {
    let mut fields = Vec::new();
    for column in &book.rule.columns {
        if let LedgerMeaning::Field { step: of, field } = &column.meaning
            && *of == step.id
        {
            let value = value_in(reader, book.declaration, column, field)?;
            if column.required && value.is_none() && step.id == book.declaration.opening().id {
                reader.required(Column::Declared(OwnColumn(column)), None::<()>)?;
            }
            fields.extend(value.map(|value| (field.clone(), value)));
        }
    }
    fields.sort_by(|(one, _), (other, _)| one.cmp(other));
    let column = column_of(book, step);
    let day = match book.rule.same_day.iter().find(|(of, _)| *of == step.id) {
        Some(_) if fields.is_empty() => return Ok(None),
        Some((_, other)) => {
            let rule = book.declaration.step(other).unwrap_or(step);
            let column = column_of(book, rule);
            Some(reader.required(column, reader.day(column)?)?)
        }
        None if !has_columns(book, step) => return Ok(None),
        None => reader.day(column)?,
    };
    match day {
        Some(day) => Ok(Some(RowStep { step, day, fields })),
        None if step.id == book.declaration.opening().id => {
            reader.required(column, None::<()>)?;
            Ok(None)
        }
        None if fields.is_empty() => Ok(None),
        // What belongs to a step without a day: paper that plans ahead tells nothing that was done.
        None => {
            let reason = format!("has what belongs to '{}', but not its day", step.name.zh);
            Err(reader.refused(column, "missing", reason))
        }
    }
}

fn value_in(
    reader: &Reader<'_>,
    declaration: &Declaration,
    told: &'static LedgerColumn,
    field: &Code,
) -> Read<Option<Value>> {
    let column = Column::Declared(OwnColumn(told));
    let Some(field) = declaration.field(field) else { return Ok(None) };
    Ok(match &field.sort {
        FieldType::Code(values) => coded(reader, told, values)?.map(FieldValue::Code).map(Value::Public),
        FieldType::Number => reader.whole(column)?.map(FieldValue::Number).map(Value::Public),
        FieldType::Area => reader.area(column)?.map(FieldValue::Area).map(Value::Public),
        FieldType::Day => reader.day(column)?.map(FieldValue::Day).map(Value::Public),
        FieldType::Committee => reader.committee(column)?.map(FieldValue::Committee).map(Value::Public),
        FieldType::Department => reader.parsed(column)?.map(FieldValue::Department).map(Value::Public),
        FieldType::Place => reader.parsed(column)?.map(FieldValue::Place).map(Value::Public),
        FieldType::Personal(PersonalSort::Phone, _) => reader.number_text(column)?.map(Value::Personal),
        FieldType::Personal(..) => reader.parsed(column)?.map(Value::Personal),
    })
}

/// One of the field's values, by its Chinese name or by a word that the declaration gives for it.
fn coded(reader: &Reader<'_>, told: &'static LedgerColumn, values: &[CodeValue]) -> Read<Option<Code>> {
    let column = Column::Declared(OwnColumn(told));
    let Some(word) = reader.keyword(column)? else { return Ok(None) };
    let by_name = values.iter().find(|value| *value.name.zh == *word).map(|value| &value.id);
    let by_word = || told.words.iter().find(|(known, _)| **known == *word).map(|(_, value)| value);
    by_name.or_else(by_word).cloned().map(Some).ok_or_else(|| {
        let known: Vec<_> = values.iter().map(|value| &*value.name.zh).collect();
        let reason = format!("'{word}' is unknown here; known are {}", known.join(", "));
        reader.refused(column, "unknown_word", reason)
    })
}

fn told(row: &DeclaredRow, step: &RowStep) -> Told<DeclaredCommand> {
    let (mut fields, mut personal) = (Vec::new(), Vec::new());
    for (field, value) in &step.fields {
        let field = field.clone();
        match value {
            Value::Public(value) => fields.push(Field { field, value: value.clone() }),
            Value::Personal(text) => {
                personal.push(ToldOfPerson { field, text: Personal::plain(Subject::MATTER, text.clone()) });
            }
            Value::Sealed => personal.push(ToldOfPerson { field, text: Personal::kept() }),
        }
    }
    let declaration = row.book.declaration;
    let command = if step.step.id == declaration.opening().id {
        let (kind, number) = (declaration.id, row.number.clone());
        DeclaredCommand::OpenCase { kind, number, fields, personal, version: None }
    } else {
        DeclaredCommand::TakeStep { step: step.step.id.clone(), fields, personal, version: None }
    };
    Told {
        event_type: step.step.id.as_str(),
        column: column_of(row.book, step.step),
        command: Dated::on(step.day, command),
    }
}
