//! One case as a reader may see it: where it stands, what is due and why, who the people are.
use super::facts::{DeclaredFacts, Facts, HazardFacts, InspectionFacts, PetitionFacts, StructureFacts};
use super::then::Then;
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::case_file::{CaseFile, Life};
use crate::cases::clocks::Clock;
use crate::cases::declared::{DeclaredEvent, DeclaredLife, PersonalSort, Whose};
use crate::cases::erasure::Part;
use crate::cases::fire_hazard::{HazardEvent, HazardLife};
use crate::cases::ids::CaseId;
use crate::cases::illegal_structure::{StructureEvent, StructureLife};
use crate::cases::inspection::{InspectionEvent, InspectionLife};
use crate::cases::people::Person;
use crate::cases::personal::{Personal, Subject};
use crate::cases::petition::{PetitionEvent, PetitionLife};
use crate::cases::words::Text;
use crate::commands::permit::{Clear, NotPermitted};
use crate::commands::{OfficeDesk, Why, unsealed};
use crate::event_log::Pages;
use crate::event_log::readings::What;
use crate::policy::{Action, Query};
use crate::projections::case_list::{self, ListedCase};
use crate::projections::erasures;
use std::collections::{BTreeMap, BTreeSet};

/// A person in a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Party {
    /// The part: `petitioner`, `informant`, `party`.
    pub part: &'static str,
    /// Who; none once the key is destroyed.
    pub person: Option<Person>,
    /// Whether the reader sees it in the clear.
    pub clear: bool,
    /// Whether the reader may see it in the clear, for a reason that is recorded.
    pub on_request: bool,
    /// 限制处理: whether it is kept only because its case must be, and the reader does not work with it.
    pub restricted: bool,
}

/// A case.
#[derive(Clone, Debug)]
pub struct CaseSeen {
    /// Its place in the list.
    pub case: ListedCase,
    /// Its clocks, those that ended too.
    pub clocks: Vec<Clock>,
    /// What there is to know of its kind, in codes.
    pub facts: Facts,
    /// What it is about, where the reader may see it and it was told.
    pub matter: Option<Text>,
    /// The people in it.
    pub parties: Vec<Party>,
    /// 限制处理: the parts that are kept only because the case must be.
    pub restricted: BTreeSet<Part>,
}

impl CaseSeen {
    /// Whether less of it can be seen than its events once told.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        !self.restricted.is_empty() || self.parties.iter().any(|party| party.person.is_none())
    }
}

/// What a kind of case tells.
struct Told {
    clocks: Vec<Clock>,
    facts: Facts,
    matter: Option<Personal<Text>>,
    parties: Vec<(&'static str, Option<Personal<Person>>)>,
}

/// The case.
///
/// # Errors
/// When the reader may not see it or learn of it, or the log or the keys cannot be read.
pub async fn seen(desk: &OfficeDesk, case: CaseId) -> Result<CaseSeen, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    desk.note_case_read(What::Case, case).await?;
    now(desk, case).await
}

/// The case with the people in it in the clear, for a reason: that is recorded before.
///
/// # Errors
/// When the reader may not see it, learn of it, or see any of its people; when it cannot be recorded; or the log or the
/// keys cannot be read.
pub async fn revealed(desk: &OfficeDesk, case: CaseId, why: &Why) -> Result<CaseSeen, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    let mut seen = now(desk, case).await?;
    if !seen.parties.iter().any(|party| party.clear || party.on_request) {
        let action = Action::Query(Query::SeePetitioner).to_string();
        return Err(NotPermitted::Denied { who: desk.subject().who.to_string(), action });
    }
    desk.note_taken(What::Reveal, case, Some(why)).await?;
    for party in &mut seen.parties {
        party.clear |= std::mem::take(&mut party.on_request);
    }
    Ok(seen)
}

async fn now(desk: &OfficeDesk, case: CaseId) -> Result<CaseSeen, NotPermitted> {
    let listed = case_list::of(desk.store().db(), desk.office(), &[case]).await?;
    let listed = listed.into_iter().next().ok_or(NotPermitted::NoSuchCase)?;
    let told = match listed.kind {
        CaseKind::Petition => petition(&file(desk, case).await?).ok_or(NotPermitted::NoSuchCase)?,
        CaseKind::FireHazard => hazard(&file(desk, case).await?),
        CaseKind::IllegalStructure => structure(&file(desk, case).await?),
        CaseKind::Inspection => inspection(&file(desk, case).await?),
        CaseKind::Declared(_) => declared(&file(desk, case).await?),
    };
    shown(desk, listed, told).await
}

