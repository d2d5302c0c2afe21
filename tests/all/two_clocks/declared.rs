//! Cases of declared kinds: drawn by chance from their declarations, and their figures counted from the plain truth by
//! what the declarations say, step by step and without a table.
use super::dice::Dice;
use super::expected::{Counted, Item};
use super::steps::{ADDRESSES, COMMITTEES, DEPARTMENTS, Draw};
use super::truth::Truth;
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::declared::declaration::{
    Anchor, CountRule, Declaration, Field, FieldType, FigureMaking, FigureTest, StepRule,
};
use anjuan::cases::declared::values::{Told, ToldOfPerson};
use anjuan::cases::declared::{
    Code, DeclaredCommand, DeclaredLife, FactColumn, FieldValue, KindId, Kinds, Taken,
};
use anjuan::cases::occurred::Day;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::words::CaseNumber;
use anjuan::figures::Figure;
use chrono::{Datelike, Days};
use std::collections::BTreeMap;

fn word<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a word")
}

/// A case of some kind is opened.
pub fn opening(draw: &mut Draw<'_>, number: CaseNumber) -> DeclaredCommand {
    let kinds: Vec<_> = Kinds::default().newest().cloned().collect();
    let declaration = draw.dice.pick(&kinds);
    let (fields, personal) = told(draw, declaration, declaration.opening());
    DeclaredCommand::OpenCase { kind: declaration.id, number, fields, personal, version: None }
}

/// The same case, told otherwise.
pub fn opening_of(draw: &mut Draw<'_>, kind: KindId, number: CaseNumber) -> DeclaredCommand {
    let kinds = Kinds::default();
    let declaration = kinds.kind(kind).expect("a kind");
    let (fields, personal) = told(draw, declaration, declaration.opening());
    DeclaredCommand::OpenCase { kind, number, fields, personal, version: None }
}

/// Some step of a case, possible or not.
pub fn step(draw: &mut Draw<'_>, life: &DeclaredLife) -> DeclaredCommand {
    if draw.dice.in_a_hundred(4) {
        return DeclaredCommand::VoidCase { reason: VoidReason::Duplicate };
    }
    let kinds = Kinds::default();
    let declaration = kinds.kind(life.kind.expect("a kind")).expect("its declaration");
    let step = draw.dice.pick(&declaration.steps).clone();
    let (fields, personal) = told(draw, declaration, &step);
    DeclaredCommand::TakeStep { step: step.id, fields, personal, version: None }
}

fn told(draw: &mut Draw<'_>, declaration: &Declaration, step: &StepRule) -> (Vec<Told>, Vec<ToldOfPerson>) {
    let (mut fields, mut personal) = (Vec::new(), Vec::new());
    for id in step.fields() {
        if !step.required.contains(id) && draw.dice.in_a_hundred(50) {
            continue;
        }
        let field = declaration.field(id).expect("a field");
        if let Some(value) = value(draw.dice, field, draw.today) {
            fields.push(Told { field: id.clone(), value });
        } else {
            let text = Personal::plain(Subject::MATTER, word("反映的情况"));
            personal.push(ToldOfPerson { field: id.clone(), text });
        }
    }
    (fields, personal)
}

/// None, if it is personal.
fn value(dice: &mut Dice, field: &Field, today: Day) -> Option<FieldValue> {
    Some(match &field.sort {
        FieldType::Code(values) => FieldValue::Code(dice.pick(values).id.clone()),
        FieldType::Number => FieldValue::Number(dice.below(9)),
        FieldType::Area => FieldValue::Area(word(&format!("{}.5", dice.below(90)))),
        FieldType::Day => FieldValue::Day(today + Days::new(dice.below(40).into())),
        FieldType::Committee => FieldValue::Committee(word(dice.word(&COMMITTEES))),
        FieldType::Department => FieldValue::Department(word(dice.word(&DEPARTMENTS))),
        FieldType::Place => FieldValue::Place(word(dice.word(&ADDRESSES))),
        FieldType::Personal(..) => return None,
    })
}

