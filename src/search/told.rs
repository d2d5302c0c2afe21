//! What of a case can be searched, as the case now reads: corrections are taken in, and a void case tells its number
//! alone. Names of people are told by nobody, and passed over where a matter mentions them.
use super::terms::{Fields, Terms};
use crate::cases::any_file::AnyFile;
use crate::cases::case_file::{CaseFile, Life, VoidReason};
use crate::cases::declared::values::RecordedOfPerson;
use crate::cases::declared::{DeclaredCase, DeclaredEvent, FieldValue, PersonalSort, Whose};
use crate::cases::external_number::ExternalNumber;
use crate::cases::fire_hazard::{FireHazard, HazardEvent};
use crate::cases::illegal_structure::{IllegalStructure, StructureEvent};
use crate::cases::inspection::{Industry, Inspection, InspectionEvent};
use crate::cases::people::{Name, Officers, Person};
use crate::cases::personal::Personal;
use crate::cases::petition::{Petition, PetitionEvent};
use crate::cases::words::{PaperNumber, Text};
use crate::keys::Key;

/// The events that can change what a case tells. Any other need not be read.
pub(super) const TELLING: [&str; 41] = [
    "PetitionRegistered",
    "PetitionConcluded",
    "ReviewDecided",
    "FinalReviewDecided",
    "HandlerRecused",
    "PetitionVoided",
    "PetitionCorrected",
    "ExternalNumberRecorded",
    "HazardReported",
    "ReportDismissed",
    "HazardFound",
    "FixedOnTheSpot",
    "RectificationOrdered",
    "HazardReinspected",
    "HazardReopened",
    "PremisesSealed",
    "SealDecided",
    "PenaltyRecorded",
    "HazardReassigned",
    "HazardVoided",
    "HazardCorrected",
    "StructureReported",
    "StructureDetermined",
    "StopOrdered",
    "DemolitionOrdered",
    "ComplianceDemanded",
    "ForcedDemolitionDecided",
    "StructureReassigned",
    "StructureVoided",
    "StructureCorrected",
    "InspectionRecorded",
    "OpinionIssued",
    "HazardsReinspected",
    "InspectionReassigned",
    "InspectionReopened",
    "InspectionVoided",
    "InspectionCorrected",
    "StepTaken",
    "CaseReassigned",
    "CaseVoided",
    "CaseCorrected",
];

/// What a case tells.
#[derive(Default)]
struct Tells {
    number: Option<String>,
    void: Option<VoidReason>,
    external_numbers: Vec<ExternalNumber>,
    papers: Vec<PaperNumber>,
    places: Vec<String>,
    /// What it is about in the office's own words.
    subjects: Vec<String>,
    matters: Vec<Text>,
    people: Vec<(Person, bool)>,
    names: Vec<Name>,
}

/// The terms of a case; none if it is no case, or tells nothing.
pub(super) fn terms(file: &AnyFile, key: &Key) -> Terms {
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
        | AnyFile::Indicator(_) => Terms::default(),
        AnyFile::Petition(file) => petition(file).terms(key),
        AnyFile::FireHazard(file) => fire_hazard(file).terms(key),
        AnyFile::IllegalStructure(file) => illegal_structure(file).terms(key),
        AnyFile::Inspection(file) => inspection(file).terms(key),
        AnyFile::Declared(file) => declared(file).terms(key),
    }
}

impl Tells {
    fn terms(self, key: &Key) -> Terms {
        let mut terms = Terms::default();
        let Some(number) = &self.number else { return terms };
        match self.void {
            // The number is free again.
            Some(VoidReason::ImportUndone) => return terms,
            Some(VoidReason::InError | VoidReason::Duplicate) => {
                terms.put_whole_number(number);
                return terms;
            }
            None => terms.put_number(number),
        }
        for external in &self.external_numbers {
            terms.put(super::terms::external(external.number.as_str()), Fields::EXTERNAL_NUMBER);
        }
        for paper in &self.papers {
            terms.put(super::terms::paper(paper.as_str()), Fields::PAPER);
        }
        self.places.iter().for_each(|place| terms.put_text(place, &[], Fields::PLACE, key));
        self.subjects.iter().for_each(|subject| terms.put_text(subject, &[], Fields::MATTER, key));
        let names = self.names();
        self.matters.iter().for_each(|text| terms.put_text(text.as_str(), &names, Fields::MATTER, key));
        for (person, informs) in &self.people {
            let (phone, identity) = if *informs {
                (Fields::INFORMANT, Fields::INFORMANT)
            } else {
                (Fields::PHONE, Fields::IDENTITY)
            };
            if let Some(number) = &person.phone {
                terms.put_phone(number.as_str(), phone, key);
            }
            if let Some(number) = &person.id_number {
                terms.put_identity(number.as_str(), identity, key);
            }
        }
        terms
    }