/// The case as it was then; none if it was not there yet, or not known.
///
/// # Errors
/// When the reader may not see it or learn of it, or the log or the keys cannot be read.
pub async fn seen_then(
    desk: &OfficeDesk,
    case: CaseId,
    then: Then,
) -> Result<Option<CaseSeen>, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    desk.note_case_read(What::Case, case).await?;
    let now = case_list::of(desk.store().db(), desk.office(), &[case]).await?;
    let now = now.into_iter().next().ok_or(NotPermitted::NoSuchCase)?;
    let (told, file) = match now.kind {
        CaseKind::Petition => {
            let file = file_then(desk, case, then).await?;
            (petition(&file), AnyFile::Petition(Box::new(file)))
        }
        CaseKind::FireHazard => {
            let file = file_then(desk, case, then).await?;
            (Some(hazard(&file)), AnyFile::FireHazard(Box::new(file)))
        }
        CaseKind::IllegalStructure => {
            let file = file_then(desk, case, then).await?;
            (Some(structure(&file)), AnyFile::IllegalStructure(Box::new(file)))
        }
        CaseKind::Inspection => {
            let file = file_then(desk, case, then).await?;
            (Some(inspection(&file)), AnyFile::Inspection(Box::new(file)))
        }
        CaseKind::Declared(_) => {
            let file = file_then(desk, case, then).await?;
            (Some(declared(&file)), AnyFile::Declared(Box::new(file)))
        }
    };
    match (told, case_list::of_file(&file, case)) {
        (Some(told), Some(listed)) => Ok(Some(shown(desk, listed, told).await?)),
        _ => Ok(None),
    }
}

/// What the reader may see of it.
async fn shown(desk: &OfficeDesk, listed: ListedCase, told: Told) -> Result<CaseSeen, NotPermitted> {
    let clear = desk.clear(listed.case).await?;
    let restricted = erasures::restricted(desk.store().db(), desk.office(), listed.case).await?;
    let parties = told.parties.into_iter().filter_map(|(part, person)| {
        let person = person?.value().cloned();
        let may = may_see(clear, part);
        let restricted = !may && restricted.contains(&part_of(part));
        let (clear, on_request) = (may && clear.at_once, may && !clear.at_once);
        Some(Party { part, person, clear, on_request, restricted })
    });
    let parties = parties.collect();
    let matter = told.matter.and_then(|matter| matter.value().cloned()).filter(|_| clear.matter);
    let Told { clocks, facts, .. } = told;
    Ok(CaseSeen { clocks, facts, matter, parties, case: listed, restricted })
}

fn part_of(part: &str) -> Part {
    if part == "party" { Part::Party } else { Part::Petitioner }
}

const fn may_see(clear: Clear, part: &str) -> bool {
    match part.as_bytes() {
        b"petitioner" => clear.petitioner,
        b"informant" => clear.informant,
        b"party" => clear.party,
        _ => false,
    }
}

/// The file of a case, what is personal unsealed.
pub(super) async fn file<L: Life>(desk: &OfficeDesk, case: CaseId) -> Result<CaseFile<L>, NotPermitted> {
    file_then(desk, case, Then::NOW).await
}

/// The file as it was then.
async fn file_then<L: Life>(
    desk: &OfficeDesk,
    case: CaseId,
    then: Then,
) -> Result<CaseFile<L>, NotPermitted> {
    let (log, mut file) = (desk.store().log(), CaseFile::<L>::default());
    let mut pages = Pages::new(&log, desk.office(), &[case]);
    while let Some(page) = pages.next().await? {
        let ring = desk.store().keys().ring_of(desk.office(), &page).await?;
        for event in page.iter().filter(|event| event.position <= then.known) {
            file.fold(unsealed::<L>(event, &ring)?);
        }
    }
    Ok(match then.as_of {
        Some(day) => file.as_of(day),
        None => file,
    })
}

