//! 信访登记台账: one row, one petition.
use super::kind::{ComparedCell, LedgerKind, Told};
use super::reader::{Read, Reader, spelled};
use crate::cases::case_file::{CaseFile, Order, VoidReason};
use crate::cases::occurred::{Dated, Day, Occurred};
use crate::cases::people::{Heads, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::petition::{
    Category, Channel, Destination, DisputeCategory, PetitionCommand, PetitionEvent, PetitionLife, Rating,
    Route,
};
use crate::cases::words::{CaseNumber, Committee, Department, Text};
use crate::commands::AnyOrder;
use crate::exchange::ledgers::{Column, Ledger};

/// The ledger of petitions.
pub struct Petitions;

/// What a row tells.
#[derive(Clone, Debug)]
pub struct PetitionRow {
    number: CaseNumber,
    registered: Day,
    channel: Channel,
    heads: Heads,
    person: Option<Person>,
    committee: Option<Committee>,
    category: Category,
    matter: Option<Text>,
    first_time: bool,
    route: Option<Route>,
    department: Option<Department>,
    accepted: Option<Day>,
    concluded: Option<Day>,
    rating: Option<Rating>,
    dispute: Option<DisputeCategory>,
    settled: Option<Day>,
    later: Later,
}

/// What the registration left open and a later step told: the way of handling and the department with the acceptance,
/// the category of the dispute with its settlement.
#[derive(Clone, Copy, Default, Debug)]
struct Later {
    route: bool,
    department: bool,
    dispute: bool,
}

const CHANNELS: &[(&str, Channel)] = &[
    ("来信", Channel::Letter),
    ("来访", Channel::Visit),
    ("来电", Channel::Call),
    ("网上信访", Channel::Online),
    ("信件", Channel::Letter),
    ("走访", Channel::Visit),
    ("电话", Channel::Call),
    ("网上", Channel::Online),
    ("网信", Channel::Online),
    ("网络", Channel::Online),
];
const TIMES: &[(&str, bool)] =
    &[("初次", true), ("重复", false), ("初信", true), ("重信", false), ("初访", true), ("重访", false)];
const ROUTES: &[(&str, Route)] = &[
    ("受理", Route::Accept),
    ("转送", Route::Forward),
    ("交办", Route::Assign),
    ("不予受理", Route::Decline),
    ("告知", Route::Redirect),
];
const RATINGS: &[(&str, Rating)] =
    &[("满意", Rating::Satisfied), ("基本满意", Rating::MostlySatisfied), ("不满意", Rating::Dissatisfied)];
const DISPUTES: &[(&str, DisputeCategory)] = &[
    ("区领导包案", DisputeCategory::DistrictLed),
    ("区领导联系", DisputeCategory::DistrictLed),
    ("四重", DisputeCategory::FourHeavy),
    ("一般存量", DisputeCategory::OldStock),
    ("非重点存量", DisputeCategory::OldStock),
];

const REGISTERED: &str = "PetitionRegistered";
const FORWARDED: &str = "PetitionForwarded";
const ASSIGNED: &str = "PetitionAssigned";
const ACCEPTED: &str = "PetitionAccepted";
const CONCLUDED: &str = "PetitionConcluded";
const RATED: &str = "PetitionRated";
const SETTLED: &str = "DisputeSettled";

impl LedgerKind for Petitions {
    type Life = PetitionLife;
    type Row = PetitionRow;
    const LEDGER: Ledger = Ledger::Petitions;

    fn read(reader: &Reader<'_>) -> Read<PetitionRow> {
        let number = reader.case_number()?;
        let registered = reader.required(Column::RegisteredOn, reader.day(Column::RegisteredOn)?)?;
        let channel = reader.required(Column::Channel, reader.one_of(Column::Channel, CHANNELS)?)?;
        let heads = reader.whole(Column::Heads)?.unwrap_or(1);
        let heads =
            Heads::new(heads).map_err(|error| reader.refused(Column::Heads, "out_of_range", error))?;
        let row = PetitionRow {
            number,
            registered,
            channel,
            heads,
            person: person(reader)?,
            committee: reader.committee(Column::Committee)?,
            category: reader.required(Column::Category, reader.parsed(Column::Category)?)?,
            matter: reader.parsed(Column::Request)?,
            first_time: reader.one_of(Column::FirstTime, TIMES)?.unwrap_or(true),
            route: reader.one_of(Column::Route, ROUTES)?,
            department: reader.parsed(Column::Department)?,
            accepted: reader.day(Column::AcceptedOn)?,
            concluded: reader.day(Column::ConcludedOn)?,
            rating: reader.one_of(Column::Satisfaction, RATINGS)?,
            dispute: reader.one_of(Column::Dispute, DISPUTES)?,
            settled: reader.day(Column::SettledOn)?,
            later: Later::default(),
        };
        let ends_unaccepted = matches!(row.route, Some(Route::Decline | Route::Redirect));
        if row.concluded.is_some() && row.accepted.is_none() && !ends_unaccepted {
            let reason = "is concluded, but the day of acceptance is missing";
            return Err(reader.refused(Column::AcceptedOn, "missing", reason));
        }
        if row.rating.is_some() && row.concluded.is_none() {
            let reason = "is rated although it is not concluded";
            return Err(reader.refused(Column::Satisfaction, "rated_before_conclusion", reason));
        }
        if row.settled.is_some() && row.dispute.is_none() {
            let reason = "has a day of settlement but no category of dispute";
            return Err(reader.refused(Column::Dispute, "missing", reason));
        }
        Ok(row)
    }

    fn number(row: &PetitionRow) -> &CaseNumber {
        &row.number
    }

    fn steps(row: &PetitionRow) -> Vec<Told<PetitionCommand>> {
        let mut steps = vec![told(REGISTERED, Column::RegisteredOn, row.registered, registering(row))];
        let forwarded =
            |to: &Department| PetitionCommand::ForwardPetition { to: Destination::Department(to.clone()) };
        let assigned =
            |to: &Department| PetitionCommand::AssignPetition { to: Destination::Department(to.clone()) };
        if let (Some(accepted), Some(department)) = (row.accepted, &row.department) {
            match row.route {
                Some(Route::Forward) => {
                    steps.push(told(FORWARDED, Column::AcceptedOn, accepted, forwarded(department)));
                }
                Some(Route::Assign) => {
                    steps.push(told(ASSIGNED, Column::AcceptedOn, accepted, assigned(department)));
                }
                _ => {}
            }
        }
        if let Some(accepted) = row.accepted {
            let department = row.department.clone().filter(|_| row.later.department);
            let command = PetitionCommand::AcceptPetition { department, simplified: false };
            steps.push(told(ACCEPTED, Column::AcceptedOn, accepted, command));
        }
        if let Some(concluded) = row.concluded {
            let command = PetitionCommand::ConcludePetition { outcome: None, paper: None };
            steps.push(told(CONCLUDED, Column::ConcludedOn, concluded, command));
        }
        if let (Some(rating), Some(concluded)) = (row.rating, row.concluded) {
            steps.push(told(
                RATED,
                Column::Satisfaction,
                concluded,
                PetitionCommand::RatePetition { rating },
            ));
        }
        if let (Some(category), Some(settled)) = (row.dispute, row.settled) {
            steps.push(told(
                SETTLED,
                Column::SettledOn,
                settled,
                PetitionCommand::SettleDispute { category },
            ));
        }
        steps
    }

    fn cells(row: &PetitionRow) -> Vec<ComparedCell> {
        let person = row.person.clone().unwrap_or_default();
        let cell = |column, event_type, value| ComparedCell { column, event_type, value };
        vec![
            cell(Column::RegisteredOn, REGISTERED, spelled(Some(&row.registered))),
            cell(Column::Channel, REGISTERED, spelled(Some(&row.channel))),
            cell(Column::Heads, REGISTERED, spelled(Some(&row.heads))),
            cell(Column::Petitioner, REGISTERED, spelled(person.name.as_ref())),
            cell(Column::Phone, REGISTERED, spelled(person.phone.as_ref())),
            cell(Column::IdNumber, REGISTERED, spelled(person.id_number.as_ref())),
            cell(Column::HomeAddress, REGISTERED, spelled(person.address.as_ref())),
            cell(Column::Committee, REGISTERED, spelled(row.committee.as_ref())),
            cell(Column::Category, REGISTERED, spelled(Some(&row.category))),
            cell(Column::Request, REGISTERED, spelled(row.matter.as_ref())),
            cell(Column::FirstTime, REGISTERED, spelled(Some(&row.first_time))),
            cell(Column::Route, REGISTERED, spelled(row.route.as_ref())),
            cell(Column::Department, REGISTERED, spelled(row.department.as_ref())),
            cell(Column::Dispute, REGISTERED, spelled(row.dispute.as_ref())),
            cell(Column::AcceptedOn, ACCEPTED, spelled(row.accepted.as_ref())),
            cell(Column::ConcludedOn, CONCLUDED, spelled(row.concluded.as_ref())),
            cell(Column::Satisfaction, RATED, spelled(row.rating.as_ref())),
            cell(Column::SettledOn, SETTLED, spelled(row.settled.as_ref())),
        ]
    }

    fn row_of(file: &CaseFile<PetitionLife>) -> Option<PetitionRow> {
        let life = file.life();
        let registration = life.registration()?;
        let mut row = PetitionRow {
            number: registration.number.clone(),
            registered: life.registered()?.day(),
            channel: registration.channel,
            heads: registration.heads,
            person: None,
            committee: registration.committee.clone(),
            category: registration.category.clone(),
            matter: None,
            first_time: registration.first_time,
            route: registration.route,
            department: None,
            accepted: life.accepted().map(Occurred::day),
            concluded: None,
            rating: life.ratings().now().copied(),
            dispute: registration.dispute,
            settled: life.settlement().map(|settlement| settlement.day),
            later: Later::default(),
        };
        for (_, step) in file.steps() {
            row.take(step);
        }
        Some(row)
    }

    fn further(old: &PetitionRow, new: &PetitionRow) -> Vec<Told<PetitionCommand>> {
        let told = |column| Self::is_told_later(old, new, column);
        let later = Later {
            route: old.later.route || told(Column::Route),
            department: old.later.department || told(Column::Department),
            dispute: old.later.dispute || told(Column::Dispute),
        };
        Self::steps(&PetitionRow { later, ..new.clone() })
    }

    fn is_told_later(old: &PetitionRow, new: &PetitionRow, column: Column) -> bool {
        let accepted_since = old.accepted.is_none() && new.accepted.is_some();
        let settled_since = old.settled.is_none() && new.settled.is_some();
        match column {
            // What was accepted without a word about the way was accepted.
            Column::Route if old.accepted.is_some() && old.route.is_none() => {
                new.route == Some(Route::Accept)
            }
            Column::Route => old.route.is_none() && accepted_since,
            Column::Department => old.department.is_none() && accepted_since,
            Column::Dispute => old.dispute.is_none() && settled_since,
            _ => false,
        }
    }

    fn order(order: Dated<Order<PetitionCommand>>) -> AnyOrder {
        order.into()
    }

    fn is_void(life: &PetitionLife) -> bool {
        life.voided().is_some()
    }

    fn void() -> PetitionCommand {
        PetitionCommand::VoidPetition { reason: VoidReason::ImportUndone }
    }
}

impl PetitionRow {
    /// Takes in what a step tells of the cells.
    fn take(&mut self, step: &Dated<PetitionEvent>) {
        match &step.what {
            PetitionEvent::PetitionRegistered { petitioner, matter, department, .. } => {
                self.person = petitioner.value().cloned();
                self.matter = matter.as_ref().and_then(|matter| matter.value().cloned());
                self.department.clone_from(department);
            }
            PetitionEvent::PetitionForwarded { .. } if self.route.is_none() => {
                (self.route, self.later.route) = (Some(Route::Forward), true);
            }
            PetitionEvent::PetitionAssigned { .. } if self.route.is_none() => {
                (self.route, self.later.route) = (Some(Route::Assign), true);
            }
            PetitionEvent::PetitionAccepted { department: Some(department), .. }
                if self.department.is_none() =>
            {
                (self.department, self.later.department) = (Some(department.clone()), true);
            }
            PetitionEvent::PetitionConcluded { .. } => self.concluded = Some(step.day()),
            PetitionEvent::DisputeSettled { category } if self.dispute.is_none() => {
                (self.dispute, self.later.dispute) = (Some(*category), true);
            }
            _ => {}
        }
    }
}

fn told(
    event_type: &'static str,
    column: Column,
    day: Day,
    command: PetitionCommand,
) -> Told<PetitionCommand> {
    Told { event_type, column, command: Dated::on(day, command) }
}

fn registering(row: &PetitionRow) -> PetitionCommand {
    PetitionCommand::RegisterPetition {
        number: row.number.clone(),
        channel: row.channel,
        heads: row.heads,
        representatives: None,
        committee: row.committee.clone(),
        category: row.category.clone(),
        class: None,
        first_time: row.first_time,
        route: row.route.filter(|_| !row.later.route),
        department: row.department.clone().filter(|_| !row.later.department),
        petitioner: Personal::plain(Subject::PETITIONER, row.person.clone().unwrap_or_default()),
        matter: row.matter.clone().map(|matter| Personal::plain(Subject::MATTER, matter)),
        dispute: row.dispute.filter(|_| !row.later.dispute),
    }
}

/// The petitioner, as far as the row tells; none where it tells nothing.
fn person(reader: &Reader<'_>) -> Read<Option<Person>> {
    let person = Person {
        name: reader.parsed(Column::Petitioner)?,
        phone: reader.number_text(Column::Phone)?,
        id_number: reader.number_text(Column::IdNumber)?,
        address: reader.parsed(Column::HomeAddress)?,
    };
    Ok((person != Person::default()).then_some(person))
}
