//! The life of a declared case so far: the steps that were taken, each with what was decided then.
use super::event::DeclaredEvent;
use super::ids::{Code, KindId};
use super::refusal::DeclaredRefusal as Refusal;
use super::values::{FactColumn, FieldValue, Recorded};
use crate::cases::access::Confidentiality;
use crate::cases::case_file::VoidReason;
use crate::cases::clocks::Clock;
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Dated, Day, Occurred};
use crate::cases::words::CaseNumber;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::num::NonZeroU16;

/// A step that was taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Taken {
    /// The version of its event.
    pub at: Version,
    /// The version of the declaration by which it was decided.
    pub version: NonZeroU16,
    /// When.
    pub occurred: Occurred,
    /// The step.
    pub step: Code,
    /// The state that was reached.
    pub state: Code,
    /// Whether something is still to be done in it.
    pub open: bool,
    /// By when the next step is due.
    pub due: Option<DueDate>,
    /// Where the facts hold its day.
    pub day_column: Option<FactColumn>,
    /// What it told.
    pub fields: Vec<Recorded>,
}

/// Another committee or department took it over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reassigned {
    /// The version of its event.
    pub at: Version,
    /// When.
    pub occurred: Occurred,
    /// The committee, if it is another one.
    pub committee: Option<FieldValue>,
    /// The department, if it is another one.
    pub department: Option<FieldValue>,
}

impl Reassigned {
    const fn value(&self, column: FactColumn) -> Option<&FieldValue> {
        match column {
            FactColumn::Committee => self.committee.as_ref(),
            FactColumn::Department => self.department.as_ref(),
            _ => None,
        }
    }
}

/// The life so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct DeclaredLife {
    /// The kind; none before the case was opened.
    pub kind: Option<KindId>,
    /// The case's number.
    pub number: Option<CaseNumber>,
    /// How secret it is by its declaration.
    pub level: Confidentiality,
    /// The steps, in the order in which they were recorded; none happened before the one before it.
    pub steps: Vec<Taken>,
    /// 改派, in the order in which it was recorded.
    pub reassigned: Vec<Reassigned>,
    /// 外部编号, in the order in which they were recorded.
    pub external_numbers: Vec<ExternalNumber>,
    /// The cases it belongs with.
    pub links: BTreeSet<CaseId>,
    /// When it was voided, and why.
    pub voided: Option<(Occurred, VoidReason)>,
    /// What was unlawful.
    pub irregularities: Vec<Irregularity>,
}

impl DeclaredLife {
    /// The last step.
    #[must_use]
    pub fn last(&self) -> Option<&Taken> {
        self.steps.last()
    }

    /// The day on which it was opened.
    #[must_use]
    pub fn opened(&self) -> Option<Day> {
        self.steps.first().map(|step| step.occurred.day())
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.voided.is_none() && self.last().is_some_and(|step| step.open)
    }

    /// The steps that had been taken before `end`.
    #[must_use]
    pub fn before(&self, end: Day) -> impl DoubleEndedIterator<Item = &Taken> {
        self.steps.iter().filter(move |step| step.occurred.day() < end)
    }

    /// The day on which it came to an end, as it stands before `end`; none while something is to be done.
    #[must_use]
    pub fn closed_before(&self, end: Day) -> Option<Day> {
        let done = self.before(end).rev().take_while(|step| !step.open);
        done.last().map(|step| step.occurred.day())
    }

    /// The last value that the facts hold in a column, as the case stands before `end`.
    #[must_use]
    pub fn value_before(&self, column: FactColumn, end: Day) -> Option<&FieldValue> {
        let told = self.before(end).flat_map(move |step| {
            let at = (step.occurred.day(), step.at);
            let held = step.fields.iter().filter(move |told| told.column == Some(column));
            held.map(move |told| (at, &told.value))
        });
        let given = self.reassigned.iter().filter(|given| given.occurred.day() < end);
        let given = given.filter_map(|given| Some(((given.occurred.day(), given.at), given.value(column)?)));
        told.chain(given).max_by_key(|(at, _)| *at).map(|(_, value)| value)
    }

