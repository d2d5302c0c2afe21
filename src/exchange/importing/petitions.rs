//! 信访登记台账: one row, one petition.
mod reading;
mod writing;

use super::kind::{ComparedCell, LedgerKind, Told};
use super::reader::{Read, Reader, spelled};
use crate::cases::case_file::{CaseFile, Order, VoidReason};
use crate::cases::declared::Kinds;
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
    /// How and when it ended without being accepted.
    ended: Option<(Ending, Day)>,
    concluded: Option<Day>,
    /// When it was reopened after that conclusion; a ledger does not tell.
    reopened: Option<Day>,
    rating: Option<Rating>,
    dispute: Option<DisputeCategory>,
    settled: Option<Day>,
    later: Later,
    /// The deadline that the paper names itself.
    deadline: Option<Occurred>,
    /// What was done or said beside the steps.
    notes: Vec<(Occurred, Text)>,
    times: Times,
}

/// When steps were, where the row tells more than their days.
#[derive(Clone, Copy, Default, Debug)]
struct Times {
    registered: Option<Occurred>,
    accepted: Option<Occurred>,
    concluded: Option<Occurred>,
}

/// An end without acceptance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    /// 不予受理, 不再受理.
    Declined,
    /// 告知: the petitioner was told who is competent, who that is the ledger does not say.
    Redirected,
}

impl Ending {
    const fn event_type(self) -> &'static str {
        match self {
            Self::Declined => DECLINED,
            Self::Redirected => REDIRECTED,
        }
    }

    const fn route(self) -> Route {
        match self {
            Self::Declined => Route::Decline,
            Self::Redirected => Route::Redirect,
        }
    }

    const fn command(self) -> PetitionCommand {
        match self {
            Self::Declined => PetitionCommand::DeclinePetition { reason: None },
            Self::Redirected => PetitionCommand::RedirectPetition { to: None },
        }
    }
}

/// What the registration left open and a later step told: the way of handling and the department with the acceptance,
/// the category of the dispute with its settlement.
#[derive(Clone, Copy, Default, Debug)]
struct Later {
    route: bool,
    department: bool,
    dispute: bool,
}

const REGISTERED: &str = "PetitionRegistered";
const FORWARDED: &str = "PetitionForwarded";
const ASSIGNED: &str = "PetitionAssigned";
const ACCEPTED: &str = "PetitionAccepted";
const DECLINED: &str = "PetitionDeclined";
const REDIRECTED: &str = "PetitionRedirected";
const STATED: &str = "DeadlineStated";
const CONCLUDED: &str = "PetitionConcluded";
const NOTED: &str = "PetitionNoted";
const RATED: &str = "PetitionRated";
const SETTLED: &str = "DisputeSettled";

impl LedgerKind for Petitions {
    type Life = PetitionLife;
    type Row = PetitionRow;

    fn ledger(_row: &PetitionRow) -> Ledger {
        Ledger::Petitions
    }

    fn read(reader: &Reader<'_>) -> Read<PetitionRow> {
        reading::row(reader)
    }

    fn number(row: &PetitionRow) -> &CaseNumber {
        &row.number
    }

    fn steps(row: &PetitionRow) -> Vec<Told<PetitionCommand>> {
        let registered = row.times.registered.unwrap_or(Occurred::Day(row.registered));
        let mut steps = vec![told_at(REGISTERED, Column::RegisteredOn, registered, registering(row))];
        let accepting = |day| row.times.accepted.unwrap_or(Occurred::Day(day));
        let forwarded =
            |to: &Department| PetitionCommand::ForwardPetition { to: Destination::Department(to.clone()) };
        let assigned =
            |to: &Department| PetitionCommand::AssignPetition { to: Destination::Department(to.clone()) };
        if let (Some(accepted), Some(department)) = (row.accepted, &row.department) {
            match row.route {
                Some(Route::Forward) => {
                    steps.push(told_at(
                        FORWARDED,
                        Column::AcceptedOn,
                        accepting(accepted),
                        forwarded(department),
                    ));
                }
                Some(Route::Assign) => {
                    steps.push(told_at(
                        ASSIGNED,
                        Column::AcceptedOn,
                        accepting(accepted),
                        assigned(department),
                    ));
                }
                _ => {}
            }
        }
        if let Some(accepted) = row.accepted {
            let department = row.department.clone().filter(|_| row.later.department);
            let command = PetitionCommand::AcceptPetition { department, simplified: false };
            steps.push(told_at(ACCEPTED, Column::AcceptedOn, accepting(accepted), command));
            if let Some(deadline) = row.deadline {
                let command = PetitionCommand::StateDeadline { deadline };
                steps.push(told_at(STATED, Column::OwnDeadline, accepting(accepted), command));
            }
        }
        if let Some((ending, day)) = row.ended {
            steps.push(told(ending.event_type(), Column::AcceptedOn, day, ending.command()));
        }
        if let Some(concluded) = row.concluded {
            let command = PetitionCommand::ConcludePetition { outcome: None, paper: None };
            let at = row.times.concluded.unwrap_or(Occurred::Day(concluded));
            steps.push(told_at(CONCLUDED, Column::ConcludedOn, at, command));
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
        steps.extend(row.notes.iter().map(|(at, text)| {
            let note = Personal::plain(Subject::MATTER, text.clone());
            told_at(NOTED, Ledger::Petitions.number(), *at, PetitionCommand::TakeNote { note })
        }));
        steps
    }

    fn cells(row: &PetitionRow) -> Vec<ComparedCell> {
        let person = row.person.clone().unwrap_or_default();
        let cell = |column, event_type, value| ComparedCell { column, event_type, value };
        let ended = row.ended.map(|(_, day)| day);
        let handled = row.ended.map_or(ACCEPTED, |(ending, _)| ending.event_type());
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
            cell(Column::AcceptedOn, handled, spelled(row.accepted.or(ended).as_ref())),
            cell(Column::OwnDeadline, STATED, spelled(row.deadline.as_ref())),
            cell(Column::ConcludedOn, CONCLUDED, spelled(row.concluded.as_ref())),
            cell(Column::Satisfaction, RATED, spelled(row.rating.as_ref())),
            cell(Column::SettledOn, SETTLED, spelled(row.settled.as_ref())),
        ]
    }

