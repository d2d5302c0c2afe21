//! From the text of a TOML file to a declaration. What it does not know is refused, with its line.
use super::checking::{Checked, Checking, code, codes};
use super::{
    CodeValue, Declaration, DeclarationError, DeclarationText, DueRule, Field, FieldType, Names, State,
    StepRule,
};
use crate::cases::access::Confidentiality;
use crate::cases::declared::ids::KindId;
use crate::cases::declared::values::{FactColumn, PersonalSort, Whose};
use crate::cases::file_hash::FileHash;
use crate::cases::statutes::Length;
use crate::cases::user::Role;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU16;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: String,
    version: NonZeroU16,
    name: Names,
    number: RawNumber,
    #[serde(default)]
    confidentiality: Confidentiality,
    #[serde(default)]
    fields: Vec<RawField>,
    states: Vec<RawState>,
    steps: Vec<RawStep>,
    #[serde(default)]
    figures: Vec<RawFigure>,
    ledger: Option<RawLedger>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNumber {
    prefix: String,
    digits: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    id: String,
    name: Names,
    #[serde(rename = "type")]
    sort: Sort,
    #[serde(default)]
    values: Vec<RawValue>,
    unit: Option<Names>,
    whose: Option<Whose>,
    column: Option<FactColumn>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sort {
    Code,
    Number,
    Area,
    Day,
    Committee,
    Department,
    Place,
    Name,
    Phone,
    Home,
    Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawValue {
    id: String,
    zh: Box<str>,
    en: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawState {
    id: String,
    name: Names,
    #[serde(default, rename = "final")]
    is_final: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    id: String,
    name: Names,
    #[serde(default)]
    from: Vec<String>,
    to: String,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    roles: Vec<Role>,
    due: Option<RawDue>,
    column: Option<FactColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDue {
    field: Option<String>,
    days: Option<u16>,
    workdays: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFigure {
    pub(super) id: String,
    pub(super) label: Names,
    pub(super) unit: Box<str>,
    pub(super) by: String,
    pub(super) sum: Option<String>,
    #[serde(default, rename = "where")]
    pub(super) tests: Vec<RawTest>,
    pub(super) among: Option<RawCount>,
    pub(super) target: Option<String>,
    pub(super) decimals: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCount {
    pub(super) by: String,
    pub(super) sum: Option<String>,
    #[serde(default, rename = "where")]
    pub(super) tests: Vec<RawTest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTest {
    pub(super) field: Option<String>,
    pub(super) is: Option<String>,
    pub(super) state: Option<String>,
    pub(super) step: Option<String>,
    pub(super) taken: Option<bool>,
    pub(super) open: Option<bool>,
    pub(super) overdue: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLedger {
    pub(super) title: Box<str>,
    pub(super) number: Option<Vec<Box<str>>>,
    pub(super) sequence: Option<RawSequence>,
    pub(super) columns: Vec<RawColumn>,
    #[serde(default)]
    pub(super) same_day: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSequence {
    pub(super) names: Vec<Box<str>>,
    pub(super) prefix: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumn {
    pub(super) names: Vec<Box<str>>,
    pub(super) day_of: Option<String>,
    pub(super) field: Option<String>,
    pub(super) of: Option<String>,
    #[serde(default)]
    pub(super) words: BTreeMap<Box<str>, String>,
    #[serde(default)]
    pub(super) required: bool,
}

/// Reads a declaration.
///
/// # Errors
/// What cannot be read or is not whole, with its place.
pub(super) fn read(text: DeclarationText) -> Result<Declaration, DeclarationError> {
    let raw: Raw = toml::from_str(text.as_str()).map_err(|error| unreadable(text.as_str(), &error))?;
    let id = raw
        .id
        .parse::<KindId>()
        .map_err(|error| DeclarationError::at("id", format!("'{}': {error}", raw.id)))?;
    let fields = each("fields", raw.fields, field)?;
    let states = each("states", raw.states, |state: RawState, at: &str| {
        Ok(State { id: code(&state.id, at)?, name: state.name, is_final: state.is_final })
    })?;
    let steps = each("steps", raw.steps, step)?;
    let hash = FileHash::of(text.as_str().as_bytes());
    let mut declaration = Declaration {
        id,
        version: raw.version,
        name: raw.name,
        prefix: raw.number.prefix.into(),
        digits: raw.number.digits.into(),
        confidentiality: raw.confidentiality,
        fields,
        states,
        steps,
        figures: Vec::new(),
        ledger: None,
        text,
        hash,
    };
    let checking = Checking(&declaration);
    checking.whole()?;
    let figures = each("figures", raw.figures, |figure, at: &str| checking.figure(figure, at))?;
    Checking::figures(&figures)?;
    let ledger = raw.ledger.map(|ledger| checking.ledger(ledger)).transpose()?;
    (declaration.figures, declaration.ledger) = (figures, ledger);
    Ok(declaration)
}

/// Each with its place: `steps[2]`.
fn each<R, T>(name: &str, raw: Vec<R>, read: impl Fn(R, &str) -> Checked<T>) -> Checked<Vec<T>> {
    raw.into_iter().enumerate().map(|(at, raw)| read(raw, &format!("{name}[{}]", at + 1))).collect()
}

fn unreadable(text: &str, error: &toml::de::Error) -> DeclarationError {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    DeclarationError::at(format!("line {line}, column {column}"), error.message())
}

fn field(raw: RawField, at: &str) -> Checked<Field> {
    let wrong = |part: &str, reason: &str| Err(DeclarationError::at(format!("{at}.{part}"), reason));
    if raw.sort != Sort::Code && !raw.values.is_empty() {
        return wrong("values", "only a field of type code has values");
    }
    if raw.unit.is_some() && raw.sort != Sort::Number {
        return wrong("unit", "only a field of type number has a unit");
    }
    let whose = raw.whose.unwrap_or_default();
    let sort = match raw.sort {
        Sort::Code => FieldType::Code(each(&format!("{at}.values"), raw.values, value)?),
        Sort::Number => FieldType::Number,
        Sort::Area => FieldType::Area,
        Sort::Day => FieldType::Day,
        Sort::Committee => FieldType::Committee,
        Sort::Department => FieldType::Department,
        Sort::Place => FieldType::Place,
        Sort::Name => FieldType::Personal(PersonalSort::Name, whose),
        Sort::Phone => FieldType::Personal(PersonalSort::Phone, whose),
        Sort::Home => FieldType::Personal(PersonalSort::Home, whose),
        Sort::Text => FieldType::Personal(PersonalSort::Text, whose),
    };
    if raw.whose.is_some() && !matches!(sort, FieldType::Personal(..)) {
        return wrong("whose", "only what is personal is somebody's: name, phone, home, text");
    }
    Ok(Field { id: code(&raw.id, at)?, name: raw.name, sort, unit: raw.unit, column: raw.column })
}

fn value(raw: RawValue, at: &str) -> Checked<CodeValue> {
    Ok(CodeValue { id: code(&raw.id, at)?, name: Names { zh: raw.zh, en: raw.en } })
}

fn step(raw: RawStep, at: &str) -> Checked<StepRule> {
    let due = raw.due.map(|due| {
        let length = match (due.days, due.workdays) {
            (Some(_), Some(_)) => {
                return Err(DeclarationError::at(format!("{at}.due"), "say days or workdays, not both"));
            }
            (Some(days), None) => Some(Length::Days(days)),
            (None, workdays) => workdays.map(Length::Workdays),
        };
        let field = due.field.map(|field| code(&field, &format!("{at}.due.field"))).transpose()?;
        if field.is_none() && length.is_none() {
            return Err(DeclarationError::at(format!("{at}.due"), "say days, workdays or field"));
        }
        Ok(DueRule { field, length })
    });
    Ok(StepRule {
        id: code(&raw.id, at)?,
        name: raw.name,
        from: codes(&raw.from, &format!("{at}.from"))?,
        to: code(&raw.to, &format!("{at}.to"))?,
        required: codes(&raw.required, &format!("{at}.required"))?,
        optional: codes(&raw.optional, &format!("{at}.optional"))?,
        roles: raw.roles,
        due: due.transpose()?,
        column: raw.column,
    })
}
