//! What follows from a command to a declared case: its declaration says it, looked up before and never inside.
use super::command::DeclaredCommand as Command;
use super::declaration::{Declaration, DueRule, Field, FieldType, StepRule};
use super::event::DeclaredEvent as Event;
use super::refusal::DeclaredRefusal as Refusal;
use super::state::DeclaredLife;
use super::values::{FieldValue, Recorded, RecordedOfPerson, Told, ToldOfPerson};
use crate::cases::access::Confidentiality;
use crate::cases::case_file::Life;
use crate::cases::due::DueDate;
use crate::cases::facts::{Conduct, Judge};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day};
use crate::cases::personal::Personal;
use crate::cases::statutes::{Length, Rule};
use crate::cases::words::CaseNumber;
use std::collections::BTreeSet;

impl Life for DeclaredLife {
    const KIND: &'static str = "declared";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(&self, command: &Dated<Command>, judge: &mut Judge<'_>) -> Result<Vec<Event>, Refusal> {
        if self.voided.is_some() {
            return Err(Refusal::Voided);
        }
        let kinds = &judge.facts().kinds;
        let (declaration, step, number, said) = match &command.what {
            Command::VoidCase { reason } => return self.beside(Event::CaseVoided { reason: *reason }),
            Command::LinkCase { to } => return self.beside(Event::CaseLinked { to: *to }),
            Command::RecordExternalNumber { system, number } => {
                let (system, number) = (system.clone(), number.clone());
                return self.beside(Event::ExternalNumberRecorded { system, number });
            }
            Command::ReassignCase { committee: None, department: None } => {
                return Err(Refusal::NothingToReassign);
            }
            Command::ReassignCase { committee, department } => {
                if !judge.facts().is_known(committee.as_ref()) {
                    return Err(Refusal::UnknownCommittee);
                }
                let (committee, department) = (committee.clone(), department.clone());
                return self.beside(Event::CaseReassigned { committee, department });
            }
            Command::OpenCase { kind, number, fields, personal, version } => {
                if self.kind.is_some() {
                    return Err(Refusal::AlreadyOpened);
                }
                let declaration = kinds.version(*kind, *version).ok_or(Refusal::UnknownKind(*kind))?;
                (declaration, declaration.opening(), Some(number), (fields.as_slice(), personal.as_slice()))
            }
            Command::TakeStep { step, fields, personal, version } => {
                let (kind, last) = self.kind.zip(self.last()).ok_or(Refusal::NotOpened)?;
                let declaration = kinds.version(kind, *version).ok_or(Refusal::UnknownKind(kind))?;
                let rule = declaration.step(step).ok_or_else(|| Refusal::UnknownStep(step.clone()))?;
                if !rule.from.contains(&last.state) {
                    return Err(Refusal::OutOfOrder { state: last.state.clone(), step: step.clone() });
                }
                (declaration, rule, None, (fields.as_slice(), personal.as_slice()))
            }
        };
        let taking = Taking { declaration, step, day: command.day(), judge };
        taking.event(number, said).map(|event| vec![event])
    }

    fn admits(&self, step: &Dated<Event>) -> Result<(), Refusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<Event>) {
        self.take(version, step);
    }

    crate::records!(Event { CaseCorrected, CaseIrregularityFound });

    /// A step is decided again by the declaration by which it was decided first.
    fn command_of(event: &Event) -> Option<Command> {
        Some(match event.clone() {
            Event::StepTaken { kind, version, step, number, fields, personal, .. } => {
                let told = |recorded: Recorded| Told { field: recorded.field, value: recorded.value };
                let fields = fields.into_iter().map(told).collect();
                let kept = |recorded: RecordedOfPerson| ToldOfPerson {
                    field: recorded.field,
                    text: Personal::kept(),
                };
                let personal = personal.into_iter().map(kept).collect();
                let version = Some(version);
                match number {
                    Some(number) => Command::OpenCase { kind, number, fields, personal, version },
                    None => Command::TakeStep { step, fields, personal, version },
                }
            }
            Event::CaseReassigned { committee, department } => {
                Command::ReassignCase { committee, department }
            }
            Event::ExternalNumberRecorded { system, number } => {
                Command::RecordExternalNumber { system, number }
            }
            Event::CaseLinked { to } => Command::LinkCase { to },
            Event::CaseVoided { reason } => Command::VoidCase { reason },
            Event::CaseCorrected { .. } | Event::CaseIrregularityFound { .. } => return None,
        })
    }
}

impl DeclaredLife {
    /// What a case of any kind can do beside its declared steps, once it is open.
    fn beside(&self, event: Event) -> Result<Vec<Event>, Refusal> {
        if self.kind.is_some() { Ok(vec![event]) } else { Err(Refusal::NotOpened) }
    }
}