    fn row_of(file: &CaseFile<PetitionLife>, _kinds: &Kinds) -> Option<PetitionRow> {
        let life = file.life();
        let registration = life.registration()?;
        let mut row = PetitionRow {
            number: registration.number.clone(),
            registered: life.registered()?.day(),
            channel: registration.channel.clone(),
            heads: registration.heads,
            person: None,
            committee: registration.committee.clone(),
            category: registration.category.clone(),
            matter: None,
            first_time: registration.first_time,
            route: registration.route,
            department: None,
            accepted: life.accepted().map(Occurred::day),
            ended: None,
            concluded: None,
            reopened: None,
            rating: None,
            dispute: registration.dispute,
            settled: life.settlement().map(|settlement| settlement.day),
            later: Later::default(),
            deadline: life.stated_deadline(),
            notes: Vec::new(),
            times: Times::default(),
        };
        for (_, step) in file.steps() {
            row.take(step);
        }
        Some(row)
    }

    /// A later day of conclusion after a reopening is a second conclusion, which has a rating of its own.
    fn goes_on(old: &PetitionRow, new: &PetitionRow, event_type: &'static str) -> bool {
        let again = old.reopened.is_some() && new.concluded >= old.reopened && new.concluded > old.concluded;
        match event_type {
            CONCLUDED => again,
            RATED => new.rating.is_some() && (again || old.rating.is_none()),
            // The notes that are there are left out already.
            NOTED => true,
            _ => false,
        }
    }

    fn further(old: &PetitionRow, new: &PetitionRow) -> Vec<Told<PetitionCommand>> {
        let told = |column| Self::is_told_later(old, new, column);
        let later = Later {
            route: old.later.route || told(Column::Route),
            department: old.later.department || told(Column::Department),
            dispute: old.later.dispute || told(Column::Dispute),
        };
        let mut notes = new.notes.clone();
        notes.retain(|note| !old.notes.contains(note));
        Self::steps(&PetitionRow { later, notes, ..new.clone() })
    }

    fn is_told_later(old: &PetitionRow, new: &PetitionRow, column: Column) -> bool {
        let accepted_since = old.accepted.is_none() && new.accepted.is_some();
        let ended_since = old.ended.is_none() && new.ended.is_some();
        let settled_since = old.settled.is_none() && new.settled.is_some();
        match column {
            // What was accepted without a word about the way was accepted.
            Column::Route if old.accepted.is_some() && old.route.is_none() => {
                new.route == Some(Route::Accept)
            }
            Column::Route => old.route.is_none() && (accepted_since || ended_since),
            Column::Department => old.department.is_none() && accepted_since,
            Column::Dispute => old.dispute.is_none() && settled_since,
            // What was reopened may be shown as open.
            Column::ConcludedOn => old.reopened.is_some() && new.concluded.is_none(),
            // A book without that column says nothing of it.
            Column::OwnDeadline => new.deadline.is_none(),
            Column::Satisfaction => old.reopened.is_some() && new.rating.is_none(),
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
            PetitionEvent::PetitionDeclined { .. } => self.end(Ending::Declined, step.day()),
            PetitionEvent::PetitionRedirected { .. } => self.end(Ending::Redirected, step.day()),
            PetitionEvent::PetitionConcluded { .. } => {
                (self.concluded, self.reopened, self.rating) = (Some(step.day()), None, None);
            }
            PetitionEvent::PetitionReopened { .. } if self.concluded.is_some() => {
                self.reopened = Some(step.day());
            }
            PetitionEvent::PetitionNoted { note } => {
                self.notes.extend(note.value().map(|text| (step.occurred, text.clone())));
            }
            PetitionEvent::PetitionRated { rating } => self.rating = Some(*rating),
            PetitionEvent::DisputeSettled { category } if self.dispute.is_none() => {
                (self.dispute, self.later.dispute) = (Some(*category), true);
            }
            _ => {}
        }
    }

    fn end(&mut self, ending: Ending, day: Day) {
        self.ended = Some((ending, day));
        if self.route.is_none() {
            (self.route, self.later.route) = (Some(ending.route()), true);
        }
    }
}

fn told(
    event_type: &'static str,
    column: Column,
    day: Day,
    command: PetitionCommand,
) -> Told<PetitionCommand> {
    told_at(event_type, column, Occurred::Day(day), command)
}

fn told_at(
    event_type: &'static str,
    column: Column,
    occurred: Occurred,
    command: PetitionCommand,
) -> Told<PetitionCommand> {
    Told { event_type, column, command: Dated { occurred, what: command } }
}

fn registering(row: &PetitionRow) -> PetitionCommand {
    PetitionCommand::RegisterPetition {
        number: row.number.clone(),
        channel: row.channel.clone(),
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
