//! What an office does in a year, in short: every kind of stream, live and by paper, with corrections, refusals and
//! repeats among it.
use super::clerk::Clerk;
use super::ledgers;
use anjuan::cases::area::Area;
use anjuan::cases::case_file::Order;
use anjuan::cases::fire_hazard::{HazardCommand as Hazard, HazardKind, Level, ReinspectionOutcome};
use anjuan::cases::ids::{StreamId, Version};
use anjuan::cases::illegal_structure::{
    ClaimedSite, ReportSource, Site, SiteNo, Stock, StructureCommand as Structure, Way,
};
use anjuan::cases::occurred::{Dated, Moment};
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::people::{Heads, Officers, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{
    Channel, DisputeCategory, Opinion, PetitionCommand as Petition, Rating, Representatives,
};
use anjuan::cases::words::Text;
use anjuan::commands::{CommandError, Request, Step};
use std::fmt::Debug;
use std::str::FromStr;

pub const KINDS: [&str; 5] = ["fire_hazard", "illegal_structure", "office", "petition", "series"];

/// Names and words that the log must not show.
pub const SECRETS: &[&str] =
    &["何家明", "王秀英", "陈国华", "林伟民", "郭玉琴", "19900009815", "情况复杂", "纸箱"];

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a text that fits its type")
}

fn on<C>(day: &str, command: C) -> Dated<C> {
    Dated::on(of(day), command)
}

fn at<C>(moment: &str, command: C) -> Dated<C> {
    Dated::at(Moment::parse(moment).expect("a moment"), command)
}

fn named(name: &str) -> Person {
    Person { name: Some(of(name)), ..Person::default() }
}

fn words(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(text))
}

fn two() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

pub async fn work(clerk: &mut Clerk) {
    office(clerk).await;
    let petition = petitions(clerk).await;
    hazard(clerk, petition).await;
    structure(clerk).await;
    papers(clerk).await;
    assert_eq!(clerk.differences().await, 0, "the projections are as a rebuild makes them");
}

async fn office(clerk: &mut Clerk) {
    let target = |amount| OfficeCommand::SetTarget {
        figure: of("structures.demolished_area_m2"),
        year: 2019,
        amount: of(amount),
    };
    clerk.at("2019-11-11T08:30:00.000001+08:00");
    let desk = clerk.desk().await.office().stream();
    let committee = OfficeCommand::AddCommittee { committee: of("新村二") };
    clerk.does(desk, at("2019-11-11T08:30:00+08:00", committee)).await;
    let first = clerk.does(desk, on("2019-01-07", target("30000"))).await;
    let again = clerk.does(desk, on("2019-01-07", target("30000.00"))).await;
    assert_eq!(first.version, again.version, "the same target changes nothing");
}

fn registered(name: &str, channel: Channel, heads: u32) -> Petition {
    let person = Person { phone: Some(of("19900009815")), ..named(name) };
    let visit = channel == Channel::Visit;
    Petition::RegisterPetition {
        number: of("XF2019-0000"),
        channel,
        heads: Heads::new(heads).expect("heads"),
        representatives: visit.then(|| Representatives::of(vec![named("何家明"), named("王秀英")])),
        committee: Some(of("凉州")),
        category: of("物业管理"),
        class: None,
        first_time: true,
        route: None,
        department: Some(of("信访办")),
        petitioner: Personal::plain(Subject::PETITIONER, person),
        matter: visit.then(|| words("反映楼道里的纸箱")),
        dispute: Some(DisputeCategory::OldStock),
    }
}

fn concluded(outcome: Opinion) -> Petition {
    Petition::ConcludePetition { outcome: Some(outcome), paper: Some(of("定信办字〔2019〕第1号")) }
}