/// The declared figure of this id.
pub fn counted(figure: &Figure, truth: &Truth, year: i32, as_of: Day) -> Counted {
    let (declaration, rule) =
        anjuan::figures::declared::rule_of(&truth.office.kinds, figure.id).expect("a declared figure");
    let of = |rule: &CountRule| items(rule, declaration, truth, as_of);
    match &rule.making {
        FigureMaking::Number(count) => Counted::Number(of(count)),
        FigureMaking::Area(count) => Counted::Area(of(count)),
        FigureMaking::Rate(count, among) => Counted::Rate(of(count), of(among)),
        FigureMaking::OfTarget(count, target) => {
            let target = truth.office.targets.get(&year).and_then(|targets| targets.get(target));
            Counted::NumberOfTarget(of(count), target.map(|amount| amount.hundredths()), rule.decimals)
        }
    }
}

fn items(rule: &CountRule, declaration: &Declaration, truth: &Truth, as_of: Day) -> Vec<Item> {
    let of_kind = truth.declared.iter().filter(|(_, life)| life.kind == Some(declaration.id));
    let items = of_kind.filter_map(|(case, life)| {
        let last = life.steps.last()?;
        let day = match rule.by {
            Anchor::Opened => life.steps[0].occurred.day(),
            Anchor::Closed => closed(&life.steps)?,
            Anchor::Column(column) => held_day(life, column)?,
        };
        if !rule.tests.iter().all(|test| passes(test, life, last, as_of)) {
            return None;
        }
        let amount = match rule.sum.map(|column| value_in(life, column)) {
            None => 1,
            Some(Some(FieldValue::Number(number))) => i64::from(*number),
            Some(Some(FieldValue::Area(area))) => area.dm2(),
            Some(_) => 0,
        };
        let name = |column| value_in(life, column).map(text).unwrap_or_default();
        let of = BTreeMap::from([
            ("committee", name(FactColumn::Committee)),
            ("department", name(FactColumn::Department)),
            ("category", name(FactColumn::Category)),
            ("channel", name(FactColumn::Channel)),
            ("zone", name(FactColumn::Zone)),
            ("month", format!("{:04}-{:02}", day.year(), day.month())),
        ]);
        Some(Item { case: *case, day, amount, of })
    });
    items.collect()
}

fn passes(test: &FigureTest, life: &DeclaredLife, last: &Taken, as_of: Day) -> bool {
    let taken = |column: FactColumn| held_day(life, column).is_some_and(|day| day <= as_of);
    match test {
        FigureTest::Is(column, is) => value_in(life, *column).map(text).as_deref() == Some(&**is),
        FigureTest::InState(state) => last.state == *state,
        FigureTest::Taken(column) => taken(*column),
        FigureTest::NotTaken(column) => !taken(*column),
        FigureTest::Ended => !last.open,
        FigureTest::Open => last.open,
        FigureTest::Overdue => last.open && last.due.as_ref().is_some_and(|due| due.due < as_of),
    }
}

/// The first of the days since which nothing is to be done any more.
fn closed(steps: &[Taken]) -> Option<Day> {
    let mut since = None;
    for step in steps {
        since = if step.open { None } else { since.or(Some(step.occurred.day())) };
    }
    since
}

/// The last value of the field that is held in a column.
fn value_in(life: &DeclaredLife, column: FactColumn) -> Option<&FieldValue> {
    let mut found = None;
    for told in life.steps.iter().flat_map(|step| &step.fields) {
        if told.column == Some(column) {
            found = Some(&told.value);
        }
    }
    found
}

/// The last day of the step that is held in a column, or the last value of the field that is.
fn held_day(life: &DeclaredLife, column: FactColumn) -> Option<Day> {
    let mut found = None;
    for step in &life.steps {
        if step.day_column == Some(column) {
            found = Some(step.occurred.day());
        }
    }
    found.or_else(|| match value_in(life, column) {
        Some(FieldValue::Day(day)) => Some(*day),
        _ => None,
    })
}

fn text(value: &FieldValue) -> String {
    let of_code = |code: &Code| code.to_string();
    match value {
        FieldValue::Code(code) => of_code(code),
        FieldValue::Committee(name) => name.to_string(),
        FieldValue::Department(name) => name.to_string(),
        FieldValue::Place(place) => place.to_string(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Area(area) => area.m2(),
        FieldValue::Day(day) => day.to_string(),
    }
}
