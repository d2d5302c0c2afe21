//! Short words for the stories below.
use crate::cases::case_file::Order;
use crate::cases::facts::{Conduct, Facts, Unlawful};
use crate::cases::fire_hazard::{
    FireHazard, HazardCommand, HazardEvent, HazardKind, HazardLife, HazardRefusal, Level,
    ReinspectionOutcome, ReopenReason,
};
use crate::cases::occurred::{Dated, Day, Moment, Occurred};
use crate::cases::people::{Officers, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::Rule;
use crate::cases::words::Text;
use crate::cases::workdays::Calendar;
use cqrs_es::test::TestFramework;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

pub(super) type Command = HazardCommand;
pub(super) type Event = HazardEvent;
pub(super) type Refusal = HazardRefusal;
pub(super) type Life = HazardLife;
pub(super) type Decided = Result<Vec<Event>, Refusal>;

pub(super) fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a text that fits its type")
}

pub(super) fn day(text: &str) -> Day {
    of(text)
}

/// `2019-03-04`, or a moment in RFC 3339.
pub(super) fn when(text: &str) -> Occurred {
    Moment::parse(text).map_or_else(|_| Occurred::Day(day(text)), Occurred::Instant)
}

pub(super) fn facts(conduct: Conduct) -> Facts {
    Facts {
        now: Moment::parse("2026-11-24T18:00:00+08:00").expect("a moment"),
        conduct,
        calendar: Calendar::china(),
        committees: Arc::new(BTreeSet::from([of("共青"), of("复兴岛")])),
    }
}

/// A case as its commands made it.
#[derive(Clone, Default)]
pub(super) struct Story {
    pub(super) file: FireHazard,
    pub(super) events: Vec<Dated<Event>>,
}

impl Story {
    /// The story goes on as paper tells it.
    pub(super) fn then(mut self, at: &str, command: Command) -> Self {
        let order = Dated { occurred: when(at), what: Order::Step(command) };
        let events = self.file.decide(&order, &facts(Conduct::Paper)).expect("a step that paper can tell");
        for event in events {
            self.events.push(event.clone());
            self.file.fold(event);
        }
        self
    }

    pub(super) fn life(&self) -> &Life {
        self.file.life()
    }

    pub(super) fn order(&self, conduct: Conduct, order: Dated<Order<Command>>) -> Decided {
        let result = TestFramework::<FireHazard>::with(facts(conduct))
            .given(self.events.clone())
            .when(order)
            .inspect_result();
        result.map(|events| events.into_iter().map(|event| event.what).collect())
    }

    /// What follows when somebody acts.
    pub(super) fn live(&self, at: &str, command: Command) -> Decided {
        self.order(Conduct::Live, Dated { occurred: when(at), what: Order::Step(command) })
    }

    /// What follows when paper tells it.
    pub(super) fn paper(&self, at: &str, command: Command) -> Decided {
        self.order(Conduct::Paper, Dated { occurred: when(at), what: Order::Step(command) })
    }

    /// The rules that were broken when paper tells it.
    pub(super) fn irregular(&self, at: &str, command: Command) -> Vec<Rule> {
        let found = |event| match event {
            Event::HazardIrregularityFound { irregularity } => Some(irregularity.rule),
            _ => None,
        };
        self.paper(at, command).expect("a step that paper can tell").into_iter().filter_map(found).collect()
    }
}

/// The rule that a refused command would have broken.
pub(super) fn broken(decided: Decided) -> Rule {
    match decided {
        Err(Refusal::Unlawful(Unlawful { rule, .. })) => rule,
        other => panic!("not unlawful: {other:?}"),
    }
}

/// The one event that followed.
pub(super) fn only(decided: Decided) -> Event {
    match decided.expect("a step that is lawful").as_slice() {
        [event] => event.clone(),
        other => panic!("not one event: {other:?}"),
    }
}

pub(super) fn out_of_order(decided: &Decided) -> bool {
    matches!(decided, Err(Refusal::OutOfOrder { .. }))
}

pub(super) fn too_early(decided: &Decided) -> bool {
    matches!(decided, Err(Refusal::BeforeEarlierStep { .. }))
}

pub(super) fn text(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(text))
}

pub(super) fn two() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

pub(super) fn one() -> Officers {
    Officers::named(&[of("陈国华"), of("陈国华")])
}

pub(super) fn report(kind: HazardKind) -> Command {
    let reporter = Person { name: Some(of("王秀英")), ..Person::default() };
    Command::ReportHazard {
        number: of("XH2019-00001"),
        kind,
        place: None,
        address: of("杭州路242弄53号"),
        place_kind: None,
        committee: Some(of("共青")),
        description: text("楼道里堆满纸箱"),
        reporter: Some(Personal::plain(Subject::PETITIONER, reporter)),
    }
}

pub(super) fn find_by(inspectors: Officers, level: Level) -> Command {
    Command::FindHazard {
        number: of("XH2019-00001"),
        kind: HazardKind::EquipmentFault,
        place: Some(of("黎平餐饮店")),
        address: of("杭州路242弄53号"),
        place_kind: Some(of("仓库")),
        committee: Some(of("共青")),
        description: Some(text("消防设施缺失，影响消防安全")),
        inspectors,
        level,
    }
}

pub(super) fn find() -> Command {
    find_by(two(), Level::General)
}

pub(super) fn fix() -> Command {
    Command::FixOnTheSpot { inspectors: two() }
}

pub(super) fn order(deadline: &str) -> Command {
    Command::OrderRectification {
        deadline: day(deadline),
        paper: Some(of("定消改字〔2019〕第1号")),
        inspectors: two(),
    }
}

pub(super) fn ask_until(until: &str) -> Command {
    Command::RequestDeadlineExtension { until: day(until), reason: None }
}

pub(super) fn extend_until(until: &str) -> Command {
    Command::ApproveDeadlineExtension { until: day(until) }
}

pub(super) fn reject() -> Command {
    Command::RejectDeadlineExtension { reason: None }
}

pub(super) fn claim() -> Command {
    Command::ReportRectification {}
}

pub(super) fn reinspect(outcome: ReinspectionOutcome, inspectors: Officers) -> Command {
    Command::ReinspectHazard { outcome, inspectors }
}

pub(super) fn pass() -> Command {
    reinspect(ReinspectionOutcome::Passed, two())
}

pub(super) fn fail() -> Command {
    reinspect(ReinspectionOutcome::Failed, two())
}

pub(super) fn close() -> Command {
    Command::CloseOff {}
}

pub(super) fn reopen(reason: ReopenReason) -> Command {
    Command::ReopenHazard { reason, note: None }
}

pub(super) fn reported() -> Story {
    Story::default().then("2019-01-02", report(HazardKind::CorridorClutter))
}

pub(super) fn found() -> Story {
    Story::default().then("2019-01-02", find())
}

/// As a row of a ledger tells it: found and ordered on one day, by 2019-01-09.
pub(super) fn ordered() -> Story {
    found().then("2019-01-02", order("2019-01-09"))
}

pub(super) fn failed() -> Story {
    ordered().then("2019-01-12", fail())
}

pub(super) fn passed() -> Story {
    ordered().then("2019-02-04", pass())
}

pub(super) fn closed() -> Story {
    passed().then("2019-02-05", close())
}