    /// The names that are known, in plain spelling, longer ones first.
    fn names(&self) -> Vec<String> {
        let of_people = self.people.iter().filter_map(|(person, _)| person.name.as_ref());
        let names = of_people.chain(&self.names).map(|name| super::words::plain(name.as_str()));
        let mut names: Vec<_> = names.filter(|name| name.chars().count() > 1).collect();
        names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
        names
    }

    fn person(&mut self, person: &Personal<Person>) {
        self.people.extend(person.value().map(|person| (person.clone(), false)));
    }

    fn informant(&mut self, person: Option<&Personal<Person>>) {
        self.people.extend(person.and_then(Personal::value).map(|person| (person.clone(), true)));
    }

    fn matter(&mut self, text: Option<&Personal<Text>>) {
        self.matters.extend(text.and_then(Personal::value).cloned());
    }

    fn paper(&mut self, paper: Option<&PaperNumber>) {
        self.papers.extend(paper.cloned());
    }

    fn officers(&mut self, officers: &Officers) {
        if let Officers::Named { names, .. } = officers {
            self.names.extend(names.value().into_iter().flatten().cloned());
        }
    }

    fn place(&mut self, text: Option<impl ToString>) {
        self.places.extend(text.map(|text| text.to_string()));
    }
}

/// The steps of a case as they now read.
fn steps<L: Life>(file: &CaseFile<L>) -> impl Iterator<Item = &L::Event> {
    file.steps().map(|(_, step)| &step.what)
}

fn petition(file: &Petition) -> Tells {
    let life = file.life();
    let Some(registration) = life.registration() else { return Tells::default() };
    let mut told = Tells {
        number: Some(registration.number.as_str().to_owned()),
        void: life.voided().map(|(_, reason)| reason),
        external_numbers: life.external_numbers().to_vec(),
        subjects: vec![registration.category.as_str().to_owned()],
        ..Tells::default()
    };
    told.place(registration.committee.as_ref());
    for event in steps(file) {
        match event {
            PetitionEvent::PetitionRegistered { petitioner, representatives, matter, .. } => {
                told.person(petitioner);
                let people = representatives.as_ref().and_then(|all| all.people.value());
                told.people.extend(people.into_iter().flatten().map(|person| (person.clone(), false)));
                told.matter(matter.as_ref());
            }
            PetitionEvent::PetitionConcluded { paper, .. }
            | PetitionEvent::ReviewDecided { paper, .. }
            | PetitionEvent::FinalReviewDecided { paper, .. } => told.paper(paper.as_ref()),
            PetitionEvent::HandlerRecused { handler, .. } => told.names.extend(handler.value().cloned()),
            _ => {}
        }
    }
    told
}

fn fire_hazard(file: &FireHazard) -> Tells {
    let life = file.life();
    let mut told = Tells {
        number: life.number.as_ref().map(|number| number.as_str().to_owned()),
        void: life.voided.map(|voided| voided.reason),
        external_numbers: life.external_numbers.clone(),
        ..Tells::default()
    };
    told.place(life.committee.now().and_then(Option::as_ref));
    told.place(life.place.as_ref());
    told.place(life.address.as_ref());
    told.place(life.place_kind.as_ref());
    for event in steps(file) {
        match event {
            HazardEvent::HazardReported { description, reporter, .. } => {
                told.matter(Some(description));
                told.informant(reporter.as_ref());
            }
            HazardEvent::HazardFound { description, inspectors, .. } => {
                told.matter(description.as_ref());
                told.officers(inspectors);
            }
            HazardEvent::HazardReopened { note, .. } => told.matter(note.as_ref()),
            HazardEvent::RectificationOrdered { paper, inspectors, .. } => {
                told.paper(paper.as_ref());
                told.officers(inspectors);
            }
            HazardEvent::ReportDismissed { inspectors }
            | HazardEvent::FixedOnTheSpot { inspectors }
            | HazardEvent::HazardReinspected { inspectors, .. } => told.officers(inspectors),
            HazardEvent::PremisesSealed { paper, .. }
            | HazardEvent::SealDecided { paper }
            | HazardEvent::PenaltyRecorded { paper, .. } => told.paper(paper.as_ref()),
            _ => {}
        }
    }
    told
}

