//! 申报的案件种类: what an office says of a simple kind of case in a TOML file: its fields, states and steps, who takes
//! them and by when, what figures count of it, and how its ledger is read. No Rust is written for it.
mod checking;
mod figure;
mod ledger;
mod reading;

use super::ids::{Code, KindId};
use super::values::{FactColumn, PersonalSort, Whose};
use crate::cases::access::Confidentiality;
use crate::cases::file_hash::FileHash;
use crate::cases::statutes::Length;
use crate::cases::user::Role;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;
use std::str::FromStr;

pub use figure::{Anchor, CountRule, FigureMaking, FigureRule, FigureTest, UNITS};
pub use ledger::{LedgerColumn, LedgerMeaning, LedgerRule};

crate::text_newtypes! {
    /// A declaration as it was written: the text of its TOML file.
    DeclarationText(65_536),
}

/// Why a declaration is refused: where, and for what reason.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct DeclarationError {
    /// The line and column, or the part of the declaration: `steps[2].to`.
    pub place: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl DeclarationError {
    pub(super) fn at(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }
}

/// A name in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// In Chinese.
    pub zh: Box<str>,
    /// In English.
    pub en: Box<str>,
}

/// What a field holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldType {
    /// One of these values.
    Code(Vec<CodeValue>),
    /// A whole number.
    Number,
    /// An area.
    Area,
    /// A day.
    Day,
    /// 居委会.
    Committee,
    /// 科室.
    Department,
    /// The name or address of a place.
    Place,
    /// What is sealed.
    Personal(PersonalSort, Whose),
}

/// A value that a field may have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodeValue {
    /// Its id.
    pub id: Code,
    /// What it is called.
    pub name: Names,
}

/// A field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its id.
    pub id: Code,
    /// What it is called.
    pub name: Names,
    /// What it holds.
    pub sort: FieldType,
    /// The unit of a number.
    pub unit: Option<Names>,
    /// Where the facts hold it.
    pub column: Option<FactColumn>,
}

/// A state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// Its id.
    pub id: Code,
    /// What it is called.
    pub name: Names,
    /// Whether nothing more has to be done in it.
    pub is_final: bool,
}

/// By when the step that follows is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DueRule {
    /// The field that names the day.
    pub field: Option<Code>,
    /// The term, where no field names the day.
    pub length: Option<Length>,
}

/// A step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepRule {
    /// Its id.
    pub id: Code,
    /// What it is called.
    pub name: Names,
    /// The states from which it can be taken; none for the step that opens a case.
    pub from: Vec<Code>,
    /// The state that it leads to.
    pub to: Code,
    /// The fields that it has to tell.
    pub required: Vec<Code>,
    /// The fields that it may tell.
    pub optional: Vec<Code>,
    /// Who may take it.
    pub roles: Vec<Role>,
    /// By when the next one is due.
    pub due: Option<DueRule>,
    /// Where the facts hold its day.
    pub column: Option<FactColumn>,
}

impl StepRule {
    /// The fields that it tells.
    pub fn fields(&self) -> impl Iterator<Item = &Code> {
        self.required.iter().chain(&self.optional)
    }
}

/// A declaration that was read and found whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "DeclarationText", into = "DeclarationText")]
pub struct Declaration {
    /// The kind.
    pub id: KindId,
    /// Its version, from 1.
    pub version: NonZeroU16,
    /// What it is called.
    pub name: Names,
    /// What the numbers of its cases begin with, before the year.
    pub prefix: Box<str>,
    /// At least so many digits of them.
    pub digits: usize,
    /// How secret its cases are from their first day on.
    pub confidentiality: Confidentiality,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its states.
    pub states: Vec<State>,
    /// Its steps; the first one opens a case.
    pub steps: Vec<StepRule>,
    /// What is counted of it.
    pub figures: Vec<FigureRule>,
    /// How its ledger is read.
    pub ledger: Option<LedgerRule>,
    /// As it was written.
    pub text: DeclarationText,
    /// The SHA-256 of what was written.
    pub hash: FileHash,
}

impl Declaration {
    /// The step that opens a case.
    #[must_use]
    pub fn opening(&self) -> &StepRule {
        &self.steps[0]
    }

    /// The step of this id.
    #[must_use]
    pub fn step(&self, id: &Code) -> Option<&StepRule> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The state of this id.
    #[must_use]
    pub fn state(&self, id: &Code) -> Option<&State> {
        self.states.iter().find(|state| state.id == *id)
    }

    /// The field of this id.
    #[must_use]
    pub fn field(&self, id: &Code) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }

    /// The steps that can be taken from a state.
    pub fn steps_from<'a>(&'a self, state: &'a Code) -> impl Iterator<Item = &'a StepRule> {
        self.steps.iter().filter(move |step| step.from.contains(state))
    }

    /// The series of the numbers of a year.
    #[must_use]
    pub fn series(&self, year: i32) -> String {
        format!("{}{year}-", self.prefix)
    }

    /// Whether it can follow `before`: the next version of the same kind, in which everything that cases and their
    /// facts rest on stands as it stood.
    ///
    /// # Errors
    /// What cannot be changed.
    pub fn follows(&self, before: &Self) -> Result<(), DeclarationError> {
        checking::follows(self, before)
    }
}

impl FromStr for Declaration {
    type Err = DeclarationError;

    fn from_str(text: &str) -> Result<Self, DeclarationError> {
        let text = text.replace("\r\n", "\n");
        let text = text
            .parse::<DeclarationText>()
            .map_err(|error| DeclarationError::at("the file", format!("{error}")))?;
        Self::try_from(text)
    }
}

impl TryFrom<DeclarationText> for Declaration {
    type Error = DeclarationError;

    fn try_from(text: DeclarationText) -> Result<Self, DeclarationError> {
        reading::read(text)
    }
}

impl From<Declaration> for DeclarationText {
    fn from(declaration: Declaration) -> Self {
        declaration.text
    }
}
