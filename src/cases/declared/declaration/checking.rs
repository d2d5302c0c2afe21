//! Whether a declaration is whole: every id that it names is there, and no fact stands in another's place.
use super::figure::{Anchor, CountRule, FigureMaking, FigureRule, FigureTest, UNITS};
use super::ledger::{LedgerColumn, LedgerMeaning, LedgerRule};
use super::reading::{RawColumn, RawFigure, RawLedger, RawTest};
use super::{Declaration, DeclarationError, Field, FieldType};
use crate::cases::access::Confidentiality;
use crate::cases::declared::ids::Code;
use crate::cases::declared::values::FactColumn;
use crate::cases::office::FigureId;
use crate::cases::user::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

/// What was checked, or where it is wrong.
pub(super) type Checked<T> = Result<T, DeclarationError>;

/// Kinds that are written in Rust, and words that lists use.
const TAKEN: [&str; 8] = [
    "petition",
    "fire_hazard",
    "illegal_structure",
    "inspection",
    "safety_hazard",
    "indicator",
    "declared",
    "all",
];
/// The departments whose figures are written in Rust.
const FIGURES_TAKEN: [&str; 8] =
    ["petitions", "disputes", "fire", "structures", "safety", "police", "campaign", "zero"];

fn wrong<T>(place: impl Into<String>, reason: impl Into<String>) -> Checked<T> {
    Err(DeclarationError::at(place, reason))
}

/// An id.
pub(super) fn code(text: &str, at: &str) -> Checked<Code> {
    text.parse::<Code>().or_else(|error| wrong(at, format!("'{text}': {error}")))
}

/// Ids, each once.
pub(super) fn codes(texts: &[String], at: &str) -> Checked<Vec<Code>> {
    let codes: Vec<_> = texts.iter().map(|text| code(text, at)).collect::<Checked<_>>()?;
    once(codes.iter(), at)?;
    Ok(codes)
}

fn once<T: Ord + ToString>(all: impl Iterator<Item = T>, at: &str) -> Checked<()> {
    let mut seen = BTreeSet::new();
    for one in all {
        let text = one.to_string();
        if !seen.insert(one) {
            return wrong(at, format!("'{text}' stands there twice"));
        }
    }
    Ok(())
}

/// A declaration whose parts were read.
pub(super) struct Checking<'a>(pub(super) &'a Declaration);