fn illegal_structure(file: &IllegalStructure) -> Tells {
    let life = file.life();
    let mut told = Tells {
        number: life.number.as_ref().map(|number| number.as_str().to_owned()),
        void: life.voided.map(|voided| voided.reason),
        external_numbers: life.external_numbers.clone(),
        ..Tells::default()
    };
    told.place(life.committee.now().and_then(Option::as_ref));
    told.place(life.zone.as_ref());
    told.place(life.address.as_ref());
    for event in steps(file) {
        match event {
            StructureEvent::StructureReported { informant, party, .. } => {
                told.informant(informant.as_ref());
                if let Some(party) = party {
                    told.person(party);
                }
            }
            StructureEvent::StructureDetermined { sites } => {
                let kinds = sites.iter().filter_map(|site| site.structure.as_ref());
                told.subjects.extend(kinds.map(|kind| kind.as_str().to_owned()));
            }
            StructureEvent::StopOrdered { paper }
            | StructureEvent::DemolitionOrdered { paper, .. }
            | StructureEvent::ComplianceDemanded { paper }
            | StructureEvent::ForcedDemolitionDecided { paper, .. } => told.paper(paper.as_ref()),
            _ => {}
        }
    }
    told
}

fn inspection(file: &Inspection) -> Tells {
    let life = file.life();
    let mut told = Tells {
        number: life.number.as_ref().map(|number| number.as_str().to_owned()),
        void: life.voided.map(|voided| voided.reason),
        external_numbers: life.external_numbers.clone(),
        papers: life.opinions.iter().map(|opinion| opinion.number.clone()).collect(),
        subjects: life.industry.as_ref().map(Industry::as_str).map(str::to_owned).into_iter().collect(),
        ..Tells::default()
    };
    told.place(life.committee.now().and_then(Option::as_ref));
    told.place(life.unit.as_ref());
    told.place(life.address.as_ref());
    for event in steps(file) {
        match event {
            InspectionEvent::InspectionRecorded { inspectors, leader, hazards, findings, .. } => {
                told.officers(inspectors);
                told.names.extend(leader.as_ref().and_then(Personal::value).cloned());
                told.matter(findings.as_ref());
                for found in hazards {
                    told.matter(found.content.as_ref());
                }
            }
            InspectionEvent::InspectionReopened { note, .. } => told.matter(note.as_ref()),
            InspectionEvent::RectificationOrdered { inspectors, .. }
            | InspectionEvent::HazardsReinspected { inspectors, .. } => told.officers(inspectors),
            _ => {}
        }
    }
    told
}

fn declared(file: &DeclaredCase) -> Tells {
    let life = file.life();
    let mut told = Tells {
        number: life.number.as_ref().map(|number| number.as_str().to_owned()),
        void: life.voided.map(|(_, reason)| reason),
        external_numbers: life.external_numbers.clone(),
        ..Tells::default()
    };
    for event in steps(file) {
        if let DeclaredEvent::CaseReassigned { committee, .. } = event {
            told.place(committee.as_ref());
        }
        let DeclaredEvent::StepTaken { fields, personal, .. } = event else { continue };
        for field in fields {
            match &field.value {
                FieldValue::Committee(name) => told.place(Some(name)),
                FieldValue::Place(place) => told.place(Some(place)),
                FieldValue::Department(name) => told.subjects.push(name.as_str().to_owned()),
                _ => {}
            }
        }
        for RecordedOfPerson { whose, sort, text, .. } in personal {
            let Some(value) = text.value().map(Text::as_str) else { continue };
            match sort {
                PersonalSort::Text => told.matter(Some(text)),
                PersonalSort::Name => told.names.extend(value.parse().ok()),
                PersonalSort::Phone => {
                    let person = Person { phone: value.parse().ok(), ..Person::default() };
                    told.people.push((person, *whose == Whose::Informant));
                }
                // Where somebody lives is searched by nobody.
                PersonalSort::Home => {}
            }
        }
    }
    told
}

#[cfg(test)]
mod tests;
