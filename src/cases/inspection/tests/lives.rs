//! Random lives: live and on paper, lawful and not, in and out of order.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::ids::{StreamId, Version};
use crate::cases::inspection::{
    Checklist, FoundHazard, HazardNo, HazardResult, Inspection, Phase, SafetyHazard, Signature,
};
use crate::cases::occurred::Day;
use crate::cases::people::Officers;
use crate::cases::rectification::{Level, ReinspectionOutcome, ReopenReason, TransferResult};
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
    prop_oneof![3 => Just(PASSED), 2 => Just(FAILED), 1 => Just(partly)]
}

fn some_hazards() -> impl Strategy<Value = Vec<HazardNo>> {
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec((1_u16..4).prop_map(HazardNo), 1..3)]
}

fn records() -> impl Strategy<Value = Command> {
    let hazard = (1_u16..4, any::<bool>()).prop_map(|(no, major)| FoundHazard {
        hazard: HazardNo(no),
        level: if major { Level::Major } else { Level::General },
        content: None,
    });
    let checklist = prop::option::of((0_u16..9, 0_u16..6));
    let signature =
        prop_oneof![3 => Just(Some(Signature::Signed)), 1 => Just(Some(Signature::Refused)), 1 => Just(None)];
    (prop::collection::vec(hazard, 0..3), checklist, signature, inspectors()).prop_map(
        |(found, checklist, signature, inspectors)| {
            let mut command = record_by(0, inspectors, signature);
            if let Command::RecordInspection { hazards, checklist: told, .. } = &mut command {
                *hazards = found;
                *told = checklist.map(|(checked, failed)| Checklist { checked, failed });
            }
            command
        },
    )
}

fn opinions() -> impl Strategy<Value = Option<crate::cases::words::PaperNumber>> {
    prop::option::of(prop::sample::select(vec![of("定安检〔2019〕1号"), of("定安复〔2019〕1号")]))
}

fn reopenings() -> impl Strategy<Value = Command> {
    let reason = prop::sample::select(vec![ReopenReason::FoundAgain, ReopenReason::ClosedWrongly]);
    (reason, some_hazards()).prop_map(|(reason, hazards)| Command::ReopenInspection {
        reason,
        hazards,
        note: None,
    })
}

fn main_way() -> impl Strategy<Value = Command> {
    let orders = (some_hazards(), later(), opinions(), inspectors()).prop_map(
        |(hazards, deadline, opinion, inspectors)| Command::OrderRectification {
            hazards,
            deadline,
            opinion,
            inspectors,
        },
    );
    let result =
        (1_u16..4, outcome()).prop_map(|(no, outcome)| HazardResult { hazard: HazardNo(no), outcome });
    let results = prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(result, 1..3)];
    let checks = (prop::option::weighted(0.8, outcome()), results, opinions(), inspectors()).prop_map(
        |(outcome, results, opinion, inspectors)| Command::ReinspectHazards {
            outcome,
            results,
            opinion,
            inspectors,
        },
    );
    let reject = Command::RejectDeadlineExtension { reason: None };
    Union::new_weighted(vec![
        (1, records().boxed()),
        (4, orders.boxed()),
        (2, later().prop_map(|until| Command::RequestDeadlineExtension { until, reason: None }).boxed()),
        (2, later().prop_map(|until| Command::ApproveDeadlineExtension { until }).boxed()),
        (2, prop_oneof![1 => Just(reject), 2 => Just(Command::ReportRectification {})].boxed()),
        (5, checks.boxed()),
        (3, Just(close()).boxed()),
        (2, reopenings().boxed()),
    ])
}

fn beside() -> impl Strategy<Value = Command> {
    let committee = prop_oneof![Just(None), Just(Some(of("复兴岛"))), Just(Some(of("无名")))];
    let plain = prop::sample::select(vec![
        Command::IssueOpinion { opinion: of("定安检〔2019〕1号") },
        Command::IssueOpinion { opinion: of("定安检〔2019〕2号") },
        Command::IssueOpinion { opinion: of("定安检〔2019〕3号") },
        Command::TransferInspection { to: of("杨浦区应急管理局") },
        Command::RecordTransferResult { result: TransferResult::Rectified },
        Command::RecountTerms {},
        Command::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH1") },
        Command::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH2") },
        Command::LinkInspection { to: StreamId(Uuid::from_u128(8)) },
        Command::LinkInspection { to: StreamId(Uuid::from_u128(7)) },
        Command::VoidInspection { reason: VoidReason::Duplicate },
    ]);
    prop_oneof![
        12 => plain,
        1 => committee.prop_map(|committee| Command::ReassignInspection { committee, department: None }),
    ]
}

fn openings() -> impl Strategy<Value = Vec<Command>> {
    prop::sample::select(vec![
        Vec::new(),
        vec![record(0)],
        vec![record(2)],
        vec![record(3), order(&[], "2019-01-20")],
        vec![record(2), order(&[], "2019-01-20")],
        vec![record(1), order(&[], "2019-02-20")],
    ])
}

fn holds(file: &Inspection) {
    let life = file.life();
    for hazard in life.hazards.values() {
        assert_eq!(hazard.is_rectified(), hazard.seen.is_some(), "rectified is what was seen so");
        assert!(!(hazard.is_rectified() && hazard.is_failing()), "no hazard is both");
    }
    if let Some(closed) = life.closed_off_on() {
        let rectified = life.hazards.values().filter_map(SafetyHazard::rectified_on);
        assert_eq!(
            rectified.filter(|day| *day <= closed).count(),
            life.hazards.len(),
            "closed off after all"
        );
        assert!(life.running().next().is_none(), "every order ended");
        assert!(life.claimed().is_none() && life.extension_pending().is_none());
    }
    for order in life.running() {
        let left = life.unrectified().any(|(no, _)| order.hazards.contains(&no));
        assert!(left, "an order runs for a hazard");
    }
    for clock in life.clocks() {
        assert!(clock.ended.is_none_or(|ended| clock.started <= ended), "{clock:?}");
        assert!(clock.ended.is_some() || life.voided.is_none(), "no clock of a void case runs");
        assert!(clock.ended.is_some() || life.unrectified().next().is_some(), "{clock:?}");
    }
    let numbers: BTreeSet<_> = life.opinions.iter().map(|opinion| opinion.number.clone()).collect();
    assert_eq!(numbers.len(), life.opinions.len(), "a document counts once");
    let begun = file.version() != Version(0);
    assert_eq!(life.phase() != Phase::Unregistered, begun, "a case begins with its first step");
}

#[test]
fn every_life_holds_together_and_every_refusal_is_met() {
    let commands = prop_oneof![5 => main_way().boxed(), 1 => beside().boxed()].boxed();
    let (phases, lived) = (RefCell::new(BTreeSet::new()), Lived::default());
    let met = live_through::<Life>(&lives(openings(), attempts(commands, 50), 1), first(), |file| {
        phases.borrow_mut().insert(file.life().phase());
        lived.note(file, Life::phase);
        holds(file);
    });
    met.is_everything::<Refusal>(&names_of::<Command>());
    assert_eq!(phases.into_inner().len(), 9, "every phase after the first step");
    lived.demand_declared(Life::phase);
}