impl Checking<'_> {
    /// Fields, states and steps fit together.
    pub(super) fn whole(&self) -> Checked<()> {
        let declaration = self.0;
        if TAKEN.contains(&declaration.id.as_str()) {
            return wrong("id", format!("'{}' is a kind of the program itself", declaration.id));
        }
        let prefix = &declaration.prefix;
        if prefix.is_empty() || prefix.len() > 8 || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return wrong("number.prefix", "must be 1 to 8 capital letters, such as WZ");
        }
        if !(3..=8).contains(&declaration.digits) {
            return wrong("number.digits", "must be from 3 to 8");
        }
        once(declaration.fields.iter().map(|field| &field.id), "fields")?;
        once(declaration.states.iter().map(|state| &state.id), "states")?;
        once(declaration.steps.iter().map(|step| &step.id), "steps")?;
        self.columns()?;
        for (field, at) in declaration.fields.iter().zip(1..) {
            if let FieldType::Code(values) = &field.sort {
                let at = format!("fields[{at}].values");
                if values.is_empty() {
                    return wrong(at, "a field of type code has at least one value");
                }
                once(values.iter().map(|value| &value.id), &at)?;
            }
        }
        let opens = |at: usize| declaration.steps[at].from.is_empty();
        if declaration.steps.is_empty() || !opens(0) || (1..declaration.steps.len()).any(opens) {
            return wrong("steps", "the first step opens a case and has no `from`; every other step has one");
        }
        // Whoever opens a secret case is made its handler, which these alone can do.
        let makes_handlers = |role: &Role| matches!(role, Role::PetitionClerk | Role::Leader);
        if declaration.confidentiality == Confidentiality::Secret
            && !declaration.opening().roles.iter().all(makes_handlers)
        {
            return wrong("steps[1].roles", "a secret case is opened by petition_clerk or leader");
        }
        (0..declaration.steps.len()).try_for_each(|at| self.step(at))
    }

    fn step(&self, at: usize) -> Checked<()> {
        let (declaration, step) = (self.0, &self.0.steps[at]);
        let at = format!("steps[{}]", at + 1);
        for (part, state) in step.from.iter().map(|from| ("from", from)).chain([("to", &step.to)]) {
            if declaration.state(state).is_none() {
                return wrong(format!("{at}.{part}"), format!("there is no state '{state}'"));
            }
        }
        for field in step.fields() {
            if declaration.field(field).is_none() {
                return wrong(&at, format!("there is no field '{field}'"));
            }
        }
        once(step.fields(), &at)?;
        if step.roles.is_empty() {
            return wrong(format!("{at}.roles"), "name at least one role that may take the step");
        }
        if let Some(role) =
            step.roles.iter().find(|role| role.is_administration() || role.name() == "auditor")
        {
            return wrong(format!("{at}.roles"), format!("'{role}' takes no steps in cases"));
        }
        if let Some(field) = step.due.as_ref().and_then(|due| due.field.as_ref()) {
            let is_day = declaration.field(field).is_some_and(|field| field.sort == FieldType::Day);
            if !is_day || !step.fields().any(|told| told == field) {
                return wrong(format!("{at}.due.field"), "must be a field of type day that the step tells");
            }
        }
        Ok(())
    }

    /// No column of the facts holds two things, and each holds what it can.
    fn columns(&self) -> Checked<()> {
        let of_fields = self.0.fields.iter().filter_map(|field| field.column);
        let of_steps = self.0.steps.iter().filter_map(|step| step.column);
        let mut seen = BTreeSet::new();
        if let Some(twice) = of_fields.chain(of_steps).find(|column| !seen.insert(*column)) {
            return wrong("columns", format!("{twice:?} is held by two fields or steps"));
        }
        for (field, at) in self.0.fields.iter().zip(1..) {
            let Some(column) = field.column else { continue };
            let fits = match field.sort {
                FieldType::Number | FieldType::Area => FactColumn::NUMBERS.contains(&column),
                FieldType::Day => FactColumn::DAYS.contains(&column),
                FieldType::Committee => column == FactColumn::Committee,
                FieldType::Department => column == FactColumn::Department,
                FieldType::Code(_) => FactColumn::CODES[2..].contains(&column),
                FieldType::Place => column == FactColumn::Zone,
                FieldType::Personal(..) => {
                    return wrong(format!("fields[{at}].column"), "no fact is personal");
                }
            };
            if !fits {
                return wrong(format!("fields[{at}].column"), "this column holds another type of field");
            }
        }
        match self.0.steps.iter().filter_map(|step| step.column).find(|one| !FactColumn::DAYS.contains(one)) {
            Some(column) => wrong("steps", format!("{column:?} holds no day; choose day1 to day4")),
            None => Ok(()),
        }
    }

    fn field(&self, id: &str, at: &str) -> Checked<&Field> {
        let field = self.0.field(&code(id, at)?);
        field.map_or_else(|| wrong(at, format!("there is no field '{id}'")), Ok)
    }

    fn step_column(&self, id: &str, at: &str) -> Checked<FactColumn> {
        match self.0.step(&code(id, at)?) {
            None => wrong(at, format!("there is no step '{id}'")),
            Some(step) => step.column.map_or_else(
                || wrong(at, format!("the step '{id}' has no column; give it one of day1 to day4")),
                Ok,
            ),
        }
    }

    /// A figure.
    pub(super) fn figure(&self, raw: RawFigure, at: &str) -> Checked<FigureRule> {
        let id = figure_id(&raw.id, at)?;
        if !UNITS.contains(&&*raw.unit) {
            return wrong(format!("{at}.unit"), format!("must be one of {}", UNITS.join(", ")));
        }
        let count = self.count((&raw.by, raw.sum.as_deref(), raw.tests), at)?;
        let is_area = match &raw.sum {
            Some(field) => self.field(field, at)?.sort == FieldType::Area,
            None => false,
        };
        let making = match (raw.among, raw.target) {
            (Some(_), Some(_)) => return wrong(at, "say among or target, not both"),
            (Some(among), None) => {
                let at = format!("{at}.among");
                let among = self.count((&among.by, among.sum.as_deref(), among.tests), &at)?;
                FigureMaking::Rate(count, among)
            }
            (None, Some(target)) if is_area => {
                return wrong(at, format!("an area is no part of the target of {target}"));
            }
            (None, Some(target)) => {
                let target =
                    target.parse::<FigureId>().or_else(|error| wrong(at, format!("'{target}': {error}")))?;
                FigureMaking::OfTarget(count, target)
            }
            (None, None) if is_area => FigureMaking::Area(count),
            (None, None) => FigureMaking::Number(count),
        };
        let is_rate = matches!(making, FigureMaking::Rate(..) | FigureMaking::OfTarget(..));
        if is_rate != (&*raw.unit == "percent") {
            return wrong(format!("{at}.unit"), "percent is the unit of rates, and of nothing else");
        }
        let decimals = raw.decimals.unwrap_or(if is_rate { 2 } else { 0 });
        if decimals > 4 || (!is_rate && decimals > 0) {
            return wrong(format!("{at}.decimals"), "a rate has 0 to 4 decimals, and nothing else has any");
        }
        Ok(FigureRule { id, label: raw.label, unit: raw.unit, decimals, making })
    }

    fn count(&self, (by, sum, tests): (&str, Option<&str>, Vec<RawTest>), at: &str) -> Checked<CountRule> {
        let by = self.anchor(by, &format!("{at}.by"))?;
        let sum = sum.map(|field| {
            let at = format!("{at}.sum");
            let field = self.field(field, &at)?;
            let numbers = field.column.filter(|column| FactColumn::NUMBERS.contains(column));
            numbers.map_or_else(|| wrong(&at, "only a number or an area that has a column is added up"), Ok)
        });
        let tests = tests.into_iter().zip(1..);
        let tests = tests.map(|(test, n)| self.test(&test, &format!("{at}.where[{n}]")));
        Ok(CountRule { by, sum: sum.transpose()?, tests: tests.collect::<Checked<_>>()? })
    }

    fn anchor(&self, by: &str, at: &str) -> Checked<Anchor> {
        match by {
            "opened" => return Ok(Anchor::Opened),
            "closed" => return Ok(Anchor::Closed),
            _ => {}
        }
        let field = self.0.field(&code(by, at)?).filter(|field| field.sort == FieldType::Day);
        match field.map(|field| field.column) {
            Some(Some(column)) => Ok(Anchor::Column(column)),
            Some(None) => wrong(at, format!("the field '{by}' has no column; give it one of day1 to day4")),
            None => self.step_column(by, at).map(Anchor::Column),
        }
    }

    fn test(&self, raw: &RawTest, at: &str) -> Checked<FigureTest> {
        let RawTest { field, is, state, step, taken, open, overdue } = raw;
        match (field, is, state, step, taken, open, overdue) {
            (Some(field), Some(is), None, None, None, None, None) => {
                let field = self.field(field, at)?;
                let known = match &field.sort {
                    FieldType::Code(values) => values.iter().any(|value| value.id.as_str() == is),
                    FieldType::Committee | FieldType::Department | FieldType::Place => true,
                    _ => false,
                };
                match field.column.filter(|_| known) {
                    Some(column) => Ok(FigureTest::Is(column, is.as_str().into())),
                    None => wrong(at, format!("'{is}' is no value of a field that has a column")),
                }
            }
            (None, None, Some(state), None, None, None, None) => {
                let state = code(state, at)?;
                match self.0.state(&state) {
                    Some(_) => Ok(FigureTest::InState(state)),
                    None => wrong(at, format!("there is no state '{state}'")),
                }
            }
            (None, None, None, Some(step), taken, None, None) => {
                let column = self.step_column(step, at)?;
                Ok(if taken.unwrap_or(true) {
                    FigureTest::Taken(column)
                } else {
                    FigureTest::NotTaken(column)
                })
            }
            (None, None, None, None, None, Some(open), None) => {
                Ok(if *open { FigureTest::Open } else { FigureTest::Ended })
            }
            (None, None, None, None, None, None, Some(true)) => Ok(FigureTest::Overdue),
            _ => wrong(at, "say field and is, or state, or step (and taken), or open, or overdue = true"),
        }
    }

    /// No figure stands there twice.
    pub(super) fn figures(figures: &[FigureRule]) -> Checked<()> {
        once(figures.iter().map(|figure| &figure.id), "figures")
    }

    /// The ledger.
    pub(super) fn ledger(&self, raw: RawLedger) -> Checked<LedgerRule> {
        let (names, sequence) = match (raw.number, raw.sequence) {
            (Some(names), None) if !names.is_empty() => (names, None),
            (None, Some(sequence)) if !sequence.names.is_empty() => {
                let prefix = sequence.prefix;
                let fits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_uppercase());
                if !fits || prefix.len() > 8 || prefix == self.0.prefix {
                    return wrong(
                        "ledger.sequence.prefix",
                        "must be 1 to 8 capital letters, other than number.prefix",
                    );
                }
                (sequence.names, Some(prefix))
            }
            _ => {
                return wrong(
                    "ledger",
                    "say number or sequence: the names of the column that tells rows apart",
                );
            }
        };
        let number =
            LedgerColumn { names, meaning: LedgerMeaning::Number, words: Vec::new(), required: true };
        let same_day = raw.same_day.iter().map(|(step, other)| {
            let at = "ledger.same_day";
            let (step, other) = (code(step, at)?, code(other, at)?);
            match (self.0.step(&step), self.0.step(&other)) {
                (Some(_), Some(_)) => Ok((step, other)),
                _ => wrong(at, format!("there is no step '{step}' or '{other}'")),
            }
        });
        let same_day: Vec<_> = same_day.collect::<Checked<_>>()?;
        let columns = raw.columns.into_iter().zip(1..);
        let columns = columns.map(|(column, n)| self.column(column, &format!("ledger.columns[{n}]")));
        let columns: Vec<_> = columns.collect::<Checked<_>>()?;
        let names = columns.iter().flat_map(|column| &column.names).chain(&number.names);
        once(names, "ledger.columns")?;
        let has_day = |step: &Code| columns.iter().any(|one| one.meaning == LedgerMeaning::Day(step.clone()));
        if !has_day(&self.0.steps[0].id) {
            return wrong("ledger.columns", "a column tells the day of the opening step");
        }
        if let Some((_, other)) = same_day.iter().find(|(step, other)| has_day(step) || !has_day(other)) {
            return wrong("ledger.same_day", format!("'{other}' must have a day, and the other step none"));
        }
        for column in &columns {
            if let LedgerMeaning::Field { step, .. } = &column.meaning
                && !has_day(step)
                && !same_day.iter().any(|(of, _)| of == step)
            {
                return wrong("ledger.columns", format!("no column tells the day of the step '{step}'"));
            }
        }
        Ok(LedgerRule { title: raw.title, number, sequence, columns, same_day })
    }

    fn column(&self, raw: RawColumn, at: &str) -> Checked<LedgerColumn> {
        if raw.names.is_empty() {
            return wrong(format!("{at}.names"), "a column has a name");
        }
        let words = raw.words.iter().map(|(word, value)| Ok((word.clone(), code(value, at)?)));
        let words: Vec<_> = words.collect::<Checked<_>>()?;
        let meaning = match (&raw.day_of, &raw.field) {
            (Some(step), None) => {
                let step = code(step, at)?;
                if self.0.step(&step).is_none() {
                    return wrong(format!("{at}.day_of"), format!("there is no step '{step}'"));
                }
                LedgerMeaning::Day(step)
            }
            (None, Some(field)) => {
                let field = self.field(field, at)?;
                let tells = |step: &&super::StepRule| step.fields().any(|told| *told == field.id);
                let step = match &raw.of {
                    Some(of) => self.0.step(&code(of, at)?).filter(tells),
                    None => self.0.steps.iter().find(tells),
                };
                let Some(step) = step else {
                    return wrong(at, format!("no such step tells '{}'", field.id));
                };
                if let Some((_, value)) = words.iter().find(|(_, value)| !has_value(field, value)) {
                    return wrong(format!("{at}.words"), format!("'{value}' is no value of '{}'", field.id));
                }
                LedgerMeaning::Field { step: step.id.clone(), field: field.id.clone() }
            }
            _ => return wrong(at, "say day_of or field: what the column tells"),
        };
        Ok(LedgerColumn { names: raw.names, meaning, words, required: raw.required })
    }
}

