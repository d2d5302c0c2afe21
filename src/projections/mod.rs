//! What is read: tables computed from the log, in the transaction that appends. One file is one table: how events
//! become its rows, and the questions it answers. A projection never decides, and each can be made anew.
pub mod approvals;
pub mod behind;
pub mod bitemporal;
pub mod case_files;
pub mod case_list;
pub mod case_pages;
pub mod case_parts;
pub mod columns;
pub mod count;
pub mod declared_facts;
pub mod demolition_facts;
pub mod deputies;
pub mod erasures;
pub mod event_pages;
pub mod fire_hazard_facts;
pub mod former_openings;
pub mod indicators;
pub mod inspection_facts;
pub mod months;
pub mod office_tree;
pub mod offices;
pub mod opinion_facts;
pub mod papers;
pub mod petition_facts;
pub mod predicate;
pub mod reading;
pub mod rebuild;
pub mod reminders;
pub mod reports;
pub mod safety_hazard_facts;
pub mod sampling;
pub mod series_gaps;
pub mod shape;
pub mod site_facts;
pub mod unchecked;
pub mod unpacked;
pub mod users;
pub mod work_list;

use crate::cases::any_file::AnyFile;
use crate::cases::course::Course;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::database::{Changed, Changes, Table, TableRow};
use crate::event_log::Told;
use bitemporal::{Facts, TakeFacts};
use predicate::NEAR;

/// Every table that is computed from the log.
pub static TABLES: [&Table; 23] = [
    &case_list::CASES,
    &former_openings::FORMER_OPENINGS,
    &petition_facts::PETITION_FACTS.table,
    &fire_hazard_facts::FIRE_HAZARD_FACTS.table,
    &site_facts::SITE_FACTS.table,
    &demolition_facts::DEMOLITION_FACTS.table,
    &inspection_facts::INSPECTION_FACTS.table,
    &safety_hazard_facts::SAFETY_HAZARD_FACTS.table,
    &opinion_facts::OPINION_FACTS.table,
    &declared_facts::DECLARED_FACTS.table,
    &declared_facts::DECLARED_LEVELS,
    &months::FACT_MONTHS,
    &users::USERS,
    &deputies::DEPUTIES,
    &case_parts::CASE_PARTS,
    &case_parts::CASE_LEVELS,
    &office_tree::OFFICE_TREE,
    &reminders::REMINDERS,
    &reports::REPORTS,
    &papers::PAPERS,
    &erasures::ERASURES,
    &case_files::CASE_FILES,
    &indicators::INDICATORS,
];

/// The rows that the projections hold of one stream, as far as they are needed to see what changes.
#[derive(Debug, Default)]
pub struct Projected {
    facts: Facts,
    /// Demolitions, or hazards: what a case has several of.
    parts: Facts,
    papers: Facts,
    /// The day on which a case is said to be opened.
    opened: Option<Day>,
    /// The case in the list.
    listed: Option<TableRow>,
}

impl Projected {
    /// Which rows change with `event`, after which the stream is `file`.
    pub fn advance(&mut self, file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
        self.advance_opening(file, event, changes);
        self.advance_facts(file, event, changes);
        list(file, event, &mut self.listed, changes);
    }

    /// Which rows of former openings do.
    fn advance_opening(&mut self, file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
        former_openings::advance(&mut self.opened, case_list::opened(file), event, changes);
    }

