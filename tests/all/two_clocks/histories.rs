//! Random histories, each asked at random days and positions, then rebuilt.
use super::comparing::{Asked, answered, compare};
use super::history::History;
use super::truth;
use crate::support::stores::Engine;
use anjuan::cases::occurred::{Day, Moment};
use anjuan::event_log::{Position, RecordedEvent};
use anjuan::projections::rebuild::{Then, rebuild};
use anjuan::web::figures_view::{Known, scope_of};
use chrono::Duration;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Days and positions at which each history is asked.
const QUESTIONS: u32 = 12;

/// One history: its figures are the truth while it grows, and after the tables were made anew. Its event types.
async fn a_history_holds(engine: Engine, seed: u64, commands: u32) -> BTreeSet<String> {
    let place = engine.place();
    let mut history = History::begin(&place, seed).await;
    let context = format!("{engine:?}, seed {seed}");
    history.go_on(commands / 2).await;
    ask(&mut history, QUESTIONS / 3, &context).await;
    history.go_on(commands / 2).await;
    ask(&mut history, QUESTIONS, &context).await;
    let events = history.events().await;
    rebuilds_to_the_same(&mut history, &events, &context).await;
    history.go_on(commands / 6).await;
    ask(&mut history, QUESTIONS / 3, &format!("{context}, rebuilt")).await;
    events.iter().flat_map(what_it_is).collect()
}

/// What an event shows to have happened, beside its type.
fn what_it_is(event: &RecordedEvent) -> Vec<String> {
    let taken_back = event.event_type.ends_with("Corrected") && !event.payload.contains("\"becomes\"");
    let shown = [
        ("told by paper", event.batch.is_some()),
        ("corrected by paper", event.batch.is_some() && event.event_type.ends_with("Corrected")),
        ("taken back", taken_back),
        ("import undone", event.payload.contains("\"import_undone\"")),
    ];
    let shown = shown.into_iter().filter(|(_, is_so)| *is_so).map(|(word, _)| word.to_owned());
    shown.chain([event.event_type.to_string()]).collect()
}

async fn ask(history: &mut History, questions: u32, context: &str) {
    let events = history.events().await;
    for n in 0..questions {
        let mut asked = question(history, &events, n);
        if n % 4 == 3 {
            asked.known = Some(known_at_some_moment(history, &events, context).await);
        }
        compare(history.desk(), &events, asked, context).await;
    }
}

/// The position of a moment: that of some event, or a microsecond before it.
async fn known_at_some_moment(history: &mut History, events: &[RecordedEvent], context: &str) -> Position {
    let recorded = history.dice.pick(events).recorded_at;
    let before = Moment::new(recorded.utc() - Duration::microseconds(1));
    let moment = *history.dice.pick(&[recorded, before]);
    let desk = history.desk();
    let mut tx = desk.store().db().begin_read().await.expect("a transaction");
    let day = moment.day();
    let known = Some(Known::When(moment));
    let (_, position) = scope_of(desk, &mut tx, day, day, None, known).await.expect("a scope");
    assert_eq!(position, truth::position_at(events, moment), "{context}: {moment}");
    position
}

/// Mostly the whole of 2019, some of it, or two years; as of any day, at any position.
fn question(history: &mut History, events: &[RecordedEvent], n: u32) -> Asked {
    let dice = &mut history.dice;
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let (from, to) = *dice.pick(&[
        (day("2019-01-01"), day("2019-12-31")),
        (day("2019-01-01"), day("2019-12-31")),
        (day("2018-01-01"), day("2020-12-31")),
        (day("2019-03-10"), day("2019-07-19")),
    ]);
    // Most of what changes, changes on the day of some event.
    let near = dice.pick(events).occurred.day();
    let as_of = if dice.in_a_hundred(50) { near } else { dice.before(day("2020-03-31"), 450) };
    let position = dice.pick(events).position;
    let known = match n % 4 {
        0 => None,
        1 => Some(events.last().expect("events").position),
        _ => Some(Position(position.0 - i64::from(dice.below(2)))),
    };
    Asked { from, to, as_of, known }
}

async fn rebuilds_to_the_same(history: &mut History, events: &[RecordedEvent], context: &str) {
    let db = history.desk().store().db().clone();
    let asked = question(history, events, 2);
    let before = answered(history.desk(), asked).await;
    for then in [Then::CompareOnly, Then::CompareAndSwap] {
        let rebuilt = rebuild(&db, then, |_| {}).await.expect("rebuilt");
        assert_eq!(rebuilt.differences(), 0, "{context}: {then:?} {rebuilt:?}");
        assert_eq!(rebuilt.events, events.len() as u64, "{context}: {then:?}");
        assert_eq!(
            rebuilt.loaded,
            then != Then::CompareOnly,
            "{context}: what is equal is seen without loading"
        );
    }
    assert_eq!(answered(history.desk(), asked).await, before, "{context}");
}

/// What has to happen in the histories for the property to say anything.
const REACHED: &[&str] = &[
    "told by paper",
    "corrected by paper",
    "taken back",
    "import undone",
    "CaseFiled",
    "DeadlineExtensionApproved",
    "DemolitionAccepted",
    "DisputeSettled",
    "ExtensionApproved",
    "FixedOnTheSpot",
    "HazardClosedOff",
    "HazardCorrected",
    "HazardReassigned",
    "HazardReinspected",
    "HazardReopened",
    "HazardReported",
    "HazardVoided",
    "NotIllegalFound",
    "InspectionReopened",
    "PetitionAccepted",
    "PetitionConcluded",
    "PetitionCorrected",
    "PetitionDeclined",
    "PetitionForwarded",
    "PetitionIrregularityFound",
    "PetitionMerged",
    "PetitionRated",
    "PetitionReassigned",
    "PetitionRedirected",
    "PetitionReopened",
    "PetitionResumed",
    "PetitionSuspended",
    "PetitionVoided",
    "PetitionWithdrawn",
    "SiteDemolished",
    "SiteRemeasured",
    "StructureClosed",
    "StructureCorrected",
    "StructureReassigned",
    "StructureReopened",
    "StructureVoided",
    "TargetSet",
];

async fn histories_hold(engine: Engine, seeds: RangeInclusive<u64>, commands: u32) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    for seed in seeds {
        let mut events = a_history_holds(engine, seed, commands).await;
        reached.append(&mut events);
    }
    reached
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_is_the_plain_truth_on_sqlite() {
    let reached = histories_hold(Engine::Sqlite, 1..=36, 60).await;
    let missing: Vec<_> = REACHED.iter().filter(|wanted| !reached.contains(**wanted)).collect();
    assert!(missing.is_empty(), "no history reaches {missing:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_is_the_plain_truth_on_postgres() {
    histories_hold(Engine::Postgres, 101..=108, 60).await;
}
