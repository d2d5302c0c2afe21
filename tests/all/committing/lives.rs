//! What an office does with its cases: lawful lives of every kind, step by step, the same for the same number.
use anjuan::cases::fire_hazard::{HazardCommand, HazardKind, Level, ReinspectionOutcome};
use anjuan::cases::ids::StreamId;
use anjuan::cases::illegal_structure::{ReportSource, Site, SiteNo, Stock, StructureCommand, Way};
use anjuan::cases::occurred::{Dated, Day};
use anjuan::cases::people::{Heads, Officers, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{Channel, Opinion, PetitionCommand};
use anjuan::cases::words::Text;
use anjuan::commands::{AnyOrder, Numbering, Request, Step};
use std::fmt::Debug;
use std::str::FromStr;

/// The series of petitions.
pub const PETITIONS: &str = "XF2019-";
const HAZARDS: &str = "XH2019-";
const STRUCTURES: &str = "WJ2019-";

/// Any word of the domain.
pub fn word<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a word")
}

/// `what`, which happened on a day.
pub fn on<T>(day: &str, what: T) -> Dated<T> {
    Dated::on(word::<Day>(day), what)
}

/// Text that is sealed.
pub fn matter(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, word(text))
}

fn person(subject: Subject) -> Personal<Person> {
    let (name, phone) = (Some(word("何家明")), Some(word("19900009815")));
    Personal::plain(subject, Person { name, phone, ..Person::default() })
}

fn officers() -> Officers {
    Officers::named(&[word("陈国华"), word("林伟民")])
}

/// Registers a petition under this number.
pub fn register(number: &str) -> PetitionCommand {
    PetitionCommand::RegisterPetition {
        number: word(number),
        channel: Channel::Letter,
        heads: Heads::ONE,
        representatives: None,
        committee: Some(word("共青")),
        category: word("物业管理"),
        class: None,
        first_time: true,
        route: None,
        department: Some(word("信访办")),
        petitioner: person(Subject::PETITIONER),
        matter: Some(matter("反映物业管理问题，请求协调处理")),
        dispute: None,
    }
}

/// Urges a petition, which can be done any number of times.
pub fn urge(what: &str) -> PetitionCommand {
    PetitionCommand::UrgePetition { instruction: Some(matter(what)) }
}

/// A live command to a petition.
pub fn ask(case: StreamId, day: &str, command: PetitionCommand) -> Request {
    Request::live(case, on(day, command))
}

/// Registers a petition under the next number of its series.
pub fn register_next(case: StreamId) -> Request {
    next(case, PETITIONS, on("2019-03-04", register("XF2019-0")))
}

fn next(case: StreamId, prefix: &str, order: impl Into<AnyOrder>) -> Request {
    let mut request = Request::live(case, order);
    request.steps[0].numbering = Numbering::Next { prefix: prefix.to_owned(), width: 4 };
    request
}

/// The life of the `n`th case: a petition, a hazard or a structure in turn.
pub fn life(n: u32, case: StreamId) -> Vec<Request> {
    match n % 3 {
        0 => petition(case),
        1 => hazard(case),
        _ => structure(case),
    }
}

fn petition(case: StreamId) -> Vec<Request> {
    let conclude = PetitionCommand::ConcludePetition { outcome: Some(Opinion::Explanation), paper: None };
    let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
    vec![
        register_next(case),
        ask(case, "2019-03-08", accept),
        ask(case, "2019-03-20", urge("请抓紧办理")),
        ask(case, "2019-04-02", conclude),
        ask(case, "2019-04-04", PetitionCommand::ServeReply {}),
    ]
}

fn hazard(case: StreamId) -> Vec<Request> {
    let find = HazardCommand::FindHazard {
        number: word("XH2019-0"),
        kind: HazardKind::EquipmentFault,
        place: Some(word("黎平餐饮店")),
        address: word("杭州路242弄53号"),
        place_kind: Some(word("仓库")),
        committee: Some(word("共青")),
        description: Some(matter("消防设施缺失，影响消防安全")),
        inspectors: officers(),
        level: Level::General,
    };
    let order = HazardCommand::OrderRectification {
        deadline: word("2019-01-09"),
        paper: Some(word("定消改字〔2019〕第1号")),
        inspectors: officers(),
    };
    let pass =
        HazardCommand::ReinspectHazard { outcome: ReinspectionOutcome::Passed, inspectors: officers() };
    vec![
        next(case, HAZARDS, on("2019-01-02", find)),
        Request::live(case, on("2019-01-02", order)),
        Request::live(case, on("2019-02-04", pass)),
        Request::live(case, on("2019-02-05", HazardCommand::CloseOff {})),
    ]
}

fn structure(case: StreamId) -> Vec<Request> {
    let report = StructureCommand::ReportStructure {
        number: word("WJ2019-0"),
        zone: word("岛外"),
        address: word("共青路167号"),
        committee: Some(word("共青")),
        stock: Stock::New,
        under_construction: false,
        source: ReportSource::Ledger,
        informant: None,
        party: Some(person(Subject::PARTY)),
        sites: Vec::new(),
    };
    let site = Site { site: SiteNo(1), area: word("12.5"), structure: Some(word("砖混")) };
    let order = StructureCommand::OrderDemolition {
        paper: Some(word("定拆决字〔2019〕第1号")),
        deadline: None,
    };
    let demolish =
        StructureCommand::DemolishSite { site: SiteNo(1), area: word("12.5"), way: Way::SelfDemolished };
    vec![
        next(case, STRUCTURES, on("2019-01-02", report)),
        Request::live(case, on("2019-01-03", StructureCommand::InvestigateSite { officers: officers() })),
        Request::live(case, on("2019-01-05", StructureCommand::FileCase { officers: officers() })),
        together(vec![
            Step::new(case, on("2019-01-05", StructureCommand::DetermineStructure { sites: vec![site] })),
            Step::new(case, on("2019-01-05", order)),
        ]),
        Request::live(case, on("2019-02-05", demolish)),
    ]
}

/// Live steps that stand or fall together.
pub fn together(steps: Vec<Step>) -> Request {
    Request { conduct: anjuan::cases::facts::Conduct::Live, steps }
}
