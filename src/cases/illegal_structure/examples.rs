//! One event of every type, as golden files keep them.
use super::event::{
    Appeal, AppealOutcome, ClaimedSite, ForceDecider, HearingForm, ReportSource, ServiceWay, Site, SiteNo,
    Stock, StructureEvent as Event, SuspensionReason, TerminationReason, TransferResult, Way,
};
use crate::cases::area::Area;
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::{DueDate, earliest_forced_demolition};
use crate::cases::external_number::ExternalSystem;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::{Dated, Day, Moment};
use crate::cases::people::{Name, Officers, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use crate::cases::words::Text;
use crate::cases::workdays::Calendar;
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let mut events = vec![reported()];
    events.extend(way_to_the_order());
    events.extend(enforcement());
    events.extend(beside_the_way());
    events
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn on(day: &str, what: Event) -> Dated<Event> {
    Dated::on(of(day), what)
}

fn due(rule: Rule, day: &str) -> DueDate {
    DueDate::by(rule, of::<Day>(day), &Calendar::china())
}

fn person(subject: Subject, name: &str) -> Personal<Person> {
    Personal::plain(subject, Person { name: Some(of::<Name>(name)), ..Person::default() })
}

fn text(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(text))
}

fn officers() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

fn reported() -> Dated<Event> {
    let moment = |text| Moment::parse(text).expect("a moment");
    let what = Event::StructureReported {
        number: of("WJ2023-0001"),
        zone: of("复兴岛"),
        address: of("共青路167号"),
        committee: Some(of("共青")),
        stock: Stock::New,
        under_construction: true,
        source: ReportSource::Complaint,
        informant: Some(person(Subject::PETITIONER, "王秀英")),
        party: Some(person(Subject::PARTY, "郭玉琴")),
        sites: vec![ClaimedSite { site: SiteNo(1), area: Some(Area::from_dm2(1250)) }],
        on_site_by: DueDate { due: of("2023-03-01"), ..due(Rule::OnSiteStillBuilding, "2023-03-01") },
        on_site_before: Some(moment("2023-03-01T11:30:00+08:00")),
        inform_by: Some(due(Rule::InformInformant, "2023-03-01")),
    };
    Dated::at(moment("2023-03-01T09:30:00+08:00"), what)
}

fn way_to_the_order() -> Vec<Dated<Event>> {
    let site = Site { site: SiteNo(1), area: Area::from_dm2(1250), structure: Some(of("砖混")) };
    let printed =
        |last| DueDate::printed(Rule::DemolitionOrdered, of("2023-03-10"), last, &Calendar::china());
    vec![
        on("2023-03-01", Event::SiteInvestigated { officers: officers() }),
        on("2023-03-20", Event::InformantInformed {}),
        on("2023-03-02", Event::NotIllegalFound { grounds: Some(text("有规划许可")) }),
        on("2023-03-02", Event::StructureTransferred { to: of("杨浦区绿化和市容管理局") }),
        on("2023-03-09", Event::TransferResultRecorded { result: TransferResult::Returned }),
        on(
            "2023-03-03",
            Event::CaseFiled {
                officers: officers(),
                decide_by: Some(due(Rule::PenaltyDecision, "2023-03-03")),
            },
        ),
        on("2023-03-08", Event::StructureDetermined { sites: vec![site] }),
        on("2023-03-09", Event::SiteRemeasured { site: SiteNo(1), area: Area::from_dm2(1305) }),
        on("2023-03-01", Event::StopOrdered { paper: Some(of("定停决字〔2023〕第1号")) }),
        on("2023-03-02", Event::StopRefusalRecorded {}),
        on(
            "2023-03-10",
            Event::DemolitionOrdered {
                paper: Some(of("定拆决字〔2023〕第1号")),
                deadline: Some(printed(of("2023-03-25"))),
            },
        ),
        on(
            "2023-03-10",
            Event::OrderAnnounced {
                owner_unknown: true,
                notice_until: Some(due(Rule::StructureNotice, "2023-03-10")),
            },
        ),
        on(
            "2023-03-21",
            Event::OrderServed {
                way: Some(ServiceWay::Announcement),
                forced_from: earliest_forced_demolition(of("2023-03-21"), &Calendar::china()),
            },
        ),
    ]
}

fn enforcement() -> Vec<Dated<Event>> {
    let (site, area) = (SiteNo(1), Area::from_dm2(1305));
    vec![
        on("2023-04-03", Event::ComplianceDemanded { paper: Some(of("定催字〔2023〕第1号")) }),
        on(
            "2023-04-07",
            Event::PartyHeard {
                form: HearingForm::Statement, statement: Some(text("请求宽限一个月"))
            },
        ),
        on(
            "2023-04-20",
            Event::ForcedDemolitionDecided {
                by: ForceDecider::DistrictGovernment,
                paper: Some(of("杨府强拆字〔2023〕第1号")),
            },
        ),
        on("2023-04-21", Event::ForcedDemolitionAnnounced {}),
        on("2023-04-22", Event::AssistanceRequested {}),
        on("2023-09-25", Event::SiteDemolished { site, area, way: Way::Forced }),
        on("2023-09-26", Event::AreaMeasured { site, area: Area::from_dm2(1300) }),
        on("2023-09-27", Event::DemolitionAccepted { site }),
        on("2023-09-28", Event::StructureClosed {}),
    ]
}

fn beside_the_way() -> Vec<Dated<Event>> {
    let irregularity = Irregularity {
        rule: Rule::NoDemolitionOnHoliday,
        statute: Statute::AdministrativeCoercionLaw,
        article: 43,
    };
    let becomes =
        Some(Box::new(on("2023-03-02", Event::SiteInvestigated { officers: Officers::NotRecorded })));
    vec![
        on("2023-04-24", Event::StructureSuspended { reason: SuspensionReason::PartyUnable }),
        on(
            "2023-05-04",
            Event::StructureResumed {
                decide_by: Some(due(Rule::PenaltyDecision, "2023-03-03").rested(10, &Calendar::china())),
            },
        ),
        on("2023-05-08", Event::LitigationStarted { appeal: Appeal::Reconsideration }),
        on("2023-07-03", Event::LitigationEnded { outcome: AppealOutcome::Upheld }),
        on("2023-07-10", Event::AgreementReached { terms: Some(text("当事人于九月底前自行拆除")) }),
        on("2023-07-11", Event::StructureTerminated { reason: TerminationReason::Legalised }),
        on(
            "2023-07-12",
            Event::StructureReassigned {
                committee: Some(of("复兴岛")), department: Some(of("城管中队"))
            },
        ),
        on("2023-10-09", Event::StructureReopened { reason: Some(text("原址重建")) }),
        on("2026-12-01", Event::TermsRecounted { terms: vec![due(Rule::PenaltyDecision, "2026-07-10")] }),
        on("2023-10-10", Event::StructureLinked { to: StreamId(Uuid::from_u128(7)) }),
        on(
            "2023-03-02",
            Event::ExternalNumberRecorded {
                system: ExternalSystem::Other(of("suishenban")),
                number: of("2023-88"),
            },
        ),
        on("2023-10-11", Event::StructureVoided { reason: VoidReason::Duplicate }),
        on(
            "2023-10-12",
            Event::StructureCorrected {
                correction: Correction { corrects: Version(2), becomes, reason: None },
            },
        ),
        on("2023-10-12", Event::StructureIrregularityFound { irregularity }),
    ]
}
