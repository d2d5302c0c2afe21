//! Random lives: live and on paper, lawful and not, in and out of order.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::fire_hazard::{
    FireHazard, HazardKind, Level, Penalty, Phase, ReinspectionOutcome, ReopenReason, TransferResult,
};
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::Day;
use crate::cases::people::Officers;
use crate::cases::testing::declared::Lived;
use crate::cases::testing::lives::{attempts, live_through, lives};
use crate::cases::testing::names_of;
use chrono::Days;
use proptest::prelude::*;
use proptest::strategy::Union;
use std::cell::RefCell;
use std::collections::BTreeSet;
use uuid::Uuid;

fn first() -> Day {
    day("2019-01-02")
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
        Command::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH1") },
        Command::LinkHazard { to: StreamId(Uuid::from_u128(7)) },
        Command::VoidHazard { reason: VoidReason::Duplicate },
    ]);
    prop_oneof![
        11 => plain,
        4 => seals,
        1 => results.prop_map(|result| Command::RecordTransferResult { result }),
        1 => committee.prop_map(|committee| Command::ReassignHazard { committee, department: None }),
    ]
}

fn openings() -> impl Strategy<Value = Vec<Command>> {
    prop::sample::select(vec![
        Vec::new(),
        vec![report(HazardKind::LockedExit)],
        vec![find()],
        vec![report(HazardKind::Other), find(), order("2019-01-20")],
    ])
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

#[test]
fn every_life_holds_together_and_every_refusal_is_met() {
    let commands = prop_oneof![4 => main_way().boxed(), 1 => beside().boxed()].boxed();
    let (phases, lived) = (RefCell::new(BTreeSet::new()), Lived::default());
    let met = live_through::<Life>(&lives(openings(), attempts(commands, 50), 1), first(), |file| {
        phases.borrow_mut().insert(file.life().phase());
        lived.note(file, Life::phase);
        holds(file);
    });
    met.is_everything::<Refusal>(&names_of::<Command>());
    lived.demand_declared(Life::phase);
    assert_eq!(phases.into_inner().len(), 10, "every phase after the first step");
}
