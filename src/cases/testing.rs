//! Short words for the stories that the tests of every kind of case tell.
pub(crate) mod declared;
pub(crate) mod examples;
pub(crate) mod lives;
pub(crate) mod table;

use super::case_file::{CaseFile, Impossible, Life, Order, Refusal};
use super::facts::{Conduct, Facts};
use super::file_hash::FileHash;
use super::fire_hazard::HazardRefusal;
use super::ids::Version;
use super::illegal_structure::StructureRefusal;
use super::inspection::InspectionRefusal;
use super::occurred::{Dated, Day, Moment, Occurred};
use super::petition::PetitionRefusal;
use super::statutes::Rule;
use super::workdays::{Calendar, CalendarVersion, DayKind, Festival, SpecialDay};
use cqrs_es::test::TestFramework;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

/// What follows from a command.
pub(crate) type Decided<L> = Result<Vec<<L as Life>::Event>, <L as Life>::Refusal>;

pub(crate) fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a text that fits its type")
}

pub(crate) fn day(text: &str) -> Day {
    of(text)
}

/// `2019-03-04`, or a moment in RFC 3339.
pub(crate) fn when(text: &str) -> Occurred {
    Moment::parse(text).map_or_else(|_| Occurred::Day(day(text)), Occurred::Instant)
}

pub(crate) fn facts(conduct: Conduct) -> Facts {
    Facts {
        now: Moment::parse("2026-11-24T18:00:00+08:00").expect("a moment"),
        conduct,
        calendar: Calendar::china(),
        committees: Arc::new(BTreeSet::from([of("共青"), of("复兴岛"), of("定海港")])),
        kinds: Arc::default(),
        stored: Arc::new(["整改前", "整改后", "来信"].map(|bytes| FileHash::of(bytes.as_bytes())).into()),
        case_version: Version(3),
        tellings: Arc::default(),
    }
}

/// The same when the calendar of 2027 is published, with these holidays.
pub(crate) fn facts_of_2027(holidays: &[&str]) -> Facts {
    let holiday =
        |text: &&str| SpecialDay { day: day(text), kind: DayKind::Holiday, festival: Festival::NewYear };
    let rows: Vec<_> = holidays.iter().map(holiday).collect();
    let calendar = Calendar::china().with_year(CalendarVersion(2), 2027, &rows).expect("a calendar");
    Facts { calendar: Arc::new(calendar), ..facts(Conduct::Live) }
}

/// An order to correct a step.
pub(crate) fn correction<C>(on: &str, version: i64, becomes: Option<(&str, C)>) -> Dated<Order<C>> {
    let becomes = becomes.map(|(at, what)| Box::new(Dated { occurred: when(at), what }));
    Dated { occurred: when(on), what: Order::Correct { corrects: Version(version), becomes, reason: None } }
}

/// A case as its commands made it.
#[derive(Clone)]
pub(crate) struct Story<L: Life> {
    pub(crate) file: CaseFile<L>,
    pub(crate) events: Vec<Dated<L::Event>>,
}

impl<L: Life> Default for Story<L> {
    fn default() -> Self {
        Self { file: CaseFile::default(), events: Vec::new() }
    }
}

impl<L: Life> Story<L> {
    /// The story goes on as paper tells it.
    pub(crate) fn then(self, at: &str, command: L::Command) -> Self {
        self.after(&facts(Conduct::Paper), &Dated { occurred: when(at), what: Order::Step(command) })
    }

    /// A step turns out to have been another, or none, as paper tells it.
    pub(crate) fn corrected(self, on: &str, version: i64, becomes: Option<(&str, L::Command)>) -> Self {
        self.after(&facts(Conduct::Paper), &correction(on, version, becomes))
    }

    /// The story goes on with what is ordered.
    pub(crate) fn after(mut self, facts: &Facts, order: &Dated<Order<L::Command>>) -> Self {
        for event in self.file.decide(order, facts).expect("an order that can be carried out") {
            self.events.push(event.clone());
            self.file.fold(event);
        }
        self
    }

    pub(crate) fn life(&self) -> &L {
        self.file.life()
    }

    pub(crate) fn order(&self, conduct: Conduct, order: Dated<Order<L::Command>>) -> Decided<L> {
        self.asked(facts(conduct), order)
    }