/// A step on its way to its event.
struct Taking<'a, 'facts> {
    declaration: &'a Declaration,
    step: &'a StepRule,
    day: Day,
    judge: &'a Judge<'facts>,
}

impl Taking<'_, '_> {
    fn event(
        &self,
        number: Option<&CaseNumber>,
        (fields, personal): (&[Told], &[ToldOfPerson]),
    ) -> Result<Event, Refusal> {
        let Self { declaration, step, .. } = self;
        let mut seen = BTreeSet::new();
        for field in fields.iter().map(|told| &told.field).chain(personal.iter().map(|told| &told.field)) {
            if !seen.insert(field) {
                return Err(Refusal::FieldTwice(field.clone()));
            }
        }
        // What paper leaves unsaid is not recorded; whoever acts says it.
        let live = self.judge.facts().conduct == Conduct::Live;
        if let Some(missing) = step.required.iter().find(|field| live && !seen.contains(field)) {
            return Err(Refusal::FieldMissing(missing.clone()));
        }
        let fields: Vec<_> = fields.iter().map(|told| self.recorded(told)).collect::<Result<_, _>>()?;
        let personal = personal.iter().map(|told| self.recorded_of_person(told)).collect::<Result<_, _>>()?;
        let state = declaration.state(&step.to).ok_or_else(|| Refusal::UnknownStep(step.id.clone()))?;
        Ok(Event::StepTaken {
            kind: declaration.id,
            version: declaration.version,
            step: step.id.clone(),
            number: number.cloned(),
            state: state.id.clone(),
            open: !state.is_final,
            level: if number.is_some() { declaration.confidentiality } else { Confidentiality::default() },
            due: self.due(&fields)?.filter(|_| !state.is_final),
            day_column: step.column,
            fields,
            personal,
        })
    }

    /// The field, if the step tells it.
    fn field(&self, id: &super::ids::Code) -> Result<&Field, Refusal> {
        let tells = self.step.required.contains(id) || self.step.optional.contains(id);
        let field = self.declaration.field(id).filter(|_| tells);
        field.ok_or_else(|| Refusal::UnknownField(id.clone()))
    }

    fn recorded(&self, told: &Told) -> Result<Recorded, Refusal> {
        let field = self.field(&told.field)?;
        let fits = match (&field.sort, &told.value) {
            (FieldType::Code(values), FieldValue::Code(code)) => values.iter().any(|value| value.id == *code),
            (FieldType::Committee, FieldValue::Committee(committee)) => {
                if !self.judge.facts().is_known(Some(committee)) {
                    return Err(Refusal::UnknownCommittee);
                }
                true
            }
            (FieldType::Number, FieldValue::Number(_))
            | (FieldType::Area, FieldValue::Area(_))
            | (FieldType::Day, FieldValue::Day(_))
            | (FieldType::Department, FieldValue::Department(_))
            | (FieldType::Place, FieldValue::Place(_)) => true,
            _ => false,
        };
        if !fits {
            return Err(Refusal::WrongValue(field.id.clone()));
        }
        Ok(Recorded { field: field.id.clone(), value: told.value.clone(), column: field.column })
    }

    fn recorded_of_person(&self, told: &ToldOfPerson) -> Result<RecordedOfPerson, Refusal> {
        let field = self.field(&told.field)?;
        let FieldType::Personal(sort, whose) = field.sort else {
            return Err(Refusal::WrongValue(field.id.clone()));
        };
        let text = match &told.text {
            Personal::Plain { value, .. } => Personal::plain(whose.subject(), value.clone()),
            sealed @ Personal::Sealed(_) => sealed.clone(),
        };
        Ok(RecordedOfPerson { field: field.id.clone(), whose, sort, text })
    }

    /// By when the next step is due: by the day that the step names, else by the term that the declaration sets.
    fn due(&self, fields: &[Recorded]) -> Result<Option<DueDate>, Refusal> {
        let Some(rule) = &self.step.due else { return Ok(None) };
        let calendar = &self.judge.facts().calendar;
        let DueRule { field, length } = rule;
        let named = fields.iter().find(|told| Some(&told.field) == field.as_ref());
        if let Some(Recorded { value: FieldValue::Day(deadline), .. }) = named {
            if *deadline < self.day {
                return Err(Refusal::DeadlineBeforeStep { day: self.day, deadline: *deadline });
            }
            return Ok(Some(DueDate::printed(Rule::OfficeTerm, self.day, *deadline, calendar)));
        }
        let counted = |length: Length| DueDate::agreed(Rule::OfficeTerm, self.day, length, calendar);
        Ok(length.map(counted))
    }
}
