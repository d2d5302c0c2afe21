//! What each figure is, counted from the plain truth by the rule in words, without a table or a predicate.
use super::declared;
use super::safety::safety;
use super::truth::Truth;
use anjuan::cases::fire_hazard::HazardLife;
use anjuan::cases::ids::CaseId;
use anjuan::cases::illegal_structure::{SiteLife, StructureLife};
use anjuan::cases::occurred::{Day, Occurred};
use anjuan::cases::petition::{Channel, DisputeCategory, PetitionLife, PetitionPhase, Rating};
use anjuan::figures::Figure;
use anjuan::projections::petition_facts::channel;
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeMap;

/// One thing that is counted: the day by which it belongs to a period, how much it is, and of what.
#[derive(Clone)]
pub struct Item {
    pub case: CaseId,
    pub day: Day,
    pub amount: i64,
    pub of: BTreeMap<&'static str, String>,
}

impl Item {
    pub fn one(case: CaseId, day: Day, of: &[(&'static str, String)]) -> Self {
        let month = ("month", day.format("%Y-%m").to_string());
        Self { case, day, amount: 1, of: of.iter().cloned().chain([month]).collect() }
    }

    const fn times(mut self, amount: i64) -> Self {
        self.amount = amount;
        self
    }
}

/// What a figure is made of.
pub enum Counted {
    Number(Vec<Item>),
    Area(Vec<Item>),
    Median(Vec<Item>),
    /// Of days: the oldest.
    Oldest(Vec<Item>),
    Rate(Vec<Item>, Vec<Item>),
    /// Of the year's target, in hundredths.
    OfTarget(Vec<Item>, Option<i64>),
    /// A number of the year's target, in hundredths, to so many decimals.
    NumberOfTarget(Vec<Item>, Option<i64>, u8),
}

impl Counted {
    /// What it counts: of a rate, the numerator.
    pub const fn items(&self) -> &Vec<Item> {
        match self {
            Self::Number(items)
            | Self::Area(items)
            | Self::Median(items)
            | Self::Oldest(items)
            | Self::Rate(items, _)
            | Self::OfTarget(items, _)
            | Self::NumberOfTarget(items, ..) => items,
        }
    }
}

/// The figure, of what lies between `from` and `to` and had happened by the evening of `as_of`.
pub fn counted(figure: &Figure, truth: &Truth, (from, to, as_of): (Day, Day, Day)) -> Counted {
    let id = figure.id;
    let counted = match id.split('.').next() {
        Some("petitions") => petitions(id, truth, as_of),
        Some("disputes") => Counted::Number(disputes(id, truth)),
        Some("fire") => fire(id, truth, as_of),
        Some("structures") => structures(id, truth, as_of, to.year()),
        Some("safety") => safety(id, truth, as_of),
        _ => declared::counted(figure, truth, to.year(), as_of),
    };
    let within = |items: Vec<Item>| {
        items.into_iter().filter(|item| item.day >= from && item.day <= to && item.day <= as_of).collect()
    };
    match counted {
        Counted::Number(items) => Counted::Number(within(items)),
        Counted::Area(items) => Counted::Area(within(items)),
        Counted::Median(items) => Counted::Median(within(items)),
        Counted::Oldest(items) => Counted::Oldest(within(items)),
        Counted::Rate(of, among) => Counted::Rate(within(of), within(among)),
        Counted::OfTarget(items, target) => Counted::OfTarget(within(items), target),
        Counted::NumberOfTarget(items, target, decimals) => {
            Counted::NumberOfTarget(within(items), target, decimals)
        }
    }
}

fn petitions(id: &str, truth: &Truth, as_of: Day) -> Counted {
    let count = |wanted: &dyn Fn(&PetitionLife) -> bool| registered(truth, wanted);
    let channel = |life: &PetitionLife| life.registration().map(|registration| registration.channel.clone());
    let first = |life: &PetitionLife| life.registration().is_some_and(|registration| registration.first_time);
    let closed = |life: &PetitionLife| life.concluded().is_some();
    let open = |life: &PetitionLife| life.phase().is_in_handling();
    let due = |life: &PetitionLife| life.conclude_by().now().map(|due| due.due);
    // While the clock stands still, nothing falls due.
    let over = |life: &PetitionLife| {
        open(life) && life.suspended().is_none() && due(life).is_some_and(|due| due < as_of)
    };
    let rated = |life: &PetitionLife| life.ratings().now().copied();
    let inform_by = |life: &PetitionLife| life.registration().expect("registered").inform_by.due;
    let visit = |life: &PetitionLife| channel(life) == Some(Channel::Visit);
    let online = |life: &PetitionLife| channel(life) == Some(Channel::Online);
    match id {
        "petitions.registered" => Counted::Number(count(&|_| true)),
        "petitions.letters" => {
            Counted::Number(count(&|life| matches!(channel(life), Some(Channel::Letter | Channel::Online))))
        }
        "petitions.visits" => Counted::Number(count(&visit)),
        "petitions.visitors" => Counted::Number(measured(truth, &visit, |_, life| {
            i64::from(life.registration().expect("registered").heads.get())
        })),
        "petitions.calls" => Counted::Number(count(&|life| channel(life) == Some(Channel::Call))),
        "petitions.closed" => Counted::Number(count(&closed)),
        "petitions.initial_closure_rate" => {
            Counted::Rate(count(&|life| first(life) && closed(life)), count(&first))
        }
        "petitions.online_closure_rate" => {
            Counted::Rate(count(&|life| online(life) && closed(life)), count(&online))
        }
        "petitions.open" => Counted::Number(count(&open)),
        "petitions.overdue" => Counted::Number(count(&over)),
        "petitions.due_soon" => Counted::Number(count(&|life| {
            let left = due(life).map(|due| (due - as_of).num_days());
            open(life) && life.suspended().is_none() && left.is_some_and(|left| (0..=NEAR).contains(&left))
        })),
        "petitions.oldest_open_days" => {
            Counted::Oldest(count(&open).into_iter().map(|item| aged(item, as_of)).collect())
        }
        "petitions.acceptance_in_time_rate" => Counted::Rate(
            count(&|life| life.informed().is_some_and(|told| told.day() <= inform_by(life))),
            count(&|life| life.informed().is_some() || inform_by(life) < as_of),
        ),
        "petitions.conclusion_in_time_rate" => Counted::Rate(
            count(&|life| life.concluded_in_time() == Some(true)),
            count(&|life| closed(life) && due(life).is_some() || over(life)),
        ),
        "petitions.median_days_to_close" => Counted::Median(measured(truth, &closed, |registered, life| {
            (life.concluded().expect("concluded") - registered).num_days()
        })),
        "petitions.satisfaction_rate" => Counted::Rate(
            count(&|life| matches!(rated(life), Some(Rating::Satisfied | Rating::MostlySatisfied))),
            count(&|life| rated(life).is_some()),
        ),
        "petitions.rated_share" => {
            Counted::Rate(count(&|life| closed(life) && rated(life).is_some()), count(&closed))
        }
        "petitions.reopened" => Counted::Number(count(&|life| !life.reopened().is_empty())),
        "petitions.repeat_share" => Counted::Rate(count(&|life| !first(life)), count(&|_| true)),
        "petitions.collective_visits" => Counted::Number(count(&|life| {
            visit(life) && life.registration().is_some_and(|registration| registration.heads.get() >= 5)
        })),
        _ => panic!("nobody said what {id} counts"),
    }
}

fn disputes(id: &str, truth: &Truth) -> Vec<Item> {
    let wanted = match id {
        "disputes.district_led" => DisputeCategory::DistrictLed,
        "disputes.four_heavy" => DisputeCategory::FourHeavy,
        "disputes.old_stock" => DisputeCategory::OldStock,
        _ => panic!("nobody said what {id} counts"),
    };
    let petitions = petitions_that_count(truth);
    let settled = petitions.filter_map(|(case, _, life)| {
        let settled = life.settlement().filter(|settled| settled.category == wanted)?;
        Some(Item::one(case, settled.day, &of_petition(life)))
    });
    settled.collect()
}

/// A petition that goes on in another one counts by that one.
fn petitions_that_count(truth: &Truth) -> impl Iterator<Item = (CaseId, Day, &PetitionLife)> {
    let petitions = truth.petitions.iter().filter(|(_, life)| life.phase() != PetitionPhase::Merged);
    petitions.filter_map(|(case, life)| Some((*case, life.registered()?.day(), life)))
}

fn registered(truth: &Truth, wanted: &dyn Fn(&PetitionLife) -> bool) -> Vec<Item> {
    measured(truth, wanted, |_, _| 1)
}

fn measured(
    truth: &Truth,
    wanted: &dyn Fn(&PetitionLife) -> bool,
    amount: impl Fn(Day, &PetitionLife) -> i64,
) -> Vec<Item> {
    let petitions = petitions_that_count(truth).filter(|(_, _, life)| wanted(life));
    petitions
        .map(|(case, day, life)| Item::one(case, day, &of_petition(life)).times(amount(day, life)))
        .collect()
}

fn of_petition(life: &PetitionLife) -> Vec<(&'static str, String)> {
    let registration = life.registration().expect("registered");
    vec![
        ("committee", text(registration.committee.as_ref())),
        ("category", registration.category.to_string()),
        ("channel", channel(&registration.channel).to_owned()),
        ("department", text(life.departments().now())),
    ]
}

fn fire(id: &str, truth: &Truth, as_of: Day) -> Counted {
    let count = |wanted: &dyn Fn(&HazardLife) -> bool| found(truth, |_, life| wanted(life).then_some(1));
    let fixed = |life: &HazardLife| life.rectified_on().is_some();
    let deadline = |life: &HazardLife| life.deadline_now().map(|due| due.due);
    let passed = |life: &HazardLife| deadline(life).is_some_and(|deadline| deadline < as_of);
    let fixed_in_period = || {
        let days: BTreeMap<_, _> =
            truth.hazards.iter().filter_map(|(case, life)| Some((*case, life.rectified_on()?))).collect();
        let fixed = count(&fixed).into_iter();
        fixed.map(|item| moved(&item, days[&item.case])).collect::<Vec<_>>()
    };
    match id {
        "fire.found" => Counted::Number(count(&|_| true)),
        "fire.rectified" => Counted::Number(count(&fixed)),
        "fire.rectification_rate" => Counted::Rate(count(&fixed), count(&|_| true)),
        "fire.rectified_in_period" => Counted::Number(fixed_in_period()),
        "fire.rectification_rate_flow" => Counted::Rate(fixed_in_period(), count(&|_| true)),
        "fire.open" => Counted::Number(count(&|life| !fixed(life))),
        "fire.overdue" => Counted::Number(count(&|life| !fixed(life) && passed(life))),
        "fire.due_soon" => Counted::Number(count(&|life| {
            let left = deadline(life).map(|deadline| (deadline - as_of).num_days());
            !fixed(life) && left.is_some_and(|left| (0..=NEAR).contains(&left))
        })),
        "fire.oldest_open_days" => {
            Counted::Oldest(count(&|life| !fixed(life)).into_iter().map(|item| aged(item, as_of)).collect())
        }
        "fire.rectification_in_time_rate" => Counted::Rate(
            count(&|life| deadline(life).zip(life.rectified_on()).is_some_and(|(by, fixed)| fixed <= by)),
            count(&|life| fixed(life) && deadline(life).is_some() || passed(life)),
        ),
        "fire.median_days_to_rectify" => Counted::Median(found(truth, |found, life| {
            life.rectified_on().map(|fixed| (fixed - found).num_days())
        })),
        _ => panic!("nobody said what {id} counts"),
    }
}

fn found(truth: &Truth, amount: impl Fn(Day, &HazardLife) -> Option<i64>) -> Vec<Item> {
    let hazards = truth.hazards.iter().filter_map(|(case, life)| {
        let found = life.found?.day();
        let of = [
            ("committee", text(life.committee.now().and_then(Option::as_ref))),
            ("category", life.kind.as_ref().map(code).unwrap_or_default()),
            ("department", text(life.department.now().and_then(Option::as_ref))),
        ];
        Some(Item::one(*case, found, &of).times(amount(found, life)?))
    });
    hazards.collect()
}

/// The same thing, counted by its days until then.
fn aged(item: Item, as_of: Day) -> Item {
    let days = (as_of - item.day).num_days();
    item.times(days)
}

/// A week.
const NEAR: i64 = 7;

/// The same thing, counted by another day.
fn moved(item: &Item, day: Day) -> Item {
    let of: Vec<_> = item.of.clone().into_iter().filter(|(dimension, _)| *dimension != "month").collect();
    Item::one(item.case, day, &of).times(item.amount)
}

fn structures(id: &str, truth: &Truth, as_of: Day, year: i32) -> Counted {
    match id {
        "structures.found" => Counted::Number(sites(truth, |_| true)),
        "structures.standing_sites" => {
            Counted::Number(sites(truth, |site| site.is_none_or(|site| site.completed().is_none())))
        }
        "structures.oldest_standing_days" => {
            let standing = sites(truth, |site| site.is_none_or(|site| site.completed().is_none()));
            Counted::Oldest(standing.into_iter().map(|item| aged(item, as_of)).collect())
        }
        "structures.demolished_sites" => Counted::Number(demolished_sites(truth)),
        "structures.demolished_area_m2" => Counted::Area(demolitions(truth)),
        "structures.completion_rate" => {
            let targets = truth.office.targets.get(&year);
            let target = targets.and_then(|targets| {
                targets.iter().find(|(id, _)| id.as_str() == "structures.demolished_area_m2")
            });
            Counted::OfTarget(demolitions(truth), target.map(|(_, amount)| amount.hundredths()))
        }
        _ => panic!("nobody said what {id} counts"),
    }
}

/// Each site once; a case whose sites are not determined yet is one.
fn sites(truth: &Truth, wanted: impl Fn(Option<&SiteLife>) -> bool) -> Vec<Item> {
    let mut items = Vec::new();
    for (case, reported, life) in structures_that_count(truth) {
        let undetermined = life.sites.is_empty().then_some(None);
        let sites = life.sites.values().map(Some).chain(undetermined).filter(|site| wanted(*site));
        items.extend(sites.map(|_| Item::one(case, reported, &of_structure(life))));
    }
    items
}

/// What is found not to be illegal counts no longer.
fn structures_that_count(truth: &Truth) -> impl Iterator<Item = (CaseId, Day, &StructureLife)> {
    let illegal = truth.structures.iter().filter(|(_, life)| life.not_illegal.is_none());
    illegal.filter_map(|(case, life)| Some((*case, life.reported.map(Occurred::day)?, life)))
}

pub fn demolished_sites(truth: &Truth) -> Vec<Item> {
    let mut items = Vec::new();
    for (case, _, life) in structures_that_count(truth) {
        let days = life.sites.values().filter_map(SiteLife::completed);
        items.extend(days.map(|day| Item::one(case, day, &of_structure(life))));
    }
    items
}

pub fn demolitions(truth: &Truth) -> Vec<Item> {
    let mut items = Vec::new();
    for (case, _, life) in structures_that_count(truth) {
        let demolitions = life.sites.values().flat_map(|site| &site.demolitions);
        items.extend(demolitions.map(|demolition| {
            Item::one(case, demolition.day, &of_structure(life)).times(demolition.area.dm2())
        }));
    }
    items
}

fn of_structure(life: &StructureLife) -> Vec<(&'static str, String)> {
    vec![
        ("zone", text(life.zone.as_ref())),
        ("address", text(life.address.as_ref())),
        ("committee", text(life.committee.now().and_then(Option::as_ref))),
        ("department", text(life.department.now().and_then(Option::as_ref))),
        ("category", life.stock.as_ref().map(code).unwrap_or_default()),
    ]
}

pub fn text<T: ToString>(name: Option<&T>) -> String {
    name.map(ToString::to_string).unwrap_or_default()
}

fn code<T: Serialize>(word: &T) -> String {
    serde_json::to_value(word).expect("JSON").as_str().expect("a code").to_owned()
}
