//! Random lives: live and on paper, lawful and not, in and out of order.
use super::support::*;
use crate::cases::case_file::{Order, Refusal as _, VoidReason};
use crate::cases::facts::Conduct;
use crate::cases::ids::{StreamId, Version};
use crate::cases::illegal_structure::{
    Appeal, AppealOutcome, ForceDecider, IllegalStructure, Phase, ServiceWay, SiteNo, SuspensionReason,
    TerminationReason, TransferResult, Way,
};
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
const KEYS: [&str; 22] = [
    "structure.above_determined",
    "structure.already_accepted",
    "structure.already_linked",
    "structure.already_reported",
    "structure.before_earlier_step",
    "structure.below_demolished",
    "structure.deadline_before_order",
    "structure.impossible",
    "structure.no_area",
    "structure.no_informant",
    "structure.no_sites",
    "structure.not_accepted",
    "structure.not_demolished",
    "structure.nothing_to_reassign",
    "structure.out_of_order",
    "structure.site_already_determined",
    "structure.site_not_determined",
    "structure.site_twice",
    "structure.sites_remain",
    "structure.unknown_committee",
    "structure.unlawful",
    "structure.voided",
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
    day("2021-06-01")
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

fn area() -> impl Strategy<Value = String> {
    prop_oneof![6 => (1_u16..6).prop_map(|area| area.to_string()), 1 => Just("0".to_owned()), 2 => Just("5".to_owned())]
}

fn number() -> impl Strategy<Value = u16> {
    prop_oneof![5 => Just(1_u16), 1 => Just(2_u16)]
}

fn officers() -> impl Strategy<Value = Officers> {
    prop_oneof![4 => Just(two_officers()), 1 => Just(Officers::NotRecorded), 1 => Just(Officers::named(&[of("陈国华")]))]
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![Just(Way::SelfDemolished), Just(Way::Assisted), Just(Way::Forced)]
}

fn main_way() -> impl Strategy<Value = Command> {
    let sites = vec((number(), area()).prop_map(|(number, area)| site(number, &area)), 0..3);
    let measured = || (number(), area()).prop_map(|(number, area)| (SiteNo(number), m2(&area)));
    let decider = prop_oneof![Just(ForceDecider::DistrictGovernment), Just(ForceDecider::Subdistrict)];
    let orders = prop::option::of(0_u64..400).prop_map(|deadline| Command::OrderDemolition {
        paper: None,
        deadline: deadline.map(|days| first() + Days::new(days)),
    });
    let demolitions = (measured(), way());
    Union::new_weighted(vec![
        (1, prop_oneof![Just(report()), Just(being_built())].boxed()),
        (1, officers().prop_map(|officers| Command::InvestigateSite { officers }).boxed()),
        (1, officers().prop_map(|officers| Command::FileCase { officers }).boxed()),
        (3, sites.prop_map(|sites| Command::DetermineStructure { sites }).boxed()),
        (1, measured().prop_map(|(site, area)| Command::RemeasureSite { site, area }).boxed()),
        (3, orders.boxed()),
        (1, any::<bool>().prop_map(|owner_unknown| Command::AnnounceOrder { owner_unknown }).boxed()),
        (1, services().boxed()),
        (3, prop_oneof![Just(urge()), Just(hear()), Just(Command::RequestAssistance {})].boxed()),
        (1, decider.prop_map(|by| Command::DecideForcedDemolition { by, paper: None }).boxed()),
        (1, Just(Command::AnnounceForcedDemolition {}).boxed()),
        (4, demolitions.prop_map(|((site, area), way)| Command::DemolishSite { site, area, way }).boxed()),
        (1, measured().prop_map(|(site, area)| Command::MeasureArea { site, area }).boxed()),
        (2, number().prop_map(|number| Command::AcceptDemolition { site: SiteNo(number) }).boxed()),
        (2, Just(Command::CloseStructure {}).boxed()),
    ])
}

fn services() -> impl Strategy<Value = Command> {
    prop_oneof![Just(None), Just(Some(ServiceWay::Announcement))].prop_map(|way| Command::ServeOrder { way })
}

fn beside() -> impl Strategy<Value = Command> {
    let committee = prop_oneof![Just(None), Just(Some(of("复兴岛"))), Just(Some(of("无名")))];
    let results = prop_oneof![Just(TransferResult::Returned), Just(TransferResult::Demolished)];
    let outcomes = prop_oneof![Just(AppealOutcome::Upheld), Just(AppealOutcome::Revoked)];
    let plain = prop::sample::select(vec![
        Command::InformInformant {},
        Command::FindNotIllegal { grounds: None },
        Command::TransferStructure { to: of("杨浦区城管局") },
        Command::OrderStop { paper: None },
        Command::RecordStopRefusal {},
        Command::SuspendStructure { reason: SuspensionReason::Other },
        Command::ResumeStructure {},
        Command::StartLitigation { appeal: Appeal::Suit },
        Command::ReachAgreement { terms: None },
        Command::TerminateStructure { reason: TerminationReason::PartyGone },
        Command::ReopenStructure { reason: None },
        Command::LinkStructure { to: StreamId(Uuid::from_u128(7)) },
        Command::VoidStructure { reason: VoidReason::Duplicate },
    ]);
    prop_oneof![
        13 => plain,
        1 => results.prop_map(|result| Command::RecordTransferResult { result }),
        1 => outcomes.prop_map(|outcome| Command::EndLitigation { outcome }),
        1 => committee.prop_map(|committee| Command::ReassignStructure { committee, department: None }),
    ]
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let conduct = prop_oneof![2 => Just(Conduct::Paper), 1 => Just(Conduct::Live)];
    let command = prop_oneof![5 => main_way().boxed(), 1 => beside().boxed()];
    let corrects = prop_oneof![9 => Just(None), 1 => (1_i64..12).prop_map(Some)];
    (conduct, 0_u64..6, 0_u32..48, corrects, prop::option::weighted(0.95, command)).prop_map(
        |(conduct, days, hour, corrects, command)| Attempt { conduct, days, hour, corrects, command },
    )
}

/// How far paper has brought a case on its first day.
fn opening(report: Command, steps: usize) -> Vec<Attempt> {
    let way = [
        report,
        file(),
        determine("5"),
        order(),
        Command::AnnounceOrder { owner_unknown: false },
        serve(),
        urge(),
        hear(),
        decide_force(),
        Command::AnnounceForcedDemolition {},
    ];
    let told = |command| Attempt {
        conduct: Conduct::Paper,
        days: 0,
        hour: 48,
        corrects: None,
        command: Some(command),
    };
    way.into_iter().take(steps).map(told).collect()
}

/// A life whose days mostly go forward, from nothing or from somewhere on its way.
fn life() -> impl Strategy<Value = Vec<Attempt>> {
    let reports = prop_oneof![Just(report()), Just(being_built())];
    let start = (reports, 0_usize..11).prop_map(|(report, steps)| opening(report, steps));
    (start, vec((attempt(), prop::bool::weighted(0.9)), 1..40)).prop_map(|(mut attempts, rest)| {
        let mut today = 2;
        for (mut attempt, forward) in rest {
            today += attempt.days * 3;
            attempt.days = if forward { today } else { attempt.days };
            attempts.push(attempt);
        }
        attempts
    })
}

fn replayed(events: &[Dated<Event>]) -> IllegalStructure {
    let mut file = IllegalStructure::default();
    for event in events {
        file.fold(event.clone());
    }
    file
}

fn holds(file: &IllegalStructure) {
    let life = file.life();
    for site in life.sites.values() {
        assert!(site.demolished_area() <= site.determined_area(), "no more is gone than there was");
        let first = site.demolitions.iter().map(|one| one.day).min();
        assert!(
            site.completed().is_none_or(|day| first.is_some_and(|first| first <= day)),
            "something is gone"
        );
    }
    if life.phase() == Phase::Closed {
        let ended = life.not_illegal.or(life.terminated).or(life.agreed);
        assert!(life.all_demolished() || ended.is_some() || life.transfer.is_some(), "closed for a reason");
    }
    if life.ended_on().is_some() && life.voided.is_some() {
        assert!(life.clocks().iter().all(|clock| clock.ended.is_some()), "no clock of a void case runs");
    }
    if let Some(from) = life.forced_from() {
        assert!(life.served().is_some_and(|served| served.day() < from.due), "the terms follow the service");
    }
    assert!(life.filed.is_some() || life.sites.is_empty(), "a determined case is filed");
}

/// Lives through the attempts and returns the keys of what was refused.
fn live_through(attempts: &[Attempt]) -> BTreeSet<&'static str> {
    let mut story = Story::default();
    let mut refused = BTreeSet::new();
    for order in attempts.iter().filter_map(|attempt| Some((attempt.conduct, attempt.order()?))) {
        let before = story.file.clone();
        match story.file.decide(&order.1, &facts(order.0)) {
            Ok(events) => {
                for event in events {
                    story.events.push(event.clone());
                    story.file.fold(event);
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
    let run = runner.run(&life(), |attempts| {
        met.borrow_mut().extend(live_through(&attempts));
        Ok(())
    });
    assert!(run.is_ok(), "{run:?}");
    assert_eq!(met.into_inner(), BTreeSet::from(KEYS));
}
