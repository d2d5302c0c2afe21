//! The plain truth: the log read up to a position, every case folded, and of each case only those steps lived that
//! had been taken by the evening of a day. What a case then is needs no second clock.
use anjuan::cases::any_file::AnyFile;
use anjuan::cases::case_file::{CaseFile, Life};
use anjuan::cases::declared::DeclaredLife;
use anjuan::cases::fire_hazard::HazardLife;
use anjuan::cases::ids::{CaseId, StreamId};
use anjuan::cases::illegal_structure::StructureLife;
use anjuan::cases::inspection::InspectionLife;
use anjuan::cases::occurred::{Day, Moment};
use anjuan::cases::office::OfficeLife;
use anjuan::cases::petition::PetitionLife;
use anjuan::commands::OfficeDesk;
use anjuan::event_log::{EventLog, Position, RecordedEvent, fold};
use std::collections::BTreeMap;

/// Every case that counts, as it stood on an evening, by what the log knew at a position.
#[derive(Default)]
pub struct Truth {
    pub petitions: Vec<(CaseId, PetitionLife)>,
    pub hazards: Vec<(CaseId, HazardLife)>,
    pub structures: Vec<(CaseId, StructureLife)>,
    pub inspections: Vec<(CaseId, InspectionLife)>,
    pub declared: Vec<(CaseId, DeclaredLife)>,
    pub office: OfficeLife,
}

/// The whole log of the office.
pub async fn log(desk: &OfficeDesk) -> Vec<RecordedEvent> {
    let log = desk.store().log();
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let after = events.last().map_or(Position(0), |event| event.position);
        let page = log.read(desk.office(), after, 97).await.expect("the log can be read");
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

/// The position of the last event recorded by `moment`, by looking at each.
pub fn position_at(events: &[RecordedEvent], moment: Moment) -> Position {
    let by_then = events.iter().filter(|event| event.recorded_at <= moment);
    by_then.map(|event| event.position).max().unwrap_or(Position(0))
}

/// Every stream as the log knew it at `known`.
pub fn files(events: &[RecordedEvent], known: Position) -> BTreeMap<StreamId, AnyFile> {
    let mut files: BTreeMap<StreamId, AnyFile> = BTreeMap::new();
    for event in events.iter().filter(|event| event.position <= known) {
        fold::fold(files.entry(event.stream).or_default(), &event.told()).expect("a known event");
    }
    files
}

impl Truth {
    pub fn of(events: &[RecordedEvent], known: Position, as_of: Day) -> Self {
        let mut truth = Self::default();
        for (case, file) in files(events, known) {
            match file {
                // A target belongs to its year, whenever it was set.
                AnyFile::Office(file) => truth.office = file.life().clone(),
                // Void counts nowhere, on no day.
                AnyFile::Petition(file) if file.life().voided().is_none() => {
                    truth.petitions.push((case, by_the_evening(&file, as_of)));
                }
                AnyFile::FireHazard(file) if file.life().voided.is_none() => {
                    truth.hazards.push((case, by_the_evening(&file, as_of)));
                }
                AnyFile::IllegalStructure(file) if file.life().voided.is_none() => {
                    truth.structures.push((case, by_the_evening(&file, as_of)));
                }
                AnyFile::Inspection(file) if file.life().voided.is_none() => {
                    truth.inspections.push((case, by_the_evening(&file, as_of)));
                }
                AnyFile::Declared(file) if file.life().voided.is_none() => {
                    truth.declared.push((case, by_the_evening(&file, as_of)));
                }
                _ => {}
            }
        }
        truth
    }
}

/// The life of a case when only those of its steps are lived that were taken by the evening of `as_of`.
fn by_the_evening<L: Life>(file: &CaseFile<L>, as_of: Day) -> L {
    let mut life = L::default();
    for (version, step) in file.steps().filter(|(_, step)| step.day() <= as_of) {
        life.apply(version, step);
    }
    life
}