    /// The last day on which a step was taken whose day is held in a column, as the case stands before `end`.
    #[must_use]
    pub fn day_before(&self, column: FactColumn, end: Day) -> Option<Day> {
        let steps = self.before(end).rev();
        steps.filter(|step| step.day_column == Some(column)).map(|step| step.occurred.day()).next()
    }

    /// Its clocks: each runs from a step to the next.
    #[must_use]
    pub fn clocks(&self) -> Vec<Clock> {
        let over = |at: usize| {
            let next = self.steps.get(at + 1).map(|step| step.occurred.day());
            next.or_else(|| self.voided.map(|(at, _)| at.day()))
        };
        let due = self.steps.iter().enumerate().filter_map(|(at, step)| Some((at, step, step.due.clone()?)));
        due.map(|(at, step, due)| Clock {
            name: "declared_step",
            due,
            started: step.occurred.day(),
            ended: over(at),
        })
        .collect()
    }

    pub(super) fn admits(&self, step: &Dated<DeclaredEvent>) -> Result<(), Refusal> {
        let opens = matches!(step.what, DeclaredEvent::StepTaken { number: Some(_), .. });
        match &step.what {
            DeclaredEvent::CaseCorrected { .. } | DeclaredEvent::CaseIrregularityFound { .. } => {
                return Ok(());
            }
            _ if self.voided.is_some() => return Err(Refusal::Voided),
            _ if opens && self.kind.is_some() => return Err(Refusal::AlreadyOpened),
            _ if !opens && self.kind.is_none() => return Err(Refusal::NotOpened),
            _ => {}
        }
        let last = match &step.what {
            DeclaredEvent::CaseLinked { to } if self.links.contains(to) => {
                return Err(Refusal::AlreadyLinked);
            }
            DeclaredEvent::ExternalNumberRecorded { system, number } => {
                let number = ExternalNumber { system: system.clone(), number: number.clone() };
                if self.external_numbers.contains(&number) {
                    return Err(Refusal::NumberAlreadyRecorded { number });
                }
                self.opened()
            }
            DeclaredEvent::CaseLinked { .. } => self.opened(),
            DeclaredEvent::CaseReassigned { .. } => {
                let given = self.reassigned.last().map(|given| given.occurred.day());
                given.max(self.opened())
            }
            _ => self.last().map(|last| last.occurred.day()),
        };
        match last.filter(|last| step.day() < *last) {
            Some(not_before) => Err(Refusal::BeforeEarlierStep { step_day: step.day(), not_before }),
            None => Ok(()),
        }
    }

    pub(super) fn take(&mut self, at: Version, event: &Dated<DeclaredEvent>) {
        let occurred = event.occurred;
        match event.what.clone() {
            DeclaredEvent::StepTaken {
                kind,
                version,
                step,
                number,
                state,
                open,
                level,
                due,
                day_column,
                fields,
                personal: _,
            } => {
                self.kind = Some(kind);
                if number.is_some() {
                    (self.number, self.level) = (number, level);
                }
                self.steps.push(Taken { at, version, occurred, step, state, open, due, day_column, fields });
            }
            DeclaredEvent::CaseReassigned { committee, department } => self.reassigned.push(Reassigned {
                at,
                occurred,
                committee: committee.map(FieldValue::Committee),
                department: department.map(FieldValue::Department),
            }),
            DeclaredEvent::ExternalNumberRecorded { system, number } => {
                self.external_numbers.push(ExternalNumber { system, number });
            }
            DeclaredEvent::CaseLinked { to } => {
                self.links.insert(to);
            }
            DeclaredEvent::CaseVoided { reason } => self.voided = Some((occurred, reason)),
            DeclaredEvent::CaseIrregularityFound { irregularity } => self.irregularities.push(irregularity),
            DeclaredEvent::CaseCorrected { .. } => {}
        }
    }
}