async fn petitions(clerk: &mut Clerk) -> StreamId {
    let register = registered("何家明", Channel::Visit, 6);
    let one = clerk.opens("XF2019-", at("2019-03-01T09:12:30.5+08:00", register)).await;
    let other = clerk.opens("XF2019-", on("2019-03-04", registered("王秀英", Channel::Online, 1))).await;
    let accept = || Petition::AcceptPetition { department: Some(of("社区管理办")), simplified: false };
    clerk.does(one, on("2019-03-08", accept())).await;
    let refused = clerk.asks(Request::live(one, on("2019-03-09", accept()))).await;
    assert!(matches!(refused, Err(CommandError::Refused(_))), "{refused:?}");
    let days = 15.try_into().expect("days");
    let [first, again] = clerk
        .asks_twice(Request::live(
            one,
            on("2019-04-20", Petition::RequestExtension { days, reason: words("情况复杂") }),
        ))
        .await;
    assert_eq!(first, again);
    let stale = clerk.asks_having_seen(one, 2, on("2019-04-22", Petition::ResumePetition {})).await;
    assert!(matches!(stale, Err(CommandError::Conflict { .. })), "{stale:?}");
    clerk.does(one, on("2019-04-22", Petition::ApproveExtension { petitioner_told: Some(true) })).await;
    clerk.does(one, on("2019-04-24", Petition::SuspendPetition { reason: words("情况复杂") })).await;
    clerk.does(one, on("2019-04-29", Petition::ResumePetition {})).await;
    clerk
        .does_at_once(vec![
            Step::new(one, on("2019-05-05", Petition::LinkPetition { to: other })),
            Step::new(other, on("2019-05-05", Petition::MergePetition { into: one })),
        ])
        .await;
    conclusion(clerk, one).await;
    one
}

async fn conclusion(clerk: &mut Clerk, case: StreamId) {
    let wrong = clerk.does(case, on("2019-05-20", concluded(Opinion::NoSupport))).await;
    clerk.does(case, on("2019-05-22", Petition::ServeReply {})).await;
    clerk.does(case, on("2019-05-23", Petition::RatePetition { rating: Rating::Dissatisfied })).await;
    let becomes = Some(Box::new(on("2019-05-21", concluded(Opinion::Explanation))));
    let correct = |corrects, becomes| Order::Correct { corrects, becomes, reason: None };
    clerk.does(case, at("2019-11-11T08:30:00+08:00", correct(wrong.version, becomes))).await;
    let rating = Version(wrong.version.0 + 2);
    clerk.does(case, at("2019-11-11T08:30:00+08:00", correct(rating, None::<Box<Dated<Petition>>>))).await;
    clerk.does(case, on("2019-06-03", Petition::ReopenPetition { reason: words("情况复杂") })).await;
}

async fn hazard(clerk: &mut Clerk, petition: StreamId) {
    clerk.at("2019-11-12T10:00:00+08:00");
    let report = Hazard::ReportHazard {
        number: of("XH2019-00000"),
        kind: HazardKind::CorridorClutter,
        place: None,
        address: of("杭州路242弄53号"),
        place_kind: None,
        committee: Some(of("凉州")),
        description: words("楼道里堆满纸箱"),
        reporter: Some(Personal::plain(Subject::PETITIONER, named("王秀英"))),
    };
    let case = clerk.opens("XH2019-", at("2019-07-01T09:30:00+08:00", report)).await;
    let number = of("XH2019-0001");
    let find = Hazard::FindHazard {
        number,
        kind: HazardKind::CorridorClutter,
        place: Some(of("凉州小区")),
        address: of("杭州路242弄53号"),
        place_kind: Some(of("居民楼")),
        committee: Some(of("凉州")),
        description: Some(words("楼道里堆满纸箱")),
        inspectors: two(),
        level: Level::General,
    };
    let order = |deadline: &str| Hazard::OrderRectification {
        deadline: of(deadline),
        paper: Some(of("定消改字〔2019〕第1号")),
        inspectors: two(),
    };
    let reinspect = |outcome| Hazard::ReinspectHazard { outcome, inspectors: two() };
    let steps = [
        ("2019-07-02", find),
        ("2019-07-02", order("2019-07-09")),
        (
            "2019-07-03",
            Hazard::SealPremises {
                emergency: false, paper: Some(of("定消封字〔2019〕第1号")), until: None
            },
        ),
        ("2019-07-10", reinspect(ReinspectionOutcome::Failed)),
        ("2019-07-10", order("2019-07-17")),
        ("2019-07-16", Hazard::ReportRectification {}),
        ("2019-07-17", reinspect(ReinspectionOutcome::Passed)),
        ("2019-07-17", Hazard::LiftSeal {}),
        ("2019-07-18", Hazard::CloseOff {}),
        ("2019-07-19", Hazard::LinkHazard { to: petition }),
    ];
    for (day, command) in steps {
        clerk.does(case, on(day, command)).await;
    }
}

