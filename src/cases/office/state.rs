//! What an office is.
use super::calendar::OfficeCalendar;
use super::event::{Amount, FigureId, OfficeEvent};
use super::message::Messages;
use super::naming::Headers;
use super::refusal::OfficeRefusal;
use crate::cases::declared::{Declaration, Kinds};
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::words::{Committee, Department, OfficeCode, OfficeName};
use crate::cases::workdays::CalendarVersion;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An office so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OfficeLife {
    /// Code and name; none before it was added.
    pub office: Option<(OfficeCode, OfficeName)>,
    /// Its committees.
    pub committees: Arc<BTreeSet<Committee>>,
    /// Its departments; an office that names none has whatever is written.
    pub departments: Arc<BTreeSet<Department>>,
    /// The code of the office above it.
    pub above: Option<OfficeCode>,
    /// Targets by year and figure.
    pub targets: BTreeMap<i32, BTreeMap<FigureId, Amount>>,
    /// By what it counts days.
    pub calendar: OfficeCalendar,
    /// The edition of the calendar by which the terms of every case were counted last.
    pub applied: CalendarVersion,
    /// The declared kinds of cases: those of the program, and its own.
    pub kinds: Arc<Kinds>,
    /// What headers of its own books stand for.
    pub headers: Headers,
    /// What it says in its own words.
    pub messages: Arc<Messages>,
}

impl OfficeLife {
    pub(super) fn admits(&self, step: &Dated<OfficeEvent>) -> Result<(), OfficeRefusal> {
        match (&step.what, &self.office) {
            (OfficeEvent::OfficeAdded { .. }, Some(_)) => Err(OfficeRefusal::AlreadyAdded),
            (OfficeEvent::OfficeAdded { .. }, None) | (_, Some(_)) => Ok(()),
            (_, None) => Err(OfficeRefusal::NotAdded),
        }
    }

    pub(super) fn take(&mut self, _version: Version, step: &Dated<OfficeEvent>) {
        match &step.what {
            OfficeEvent::OfficeAdded { code, name, committees } => {
                self.office = Some((code.clone(), name.clone()));
                self.committees = Arc::new(committees.iter().cloned().collect());
            }
            OfficeEvent::CommitteeAdded { committee } => {
                Arc::make_mut(&mut self.committees).insert(committee.clone());
            }
            OfficeEvent::DepartmentAdded { department } => {
                Arc::make_mut(&mut self.departments).insert(department.clone());
            }
            OfficeEvent::OfficePlaced { above } => self.above = Some(above.clone()),
            OfficeEvent::TargetSet { figure, year, amount } => {
                self.targets.entry(*year).or_default().insert(figure.clone(), *amount);
            }
            OfficeEvent::CalendarYearPublished { published } => self.calendar.take(published.clone()),
            OfficeEvent::CalendarApplied { edition, .. } => self.applied = *edition,
            // What was declared was whole then. Should a later program not read it, its cases are still read: their
            // events carry what was decided.
            OfficeEvent::KindDeclared { declaration, .. } => {
                if let Ok(declaration) = Declaration::try_from(declaration.clone()) {
                    Arc::make_mut(&mut self.kinds).insert(Arc::new(declaration));
                }
            }
            OfficeEvent::HeaderAliasSet { header, column } => {
                self.headers.insert(header.clone(), column.clone());
            }
            OfficeEvent::HeaderAliasRemoved { header } => {
                self.headers.remove(header);
            }
            OfficeEvent::MessageTextSet { message, words } => {
                Arc::make_mut(&mut self.messages).insert(message.clone(), words.clone());
            }
            OfficeEvent::MessageTextRestored { message } => {
                Arc::make_mut(&mut self.messages).remove(message);
            }
            OfficeEvent::OfficeCorrected { .. } | OfficeEvent::OfficeIrregularityFound { .. } => {}
        }
    }
}
