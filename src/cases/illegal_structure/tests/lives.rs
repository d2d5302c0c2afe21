//! Random lives: live and on paper, lawful and not, in and out of order.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::ExternalSystem;
use crate::cases::ids::StreamId;
use crate::cases::illegal_structure::{
    Appeal, AppealOutcome, ForceDecider, IllegalStructure, Phase, ServiceWay, SiteNo, SuspensionReason,
    TerminationReason, TransferResult, Way,
};
use crate::cases::occurred::Day;
use crate::cases::people::Officers;
use crate::cases::testing::declared::Lived;
use crate::cases::testing::lives::{attempts, live_through, lives};
use crate::cases::testing::names_of;
use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;
use uuid::Uuid;

fn first() -> Day {
    day("2021-06-01")
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
        Command::RecountTerms {},
        Command::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH1") },
        Command::LinkStructure { to: StreamId(Uuid::from_u128(7)) },
        Command::VoidStructure { reason: VoidReason::Duplicate },
    ]);
    prop_oneof![
        14 => plain,
        1 => results.prop_map(|result| Command::RecordTransferResult { result }),
        1 => outcomes.prop_map(|outcome| Command::EndLitigation { outcome }),
        1 => committee.prop_map(|committee| Command::ReassignStructure { committee, department: None }),
    ]
}

/// How far paper has brought a case on its first day.
fn openings() -> impl Strategy<Value = Vec<Command>> {
    let reports = prop_oneof![Just(report()), Just(being_built())];
    let rest = [
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
    (reports, 0_usize..11)
        .prop_map(move |(report, steps)| [report].into_iter().chain(rest.clone()).take(steps).collect())
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

#[test]
fn every_life_holds_together_and_every_refusal_is_met() {
    let commands = prop_oneof![5 => main_way().boxed(), 1 => beside().boxed()].boxed();
    let lived = Lived::default();
    let met = live_through::<Life>(&lives(openings(), attempts(commands, 33), 3), first(), |file| {
        lived.note(file, Life::phase);
        holds(file);
    });
    met.is_everything::<Refusal>(&names_of::<Command>());
    lived.demand_declared(Life::phase);
}
