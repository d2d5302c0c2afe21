//! What a step tells, field by field: numbers, codes, days and places in the clear, and sealed what is personal.
use super::ids::Code;
use crate::cases::area::Area;
use crate::cases::occurred::Day;
use crate::cases::personal::{Personal, Subject};
use crate::cases::words::{Address, Committee, Department, Text};
use serde::{Deserialize, Serialize};

/// The value of a field that is not personal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// One of the field's values, by its id.
    Code(Code),
    /// A whole number of the field's unit.
    Number(u32),
    /// An area.
    Area(Area),
    /// A day.
    Day(Day),
    /// A residents' committee.
    Committee(Committee),
    /// A department.
    Department(Department),
    /// The name or address of a place, not of a person.
    Place(Address),
}

/// Where the facts that figures count hold a field: the kind's own, so that one table serves all kinds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactColumn {
    /// 居委会.
    Committee,
    /// 科室.
    Department,
    /// 分类.
    Category,
    /// 来源渠道.
    Channel,
    /// 区域, 基地.
    Zone,
    /// A code.
    Code1,
    /// Another.
    Code2,
    /// A number, or hundredths of a square metre.
    Number1,
    /// Another.
    Number2,
    /// Another.
    Number3,
    /// Another.
    Number4,
    /// A day: of a field, or of the last time that a step was taken.
    Day1,
    /// Another.
    Day2,
    /// Another.
    Day3,
    /// Another.
    Day4,
}

impl FactColumn {
    /// Those that hold codes and names, in the order of the table.
    pub const CODES: [Self; 7] = [
        Self::Committee,
        Self::Department,
        Self::Category,
        Self::Channel,
        Self::Zone,
        Self::Code1,
        Self::Code2,
    ];
    /// Those that hold numbers.
    pub const NUMBERS: [Self; 4] = [Self::Number1, Self::Number2, Self::Number3, Self::Number4];
    /// Those that hold days.
    pub const DAYS: [Self; 4] = [Self::Day1, Self::Day2, Self::Day3, Self::Day4];
}

/// Whose a personal value is, and so who may see it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// What the case is about.
    #[default]
    Matter,
    /// 举报人: who reported.
    Informant,
    /// The party: the household, the owner.
    Party,
}

impl Whose {
    /// Under whose key it is sealed.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Matter => Subject::MATTER,
            Self::Informant => Subject::PETITIONER,
            Self::Party => Subject::PARTY,
        }
    }
}

/// What a personal value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalSort {
    /// A name.
    Name,
    /// A telephone number.
    Phone,
    /// Where somebody lives.
    Home,
    /// Any text.
    Text,
}

/// A field as a command tells it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The field, by its id in the declaration.
    pub field: Code,
    /// Its value.
    pub value: FieldValue,
}

/// A personal field as a command tells it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToldOfPerson {
    /// The field, by its id in the declaration.
    pub field: Code,
    /// Its text.
    pub text: Personal<Text>,
}

/// A field as an event has it, with where the facts hold it: no later declaration changes that.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recorded {
    /// The field.
    pub field: Code,
    /// Its value.
    pub value: FieldValue,
    /// Where the facts hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<FactColumn>,
}

/// A personal field as an event has it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RecordedOfPerson {
    /// The field.
    pub field: Code,
    /// Whose it is.
    pub whose: Whose,
    /// What it is.
    pub sort: PersonalSort,
    /// Its text.
    pub text: Personal<Text>,
}
