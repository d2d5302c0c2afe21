//! Random lives: live and on paper, lawful and not, in and out of order.
use super::support::*;
use crate::cases::case_file::{Order, Refusal as _, VoidReason};
use crate::cases::facts::Conduct;
use crate::cases::fire_hazard::{
    FireHazard, HazardKind, Level, Penalty, Phase, ReinspectionOutcome, ReopenReason, TransferResult,
};
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::{Dated, Day, Moment, Occurred};
use crate::cases::people::Officers;
use chrono::{Days, TimeZone, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Every key of a refusal: a random run meets each of them.
const KEYS: [&str; 14] = [
    "hazard.already_linked",
    "hazard.already_registered",
    "hazard.before_earlier_step",
    "hazard.deadline_before_order",
    "hazard.impossible",
    "hazard.not_later",
    "hazard.not_rectified",
    "hazard.nothing_to_reassign",
    "hazard.other_number",
    "hazard.out_of_order",
    "hazard.still_sealed",
    "hazard.unknown_committee",
    "hazard.unlawful",
    "hazard.voided",
];

/// One attempt: how, how many days after the report, at which hour (over 23: only the day is known), and what.
#[derive(Clone, Debug)]
struct Attempt {
    conduct: Conduct,
    days: u64,
    hour: u32,
    /// Which version it corrects; none takes a step.
    corrects: Option<i64>,
    command: Option<Command>,
}

fn first() -> Day {
    day("2019-01-02")
}

impl Attempt {
    fn occurred(&self) -> Occurred {
        let day = first() + Days::new(self.days);
        match day.and_hms_opt(self.hour, 30, 0) {
            Some(at) => Occurred::Instant(Moment::new(Utc.from_utc_datetime(&at))),
            None => Occurred::Day(day),
        }
    }

    fn order(&self) -> Option<Dated<Order<Command>>> {
        let occurred = self.occurred();
        let step = self.command.clone().map(|what| Dated { occurred, what });
        let what = match (self.corrects, step) {
            (Some(version), becomes) => {
                Order::Correct { corrects: Version(version), becomes: becomes.map(Box::new) }
            }
            (None, step) => Order::Step(step?.what),
        };
        Some(Dated { occurred, what })
    }
}

fn later() -> impl Strategy<Value = Day> {
    (0_u64..80).prop_map(|days| first() + Days::new(days))
}

fn inspectors() -> impl Strategy<Value = Officers> {
    prop_oneof![4 => Just(two()), 1 => Just(Officers::NotRecorded), 1 => Just(one())]
}

fn outcome() -> impl Strategy<Value = ReinspectionOutcome> {
    let partly = ReinspectionOutcome::Partly;
    prop_oneof![3 => Just(ReinspectionOutcome::Passed), 2 => Just(ReinspectionOutcome::Failed), 1 => Just(partly)]
}

fn renumbered(mut command: Command) -> Command {
    if let Command::FindHazard { number, .. } = &mut command {
        *number = of("XH2019-00002");
    }
    command
}

fn main_way() -> impl Strategy<Value = Command> {
    let level = prop_oneof![Just(Level::General), Just(Level::Major)];
    let findings = (inspectors(), level).prop_map(|(inspectors, level)| find_by(inspectors, level));
    let orders = (later(), inspectors()).prop_map(|(deadline, inspectors)| Command::OrderRectification {
        deadline,
        paper: None,
        inspectors,
    });
    let checks = (outcome(), inspectors()).prop_map(|(outcome, inspectors)| reinspect(outcome, inspectors));
    let reasons = prop_oneof![Just(ReopenReason::FoundAgain), Just(ReopenReason::ClosedWrongly)];
    Union::new_weighted(vec![
        (2, findings.boxed()),
        (1, prop_oneof![Just(report(HazardKind::Wiring)), Just(renumbered(find()))].boxed()),
        (1, inspectors().prop_map(|inspectors| Command::DismissReport { inspectors }).boxed()),
        (1, inspectors().prop_map(|inspectors| Command::FixOnTheSpot { inspectors }).boxed()),
        (4, orders.boxed()),
        (2, later().prop_map(|until| Command::RequestDeadlineExtension { until, reason: None }).boxed()),
        (2, later().prop_map(|until| Command::ApproveDeadlineExtension { until }).boxed()),
        (3, prop_oneof![1 => Just(reject()), 2 => Just(claim())].boxed()),
        (4, checks.boxed()),
        (3, Just(close()).boxed()),
        (2, reasons.prop_map(reopen).boxed()),
    ])
}

fn beside() -> impl Strategy<Value = Command> {
    let committee = prop_oneof![Just(None), Just(Some(of("复兴岛"))), Just(Some(of("无名")))];
    let seals = (any::<bool>(), prop::option::of(later()))
        .prop_map(|(emergency, until)| Command::SealPremises { emergency, paper: None, until });
    let results = prop_oneof![Just(TransferResult::Returned), Just(TransferResult::Rectified)];
    let plain = prop::sample::select(vec![
        Command::DeclareMajor {},
        Command::DowngradeHazard { reason: None },
        Command::DecideSeal { paper: None },
        Command::LiftSeal {},
        Command::RecommendPenalty { to: of("杨浦区消防救援支队") },
        Command::RecordPenalty { penalty: Penalty::Warning, paper: None },
        Command::TransferHazard { to: of("定海路派出所") },
        Command::RecountTerms {},
        Command::LinkHazard { to: StreamId(Uuid::from_u128(7)) },
        Command::VoidHazard { reason: VoidReason::Duplicate },
    ]);
    prop_oneof![
        10 => plain,
        4 => seals,
        1 => results.prop_map(|result| Command::RecordTransferResult { result }),
        1 => committee.prop_map(|committee| Command::ReassignHazard { committee, department: None }),
    ]
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let conduct = prop_oneof![Just(Conduct::Paper), Just(Conduct::Live)];
    let command = prop_oneof![4 => main_way().boxed(), 1 => beside().boxed()];
    let corrects = prop_oneof![9 => Just(None), 1 => (1_i64..12).prop_map(Some)];
    (conduct, 0_u64..5, 0_u32..48, corrects, prop::option::weighted(0.95, command)).prop_map(
        |(conduct, days, hour, corrects, command)| Attempt { conduct, days, hour, corrects, command },
    )
}

fn told(command: Command) -> Attempt {
    Attempt { conduct: Conduct::Paper, days: 0, hour: 48, corrects: None, command: Some(command) }
}

/// A life whose days mostly go forward, from nothing or from somewhere on its way.
fn life() -> impl Strategy<Value = Vec<Attempt>> {
    let opening = prop::sample::select(vec![
        Vec::new(),
        vec![report(HazardKind::LockedExit)],
        vec![find()],
        vec![report(HazardKind::Other), find(), order("2019-01-20")],
    ]);
    (opening, vec((attempt(), prop::bool::weighted(0.9)), 1..40)).prop_map(|(opening, rest)| {
        let mut attempts: Vec<_> = opening.into_iter().map(told).collect();
        let mut today = 0;
        for (mut attempt, forward) in rest {
            today += attempt.days;
            attempt.days = if forward { today } else { attempt.days };
            attempts.push(attempt);
        }
        attempts
    })
}

fn replayed(events: &[Dated<Event>]) -> FireHazard {
    let mut file = FireHazard::default();
    for event in events {
        file.fold(event.clone());
    }
    file
}

fn holds(file: &FireHazard) {
    let life = file.life();
    assert_eq!(life.is_rectified(), life.verified.is_some(), "rectified is what was seen so");
    if let Some(closed) = life.closed_off_on() {
        assert!(
            life.rectified_on().is_some_and(|rectified| rectified <= closed),
            "closed off after it was rectified"
        );
        assert!(life.order().is_none() && life.claimed().is_none() && life.extension_pending().is_none());
    }
    if let Some(order) = life.order() {
        assert!(!life.is_rectified(), "an order ends with it");
        assert_eq!(
            life.deadline_now(),
            Some(&order.deadline),
            "the deadline is that of the order that stands"
        );
    }
    for clock in life.clocks() {
        assert!(clock.ended.is_none_or(|ended| clock.started <= ended), "{clock:?}");
        assert!(clock.ended.is_some() || life.voided.is_none(), "no clock of a void case runs");
    }
    let ordering = ["rectify_hazard", "reinspect_hazard", "order_rectification"];
    for name in ordering {
        let running =
            life.clocks().iter().filter(|clock| clock.name == name && clock.ended.is_none()).count();
        assert!(running <= usize::from(!life.is_rectified()), "{name} runs {running} times");
    }
    assert!(life.found.is_some() || life.orders.is_empty(), "what is ordered was found");
    assert_eq!(
        life.phase() == Phase::Unregistered,
        file.version() == Version(0),
        "a case begins with its first step"
    );
}

/// Lives through the attempts, notes each phase, and returns the keys of what was refused.
fn live_through(attempts: &[Attempt], phases: &mut BTreeSet<Phase>) -> BTreeSet<&'static str> {
    let mut story = Story::default();
    let mut refused = BTreeSet::new();
    for order in attempts.iter().filter_map(|attempt| Some((attempt.conduct, attempt.order()?))) {
        let before = story.file.clone();
        match story.file.decide(&order.1, &facts(order.0)) {
            Ok(events) => {
                for event in events {
                    story.events.push(event.clone());
                    story.file.fold(event);
                    phases.insert(story.file.life().phase());
                }
                holds(&story.file);
            }
            Err(refusal) => {
                refused.insert(refusal.key());
                assert_eq!(story.file, before, "a refused command leaves the case as it was");
            }
        }
    }
    assert_eq!(replayed(&story.events), story.file, "the log tells the whole case");
    let json = serde_json::to_string(story.life()).expect("a state holds no person");
    assert_eq!(&serde_json::from_str::<Life>(&json).expect("a state"), story.life());
    refused
}

#[test]
fn every_life_holds_together_and_every_refusal_is_met() {
    let config = Config { cases: 1500, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let met = RefCell::new(BTreeSet::new());
    let phases = RefCell::new(BTreeSet::new());
    let run = runner.run(&life(), |attempts| {
        met.borrow_mut().extend(live_through(&attempts, &mut phases.borrow_mut()));
        Ok(())
    });
    assert!(run.is_ok(), "{run:?}");
    assert_eq!(met.into_inner(), BTreeSet::from(KEYS));
    assert_eq!(phases.into_inner().len(), 10, "every phase after the first step");
}