fn has_value(field: &Field, value: &Code) -> bool {
    matches!(&field.sort, FieldType::Code(values) if values.iter().any(|known| known.id == *value))
}

fn figure_id(text: &str, at: &str) -> Checked<FigureId> {
    let (department, name) = text.split_once('.').unwrap_or_default();
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if !plain(department) || !plain(name) {
        return wrong(at, format!("'{text}' is no id of a figure, such as unlicensed.handled"));
    }
    if FIGURES_TAKEN.contains(&department) {
        return wrong(at, format!("the figures of '{department}' are the program's own"));
    }
    text.parse::<FigureId>().or_else(|error| wrong(at, format!("'{text}': {error}")))
}

/// Whether `now` can follow `before`.
pub(super) fn follows(now: &Declaration, before: &Declaration) -> Checked<()> {
    if now.id != before.id || now.version.get() != before.version.get().saturating_add(1) {
        let next = before.version.get().saturating_add(1);
        return wrong("version", format!("the next version of '{}' is {next}", before.id));
    }
    if now.confidentiality < before.confidentiality {
        return wrong("confidentiality", "what was secret is not declared open; say it case by case");
    }
    if let Some(gone) = before.states.iter().find(|state| now.state(&state.id).is_none()) {
        return wrong("states", format!("cases stand in '{}', which must stay", gone.id));
    }
    for field in &before.fields {
        let same = |other: &Field| {
            discriminant(&other.sort) == discriminant(&field.sort) && other.column == field.column
        };
        if !now.field(&field.id).is_some_and(same) {
            return wrong("fields", format!("'{}' must stay, with its type and its column", field.id));
        }
    }
    let columns = |of: &Declaration| -> BTreeMap<FactColumn, Code> {
        let fields = of.fields.iter().filter_map(|field| Some((field.column?, field.id.clone())));
        fields.chain(of.steps.iter().filter_map(|step| Some((step.column?, step.id.clone())))).collect()
    };
    let now = columns(now);
    let moved = |(column, id): &(FactColumn, Code)| now.get(column).is_some_and(|held| held != id);
    match columns(before).into_iter().find(moved) {
        Some((column, id)) => wrong("columns", format!("{column:?} holds '{id}', and nothing else")),
        None => Ok(()),
    }
}