    pub(crate) fn asked(&self, facts: Facts, order: Dated<Order<L::Command>>) -> Decided<L> {
        let framework = TestFramework::<CaseFile<L>>::with(facts);
        let result = framework.given(self.events.clone()).when(order).inspect_result();
        result.map(|events| events.into_iter().map(|event| event.what).collect())
    }

    /// What follows when somebody acts.
    pub(crate) fn live(&self, at: &str, command: L::Command) -> Decided<L> {
        self.order(Conduct::Live, Dated { occurred: when(at), what: Order::Step(command) })
    }

    /// What follows when paper tells it.
    pub(crate) fn paper(&self, at: &str, command: L::Command) -> Decided<L> {
        self.order(Conduct::Paper, Dated { occurred: when(at), what: Order::Step(command) })
    }

    /// The rules that were broken when paper tells it.
    pub(crate) fn irregular(&self, at: &str, command: L::Command) -> Vec<Rule> {
        let told = self.paper(at, command).expect("a step that paper can tell");
        told.iter().filter_map(|event| L::irregularity(event)).map(|found| found.rule).collect()
    }

    /// What is on record as unlawful: the day of the step, and the rule.
    pub(crate) fn irregularities(&self) -> Vec<(String, Rule)> {
        let found = |step: &Dated<L::Event>| {
            L::irregularity(&step.what).map(|found| (step.day().to_string(), found.rule))
        };
        self.file.steps().filter_map(|(_, step)| found(step)).collect()
    }
}

/// Whether the law stands against it, or reality.
pub(crate) trait Reason {
    /// The rule of the law that forbids it.
    fn rule(&self) -> Option<Rule>;

    /// Why no case of any kind could do it.
    fn impossible(&self) -> Option<&Impossible>;
}

macro_rules! reasons {
    ($($refusal:ty),+) => {$(
        impl Reason for $refusal {
            fn rule(&self) -> Option<Rule> {
                match self {
                    Self::Unlawful(unlawful) => Some(unlawful.rule),
                    _ => None,
                }
            }

            fn impossible(&self) -> Option<&Impossible> {
                match self {
                    Self::Impossible(impossible) => Some(impossible),
                    _ => None,
                }
            }
        }
    )+};
}

reasons!(PetitionRefusal, HazardRefusal, StructureRefusal, InspectionRefusal);

/// The rule that a refused command would have broken.
pub(crate) fn broken<E: Debug, R: Reason + Debug>(decided: Result<Vec<E>, R>) -> Rule {
    let refusal = decided.expect_err("a command that the law forbids");
    refusal.rule().unwrap_or_else(|| panic!("not unlawful: {refusal:?}"))
}

/// The one event that followed.
pub(crate) fn only<E: Clone + Debug, R: Debug>(decided: Result<Vec<E>, R>) -> E {
    match decided.expect("a step that is lawful").as_slice() {
        [event] => event.clone(),
        other => panic!("not one event: {other:?}"),
    }
}

/// Whether the step does not follow from where the case stands.
pub(crate) fn out_of_order<E, R: Refusal>(decided: &Result<E, R>) -> bool {
    matches!(decided, Err(refusal) if refusal.key().ends_with(".out_of_order"))
}

/// Whether the step would lie before one that it follows.
pub(crate) fn too_early<E, R: Refusal>(decided: &Result<E, R>) -> bool {
    matches!(decided, Err(refusal) if refusal.key().ends_with(".before_earlier_step"))
}

/// The name of a command.
pub(crate) fn name_of<C: Serialize>(command: &C) -> String {
    let (json, _) = super::personal::sealing(|| serde_json::to_value(command));
    let names = json.expect("a command").as_object().map(|fields| fields.keys().cloned().collect());
    match names.unwrap_or_else(Vec::new).as_slice() {
        [name] => name.clone(),
        other => panic!("not one name: {other:?}"),
    }
}

/// The names of all commands that can be asked for, as what reads them knows them.
pub(crate) fn names_of<C: DeserializeOwned + Debug>() -> BTreeSet<String> {
    let unknown = serde_json::from_str::<C>(r#"{"Unknown":{}}"#).expect_err("no command").to_string();
    // unknown variant `Unknown`, expected one of `RegisterPetition`, …
    unknown.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}
