//! Short words for the stories below.
use crate::cases::area::Area;
use crate::cases::illegal_structure::{
    ForceDecider, HearingForm, ReportSource, Site, SiteNo, Stock, StructureCommand, StructureEvent,
    StructureLife, StructureRefusal, Way,
};
use crate::cases::people::{Officers, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::testing;

pub(super) use crate::cases::testing::{
    broken, correction, day, facts, of, only, out_of_order, too_early, when,
};

pub(super) type Command = StructureCommand;
pub(super) type Event = StructureEvent;
pub(super) type Refusal = StructureRefusal;
pub(super) type Life = StructureLife;
pub(super) type Decided = testing::Decided<Life>;
pub(super) type Story = testing::Story<Life>;

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
