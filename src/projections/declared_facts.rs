//! What figures count of declared cases, whatever their kind: a declaration says which column holds which of its
//! fields. Every step that changes something begins a new row, so that a row says all that was so in its days.
use super::bitemporal::{FactRow, FactTable, stretches};
use super::predicate::{CodeField, DayField, FlagField, NumberField};
use crate::bitemporal_columns;
use crate::cases::access::Confidentiality;
use crate::cases::any_file::AnyFile;
use crate::cases::declared::DeclaredLife;
use crate::cases::declared::values::{FactColumn, FieldValue};
use crate::cases::occurred::Day;
use crate::database::{Changes, Column, OnConflict, Table, Value};
use crate::event_log::Told;

/// The table.
pub static DECLARED_FACTS: FactTable = FactTable {
    table: Table {
        name: "declared_facts",
        columns: bitemporal_columns!(
            "kind": Text,
            "opened_day": Day,
            "state": Text,
            "is_open": Bool,
            "last_day": Day,
            "due_day": Day,
            "closed_day": Day,
            "committee": Text,
            "department": Text,
            "category": Text,
            "channel": Text,
            "zone": Text,
            "code1": Text,
            "code2": Text,
            "number1": Int,
            "number2": Int,
            "number3": Int,
            "number4": Int,
            "day1": Day,
            "day2": Day,
            "day3": Day,
            "day4": Day,
        ),
        key: 5,
        on_conflict: OnConflict::Replace,
        stable: &[],
    },
    late: &[],
    anchors: &[
        ("declared_facts.opened_day", "opened_day"),
        ("declared_facts.closed_day", "closed_day"),
        ("declared_facts.day1", "day1"),
        ("declared_facts.day2", "day2"),
        ("declared_facts.day3", "day3"),
        ("declared_facts.day4", "day4"),
    ],
};

/// How secret cases are by their declaration: whatever is said of one, it does not become less.
pub static DECLARED_LEVELS: Table = Table {
    name: "declared_levels",
    columns: &[("office_id", Column::Uuid), ("case_id", Column::Uuid), ("level", Column::Text)],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// The fields that figures name.
pub mod fields {
    use super::{CodeField, DayField, FlagField};

    /// The kind.
    pub const KIND: CodeField = CodeField("kind");
    /// The state.
    pub const STATE: CodeField = CodeField("state");
    /// Whether something is still to be done.
    pub const OPEN: FlagField = FlagField("is_open");
    /// The day on which it was opened.
    pub const OPENED: DayField = DayField("opened_day");
    /// The day by which the next step is due.
    pub const DUE: DayField = DayField("due_day");
    /// The day on which it came to its end.
    pub const CLOSED: DayField = DayField("closed_day");
}

const fn name(column: FactColumn) -> &'static str {
    match column {
        FactColumn::Committee => "committee",
        FactColumn::Department => "department",
        FactColumn::Category => "category",
        FactColumn::Channel => "channel",
        FactColumn::Zone => "zone",
        FactColumn::Code1 => "code1",
        FactColumn::Code2 => "code2",
        FactColumn::Number1 => "number1",
        FactColumn::Number2 => "number2",
        FactColumn::Number3 => "number3",
        FactColumn::Number4 => "number4",
        FactColumn::Day1 => "day1",
        FactColumn::Day2 => "day2",
        FactColumn::Day3 => "day3",
        FactColumn::Day4 => "day4",
    }
}

/// The column as one that holds days.
#[must_use]
pub const fn day(column: FactColumn) -> DayField {
    DayField(name(column))
}

/// The column as one that holds codes.
#[must_use]
pub const fn code(column: FactColumn) -> CodeField {
    CodeField(name(column))
}

/// The column as one that holds numbers.
#[must_use]
pub const fn number(column: FactColumn) -> NumberField {
    NumberField(name(column))
}

/// The rows of one case.
#[must_use]
pub fn rows(life: &DeclaredLife) -> Vec<FactRow> {
    let Some((kind, opened)) = life.kind.zip(life.opened()).filter(|_| life.voided.is_none()) else {
        return Vec::new();
    };
    let given = life.reassigned.iter().map(|given| given.occurred.day());
    let days = life.steps.iter().map(|step| step.occurred.day()).chain(given);
    let row = |(from, to)| {
        let last = life.before(to).next_back();
        let of = |last: Option<Day>| Value::from(last);
        let open = last.is_some_and(|step| step.open);
        let due = last.and_then(|step| step.due.as_ref()).map(|due| due.due);
        let mut values = vec![
            kind.as_str().into(),
            opened.into(),
            last.map(|step| step.state.as_str()).into(),
            open.into(),
            of(last.map(|step| step.occurred.day())),
            of(due.filter(|_| open)),
            of(life.closed_before(to)),
        ];
        values.extend(FactColumn::CODES.map(|column| held(life.value_before(column, to))));
        values.extend(FactColumn::NUMBERS.map(|column| held(life.value_before(column, to))));
        values.extend(FactColumn::DAYS.map(|column| {
            let of_step = life.day_before(column, to).map(Value::from);
            of_step.unwrap_or_else(|| held(life.value_before(column, to)))
        }));
        FactRow { unit: 0, valid_from: from, valid_to: to, values }
    };
    stretches(opened, days).map(row).collect()
}

fn held(value: Option<&FieldValue>) -> Value {
    match value {
        None => Value::Null,
        Some(FieldValue::Code(code)) => code.as_str().into(),
        Some(FieldValue::Number(number)) => i64::from(*number).into(),
        Some(FieldValue::Area(area)) => area.dm2().into(),
        Some(FieldValue::Day(day)) => (*day).into(),
        Some(FieldValue::Committee(committee)) => committee.as_str().into(),
        Some(FieldValue::Department(department)) => department.as_str().into(),
        Some(FieldValue::Place(place)) => place.as_str().into(),
    }
}

/// Which rows of levels change with `event`, after which the stream is `file`.
pub fn advance_levels(file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
    let AnyFile::Declared(file) = file else { return };
    let level = file.life().level;
    if level != Confidentiality::Ordinary {
        let code = super::case_list::code(&level);
        changes.put(&DECLARED_LEVELS, vec![event.office.0.into(), event.stream.0.into(), code.into()]);
    }
}