async fn structure(clerk: &mut Clerk) {
    let site = |number, area| Site { site: SiteNo(number), area, structure: Some(of("砖混")) };
    let area = Area::from_dm2;
    let report = Structure::ReportStructure {
        number: of("WJ2019-0000"),
        zone: of("岛外"),
        address: of("共青路167号"),
        committee: Some(of("和乐苑")),
        stock: Stock::Existing,
        under_construction: false,
        source: ReportSource::Complaint,
        informant: Some(Personal::plain(Subject::PETITIONER, named("王秀英"))),
        party: Some(Personal::plain(Subject::PARTY, named("郭玉琴"))),
        sites: vec![ClaimedSite { site: SiteNo(1), area: Some(area(1200)) }],
    };
    let case = clerk.opens("WJ2019-", on("2019-08-01", report)).await;
    let demolish = |number, dm2, way| Structure::DemolishSite { site: SiteNo(number), area: area(dm2), way };
    let steps = [
        ("2019-08-02", Structure::InvestigateSite { officers: two() }),
        ("2019-08-05", Structure::InformInformant {}),
        ("2019-08-05", Structure::FileCase { officers: two() }),
        (
            "2019-08-06",
            Structure::DetermineStructure { sites: vec![site(1, area(1250)), site(2, area(400))] },
        ),
        ("2019-08-07", Structure::RemeasureSite { site: SiteNo(1), area: area(1305) }),
        (
            "2019-08-08",
            Structure::OrderDemolition { paper: Some(of("定拆决字〔2019〕第1号")), deadline: None },
        ),
        ("2019-08-09", Structure::ServeOrder { way: None }),
        ("2019-08-20", demolish(1, 1305, Way::SelfDemolished)),
        ("2019-08-20", Structure::RequestAssistance {}),
        ("2019-08-21", demolish(2, 350, Way::Assisted)),
        ("2019-08-22", Structure::AcceptDemolition { site: SiteNo(1) }),
    ];
    for (day, command) in steps {
        clerk.does(case, on(day, command)).await;
    }
}

async fn papers(clerk: &mut Clerk) {
    // The clock was set back: what the log takes in is nevertheless not earlier than what it has.
    clerk.at("2019-11-12T09:59:59.999999+08:00");
    let first = clerk.imports(&ledgers::first_petitions(), false).await;
    assert_eq!((first.rows, first.imported, first.refused.len()), (3, 2, 1), "{first:?}");
    let hazard = clerk.imports(&ledgers::hazard(), false).await;
    assert_eq!((hazard.imported, hazard.irregularities), (1, 0), "{hazard:?}");
    let irregular = clerk.imports(&ledgers::irregular_hazard(), false).await;
    assert_eq!((irregular.imported, irregular.irregularities), (1, 1), "{irregular:?}");
    let structures = clerk.imports(&ledgers::structures(), false).await;
    assert_eq!((structures.imported, structures.refused.len()), (2, 0), "{structures:?}");
    clerk.at("2019-11-13T09:00:00+08:00");
    let again = clerk.imports(&ledgers::first_petitions(), false).await;
    assert_eq!((again.imported, again.unchanged), (0, 2), "{again:?}");
    let later = clerk.imports(&ledgers::later_petitions(), false).await;
    assert_eq!((later.imported, later.unchanged), (1, 1), "{later:?}");
    let corrected = clerk.imports(&ledgers::corrected_petitions(), true).await;
    assert_eq!((corrected.imported, corrected.unchanged), (1, 1), "{corrected:?}");
    for hazard in [hazard, irregular] {
        let undone = clerk.takes_back(hazard.batch.expect("a batch")).await;
        assert_eq!((undone.voided, undone.refused.len()), (1, 0), "{undone:?}");
    }
    let undone = clerk.takes_back(later.batch.expect("a batch")).await;
    assert_eq!((undone.taken_back, undone.refused.len()), (1, 0), "{undone:?}");
}