fn petition(file: &CaseFile<PetitionLife>) -> Option<Told> {
    let life = file.life();
    let facts = Facts::Petition(PetitionFacts::of(life)?);
    let mut told = Told { clocks: life.clocks(), facts, matter: None, parties: Vec::new() };
    for (_, step) in file.steps() {
        if let PetitionEvent::PetitionRegistered { petitioner, matter, .. } = &step.what {
            told.matter.clone_from(matter);
            told.parties.push(("petitioner", Some(petitioner.clone())));
        }
    }
    Some(told)
}

fn hazard(file: &CaseFile<HazardLife>) -> Told {
    let (mut matter, mut reported_by) = (None, None);
    for (_, step) in file.steps() {
        match &step.what {
            HazardEvent::HazardReported { description, reporter, .. } => {
                matter = Some(description.clone());
                reported_by.clone_from(reporter);
            }
            HazardEvent::HazardFound { description: Some(description), .. } => {
                matter = Some(description.clone());
            }
            _ => {}
        }
    }
    let life = file.life();
    let facts = Facts::FireHazard(HazardFacts::of(life));
    Told { clocks: life.clocks(), facts, matter, parties: vec![("informant", reported_by)] }
}

fn structure(file: &CaseFile<StructureLife>) -> Told {
    let mut parties = Vec::new();
    for (_, step) in file.steps() {
        if let StructureEvent::StructureReported { informant, party, .. } = &step.what {
            parties = vec![("informant", informant.clone()), ("party", party.clone())];
        }
    }
    let life = file.life();
    let facts = Facts::IllegalStructure(StructureFacts::of(life));
    Told { clocks: life.clocks(), facts, matter: None, parties }
}

/// What an inspection is about: what its inspectors wrote of the whole, or what they wrote of each hazard.
fn inspection(file: &CaseFile<InspectionLife>) -> Told {
    let mut matter = None;
    for (_, step) in file.steps() {
        if let InspectionEvent::InspectionRecorded { findings, hazards, .. } = &step.what {
            let each = hazards.iter().filter_map(|found| found.content.as_ref()?.value()).map(Text::as_str);
            let each: Vec<_> = each.collect();
            let listed = || each.join("；").parse().ok().map(|text| Personal::plain(Subject::MATTER, text));
            matter = findings.clone().or_else(listed);
        }
    }
    let life = file.life();
    let facts = Facts::Inspection(InspectionFacts::of(life));
    Told { clocks: life.clocks(), facts, matter, parties: Vec::new() }
}

/// What a declared case tells: its texts are what it is about, and its names, telephone numbers and homes are of whom
/// the declaration says.
fn declared(file: &CaseFile<DeclaredLife>) -> Told {
    let (mut texts, mut people) = (Vec::new(), BTreeMap::<&'static str, Option<Person>>::new());
    let steps = file.steps().map(|(_, step)| &step.what);
    for told in steps.flat_map(|step| match step {
        DeclaredEvent::StepTaken { personal, .. } => personal.as_slice(),
        _ => &[],
    }) {
        if told.sort == PersonalSort::Text {
            texts.push(&told.text);
            continue;
        }
        let part = match told.whose {
            Whose::Informant => "informant",
            Whose::Party | Whose::Matter => "party",
        };
        let person = people.entry(part).or_default();
        if let Some(text) = told.text.value().map(Text::as_str) {
            let person = person.get_or_insert_default();
            match told.sort {
                PersonalSort::Name => person.name = text.parse().ok(),
                PersonalSort::Phone => person.phone = text.parse().ok(),
                PersonalSort::Home | PersonalSort::Text => person.address = text.parse().ok(),
            }
        }
    }
    let known: Vec<_> = texts.iter().filter_map(|text| text.value()).map(Text::as_str).collect();
    let matter = known.join("\n").parse().ok().map(|text| Personal::plain(Subject::MATTER, text));
    let sealed = || texts.first().map(|_| Personal::Sealed(0));
    let person = |person: Option<Person>| match person {
        Some(person) => Personal::plain(Subject::PARTY, person),
        None => Personal::Sealed(0),
    };
    let parties = people.into_iter().map(|(part, known)| (part, Some(person(known)))).collect();
    let life = file.life();
    let facts = Facts::Declared(DeclaredFacts::of(life));
    Told { clocks: life.clocks(), facts, matter: matter.or_else(sealed), parties }
}
