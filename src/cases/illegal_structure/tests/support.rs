//! Short words for the stories below.
use crate::cases::area::Area;
use crate::cases::case_file::Order;
use crate::cases::facts::{Conduct, Facts, Unlawful};
use crate::cases::illegal_structure::{
    ForceDecider, HearingForm, IllegalStructure, ReportSource, Site, SiteNo, Stock, StructureCommand,
    StructureEvent, StructureLife, StructureRefusal, Way,
};
use crate::cases::occurred::{Dated, Day, Moment, Occurred};
use crate::cases::people::{Officers, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::Rule;
use crate::cases::workdays::Calendar;
use cqrs_es::test::TestFramework;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

pub(super) type Command = StructureCommand;
pub(super) type Event = StructureEvent;
pub(super) type Refusal = StructureRefusal;
pub(super) type Life = StructureLife;
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
    pub(super) file: IllegalStructure,
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
        let result = TestFramework::<IllegalStructure>::with(facts(conduct))
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
            Event::StructureIrregularityFound { irregularity } => Some(irregularity.rule),
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

pub(super) const SITE: SiteNo = SiteNo(1);

pub(super) fn m2(text: &str) -> Area {
    of(text)
}

pub(super) fn person(subject: Subject) -> Personal<Person> {
    Personal::plain(subject, Person { name: Some(of("郭玉琴")), ..Person::default() })
}

pub(super) fn two_officers() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

pub(super) fn report() -> Command {
    Command::ReportStructure {
        number: of("WJ2019-0001"),
        zone: of("岛外"),
        address: of("共青路167号"),
        committee: Some(of("共青")),
        stock: Stock::New,
        under_construction: false,
        source: ReportSource::Ledger,
        informant: None,
        party: Some(person(Subject::PARTY)),
        sites: Vec::new(),
    }
}

pub(super) fn being_built() -> Command {
    let mut report = report();
    if let Command::ReportStructure { under_construction, informant, .. } = &mut report {
        *under_construction = true;
        *informant = Some(person(Subject::PETITIONER));
    }
    report
}

pub(super) fn file() -> Command {
    Command::FileCase { officers: Officers::NotRecorded }
}

pub(super) fn investigate() -> Command {
    Command::InvestigateSite { officers: two_officers() }
}

pub(super) fn site(number: u16, area: &str) -> Site {
    Site { site: SiteNo(number), area: m2(area), structure: Some(of("砖混")) }
}

pub(super) fn determine(area: &str) -> Command {
    Command::DetermineStructure { sites: vec![site(1, area)] }
}

pub(super) fn order() -> Command {
    Command::OrderDemolition { paper: Some(of("定拆决字〔2019〕第1号")), deadline: None }
}

pub(super) fn serve() -> Command {
    Command::ServeOrder { way: None }
}

pub(super) fn urge() -> Command {
    Command::DemandCompliance { paper: None }
}

pub(super) fn hear() -> Command {
    Command::HearParty { form: HearingForm::Statement, statement: None }
}

pub(super) fn decide_force() -> Command {
    Command::DecideForcedDemolition { by: ForceDecider::DistrictGovernment, paper: None }
}

pub(super) fn demolish(area: &str, way: Way) -> Command {
    Command::DemolishSite { site: SITE, area: m2(area), way }
}

pub(super) fn reported() -> Story {
    Story::default().then("2019-01-02", report())
}

pub(super) fn filed() -> Story {
    reported().then("2019-01-05", file())
}

pub(super) fn determined() -> Story {
    filed().then("2019-01-05", determine("12.5"))
}

/// As a row of a ledger tells it: filed, determined and ordered on one day.
pub(super) fn ordered() -> Story {
    determined().then("2019-01-05", order())
}

pub(super) fn served() -> Story {
    ordered().then("2019-01-07", Command::AnnounceOrder { owner_unknown: false }).then("2019-01-08", serve())
}

/// Force is decided and announced; the terms to appeal end on 2019-07-08.
pub(super) fn force_announced() -> Story {
    served()
        .then("2019-02-11", urge())
        .then("2019-02-20", hear())
        .then("2019-03-01", decide_force())
        .then("2019-03-04", Command::AnnounceForcedDemolition {})
}