    /// Which rows of facts do.
    fn advance_facts(&mut self, file: &AnyFile, event: &Told<'_>, changes: &mut impl TakeFacts) {
        let of = (event.office, event.stream);
        let at = event.position;
        match file {
            AnyFile::Blank
            | AnyFile::Series(_)
            | AnyFile::ExternalNumber(_)
            | AnyFile::Office(_)
            | AnyFile::User(_)
            | AnyFile::SignIns(_)
            | AnyFile::Epochs(_)
            | AnyFile::Erasure(_)
            | AnyFile::Access(_)
            | AnyFile::Reminder(_)
            | AnyFile::Report(_)
            | AnyFile::Paper(_)
            | AnyFile::Attachment(_)
            | AnyFile::Indicator(_) => {}
            AnyFile::Petition(file) => {
                let table = &petition_facts::PETITION_FACTS;
                self.facts.advance(table, of, petition_facts::rows(file.life()), at, changes);
            }
            AnyFile::FireHazard(file) => {
                let table = &fire_hazard_facts::FIRE_HAZARD_FACTS;
                self.facts.advance(table, of, fire_hazard_facts::rows(file.life()), at, changes);
            }
            AnyFile::IllegalStructure(file) => {
                let life = file.life();
                self.facts.advance(&site_facts::SITE_FACTS, of, site_facts::rows(life), at, changes);
                let demolitions = demolition_facts::rows(life);
                self.parts.advance(&demolition_facts::DEMOLITION_FACTS, of, demolitions, at, changes);
            }
            AnyFile::Inspection(file) => {
                let life = file.life();
                let inspections = inspection_facts::rows(life);
                self.facts.advance(&inspection_facts::INSPECTION_FACTS, of, inspections, at, changes);
                let hazards = safety_hazard_facts::rows(life);
                self.parts.advance(&safety_hazard_facts::SAFETY_HAZARD_FACTS, of, hazards, at, changes);
                self.papers.advance(
                    &opinion_facts::OPINION_FACTS,
                    of,
                    opinion_facts::rows(life),
                    at,
                    changes,
                );
            }
            AnyFile::Declared(file) => {
                let table = &declared_facts::DECLARED_FACTS;
                self.facts.advance(table, of, declared_facts::rows(file.life()), at, changes);
            }
        }
    }

    /// The rows of facts that the log says now of a stream.
    fn facts(&self, of: (OfficeId, StreamId)) -> impl Iterator<Item = (&'static Table, TableRow)> {
        [&self.facts, &self.parts, &self.papers].into_iter().flat_map(move |facts| facts.whole(of))
    }
}

/// How a stream stands after `event` in what is kept only as it is now; `listed` is its row in the list of cases before,
/// of which most stays as it was.
fn list(file: &AnyFile, event: &Told<'_>, listed: &mut Option<TableRow>, changes: &mut Changes) {
    if let Some(row) = case_list::row(file, event) {
        match listed.replace(row.clone()) {
            Some(before) => {
                let others = Changed::between(&before, &row);
                changes.change(&case_list::CASES, row, others);
            }
            None => changes.begin(&case_list::CASES, row),
        }
        declared_facts::advance_levels(file, event, changes);
        return;
    }
    if let Some(row) = users::row(file, event) {
        changes.put(&users::USERS, row);
    }
    for row in deputies::rows(file, event) {
        changes.put(&deputies::DEPUTIES, row);
    }
    case_parts::advance(file, event, changes);
    reminders::advance(file, event, changes);
    reports::advance(file, event, changes);
    papers::advance(file, event, changes);
    erasures::advance(file, event, changes);
    case_files::advance(file, event, changes);
    if let Some(row) = indicators::row(file, event) {
        changes.put(&indicators::INDICATORS, row);
    }
    if let Some(row) = office_tree::row(file, event) {
        changes.put(&office_tree::OFFICE_TREE, row);
    }
}

/// The days from which a closing was undone again.
fn reversals(closed: &Course<Option<Day>>) -> impl Iterator<Item = Day> + '_ {
    closed.days().filter(|day| closed.on(*day) == Some(&None))
}

/// The days on which a term changed. Its first day begins no row where no figure can tell it from the days before: the
/// term ends later than what is [`NEAR`], and nothing was closed before it was set.
fn term_changes<'a, T: PartialEq>(
    term: &'a Course<T>,
    due: impl Fn(&T) -> Option<Day>,
    closed: &Course<Option<Day>>,
) -> impl Iterator<Item = Day> + 'a {
    let tells = |first: &Day| {
        let ends = term.on(*first).and_then(due);
        let closed_before = closed.days().any(|day| day < *first);
        closed_before || ends.is_some_and(|ends| (ends - *first).num_days() < i64::from(NEAR))
    };
    let first = term.days().next().filter(tells);
    first.into_iter().chain(term.days().skip(1))
}

/// The value that a course reaches within the days before `end`.
fn by_the_end<T: PartialEq>(course: &Course<T>, end: Day) -> Option<&T> {
    course.on(end.pred_opt().unwrap_or(end))
}
