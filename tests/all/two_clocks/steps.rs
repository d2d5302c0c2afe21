//! What an office might do next with a case: commands drawn by chance, most often those that move its life on.
use super::dice::{Dice, Weighted};
use anjuan::cases::area::Area;
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::fire_hazard::{HazardCommand, HazardKind, Level, ReinspectionOutcome, ReopenReason};
use anjuan::cases::ids::CaseId;
use anjuan::cases::illegal_structure::{
    ReportSource, Site, SiteNo, Stock, StructureCommand, StructureLife, TerminationReason, TransferResult,
    Way,
};
use anjuan::cases::occurred::Day;
use anjuan::cases::people::{Heads, Officers, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{
    Category, Channel, Destination, DisputeCategory, Opinion, PetitionCommand, Rating, ReviewOutcome,
};
use anjuan::cases::words::{CaseNumber, Committee, Department, Text};
use chrono::Days;
use std::num::NonZeroU16;

pub const COMMITTEES: [&str; 3] = ["凉州", "和乐苑", "梅林"];
pub const DEPARTMENTS: [&str; 3] = ["信访办", "平安办", "城建中心"];
pub const CATEGORIES: [&str; 3] = ["物业管理", "动迁安置", "噪音扰民"];
pub const ZONES: [&str; 2] = ["复兴岛", "岛外"];
pub const ADDRESSES: [&str; 3] = ["共青路167号", "共青路435号", "定海路82弄6号"];

/// Who draws, on which day, and the petitions that there are.
pub struct Draw<'a> {
    pub dice: &'a mut Dice,
    pub today: Day,
    pub petitions: &'a [CaseId],
}

pub fn word<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a word")
}

fn reason() -> Personal<Text> {
    Personal::plain(Subject::MATTER, word("有新的情况"))
}

pub fn officers() -> Officers {
    Officers::named(&[word("陈国华"), word("王建平")])
}

impl Draw<'_> {
    pub fn committee(&mut self) -> Option<Committee> {
        (!self.dice.in_a_hundred(15)).then(|| word(self.dice.word(&COMMITTEES)))
    }

    pub fn department(&mut self) -> Department {
        word(self.dice.word(&DEPARTMENTS))
    }

    fn dispute(&mut self) -> DisputeCategory {
        use DisputeCategory::{DistrictLed, FourHeavy, OldStock};
        *self.dice.pick(&[DistrictLed, FourHeavy, OldStock])
    }

    fn area(&mut self) -> Area {
        Area::from_dm2(1 + self.dice.below(20_000))
    }

    pub fn soon(&mut self) -> Day {
        self.today + Days::new(self.dice.below(40).into())
    }

    pub fn registration(&mut self, number: CaseNumber) -> PetitionCommand {
        let channels = [Channel::Letter, Channel::Visit, Channel::Visit, Channel::Call, Channel::Online];
        let channel = self.dice.pick(&channels).clone();
        let category: Category = word(self.dice.word(&CATEGORIES));
        PetitionCommand::RegisterPetition {
            number,
            channel,
            heads: Heads::new(1 + self.dice.below(8)).expect("some heads"),
            representatives: None,
            committee: self.committee(),
            category,
            class: None,
            first_time: self.dice.in_a_hundred(70),
            route: None,
            department: self.dice.in_a_hundred(50).then(|| self.department()),
            petitioner: Personal::plain(Subject::PETITIONER, Person::default()),
            matter: None,
            dispute: None,
        }
    }

    pub fn finding(&mut self, number: CaseNumber) -> HazardCommand {
        HazardCommand::FindHazard {
            number,
            kind: *self.dice.pick(&[HazardKind::CorridorClutter, HazardKind::Wiring, HazardKind::LockedExit]),
            place: None,
            address: word(self.dice.word(&ADDRESSES)),
            place_kind: None,
            committee: self.committee(),
            description: None,
            inspectors: officers(),
            level: if self.dice.in_a_hundred(20) { Level::Major } else { Level::General },
        }
    }

    pub fn complaint(&mut self, number: CaseNumber) -> HazardCommand {
        HazardCommand::ReportHazard {
            number,
            kind: HazardKind::Other,
            place: None,
            address: word(self.dice.word(&ADDRESSES)),
            place_kind: None,
            committee: self.committee(),
            description: reason(),
            reporter: None,
        }
    }

    pub fn report(&mut self, number: CaseNumber) -> StructureCommand {
        StructureCommand::ReportStructure {
            number,
            zone: word(self.dice.word(&ZONES)),
            address: word(self.dice.word(&ADDRESSES)),
            committee: self.committee(),
            stock: *self.dice.pick(&[Stock::Existing, Stock::New]),
            under_construction: false,
            source: ReportSource::Patrol,
            informant: None,
            party: None,
            sites: Vec::new(),
        }
    }
}

type Step<C> = Weighted<fn(&mut Draw<'_>) -> C>;

/// A next step of a petition.
pub fn of_petition(draw: &mut Draw<'_>) -> PetitionCommand {
    use PetitionCommand as Command;
    const STEPS: &[Step<Command>] = &[
        (12, |draw| Command::AcceptPetition {
            department: draw.dice.in_a_hundred(40).then(|| draw.department()),
            simplified: draw.dice.in_a_hundred(20),
        }),
        (5, |draw| Command::ForwardPetition { to: Destination::Department(draw.department()) }),
        (2, |_| Command::AssignPetition { to: Destination::Body(word("区城管局")) }),
        (1, |_| Command::ReturnForwardedPetition { reason: None }),
        (2, |_| Command::RedirectPetition { to: None }),
        (2, |_| Command::DeclinePetition { reason: None }),
        (14, |_| Command::ConcludePetition { outcome: Some(Opinion::Support), paper: None }),
        (6, |draw| Command::RequestExtension {
            days: NonZeroU16::new(u16::try_from(1 + draw.dice.below(30)).expect("days")).expect("some"),
            reason: reason(),
        }),
        (8, |_| Command::ApproveExtension { petitioner_told: Some(true) }),
        (1, |_| Command::RejectExtension { reason: None }),
        (5, |_| Command::SuspendPetition { reason: reason() }),
        (5, |_| Command::ResumePetition {}),
        (3, |_| Command::ServeReply {}),
        (3, |_| Command::RequestReview {}),
        (3, |_| Command::DecideReview { outcome: ReviewOutcome::SentBack, paper: None }),
        (1, |_| Command::RequestFinalReview {}),
        (1, |_| Command::ClosePetition {}),
        (10, |draw| Command::RatePetition {
            rating: *draw.dice.pick(&[Rating::Satisfied, Rating::MostlySatisfied, Rating::Dissatisfied]),
        }),
        (7, |draw| Command::SettleDispute { category: draw.dispute() }),
        (3, |draw| Command::MergePetition { into: *draw.dice.pick(draw.petitions) }),
        (2, |_| Command::WithdrawPetition { reason: None }),
        (7, |_| Command::ReopenPetition { reason: reason() }),
        (6, |draw| Command::ReassignPetition { department: draw.department() }),
        (1, |_| Command::VoidPetition { reason: VoidReason::InError }),
    ];
    draw.dice.weighted(STEPS)(draw)
}

/// A next step of a fire hazard under `number`.
pub fn of_hazard(draw: &mut Draw<'_>, number: &CaseNumber) -> HazardCommand {
    use HazardCommand as Command;
    const STEPS: &[Step<Command>] = &[
        (2, |_| Command::DismissReport { inspectors: officers() }),
        (5, |_| Command::FixOnTheSpot { inspectors: officers() }),
        (14, |draw| Command::OrderRectification {
            deadline: draw.soon(),
            paper: None,
            inspectors: officers(),
        }),
        (8, |draw| Command::RequestDeadlineExtension { until: draw.soon(), reason: None }),
        (10, |draw| Command::ApproveDeadlineExtension { until: draw.soon() }),
        (4, |_| Command::ReportRectification {}),
        (16, |draw| Command::ReinspectHazard {
            outcome: *draw.dice.pick(&[
                ReinspectionOutcome::Passed,
                ReinspectionOutcome::Passed,
                ReinspectionOutcome::Failed,
                ReinspectionOutcome::Partly,
            ]),
            inspectors: officers(),
        }),
        (8, |_| Command::CloseOff {}),
        (7, |draw| Command::ReopenHazard {
            reason: *draw.dice.pick(&[ReopenReason::FoundAgain, ReopenReason::ClosedWrongly]),
            note: None,
        }),
        (2, |_| Command::DeclareMajor {}),
        (2, |_| Command::TransferHazard { to: word("消防救援支队") }),
        (6, |draw| Command::ReassignHazard {
            committee: draw.committee(),
            department: Some(draw.department()),
        }),
        (1, |_| Command::VoidHazard { reason: VoidReason::Duplicate }),
    ];
    // A complaint that proves true keeps its number.
    if draw.dice.in_a_hundred(12) { draw.finding(number.clone()) } else { draw.dice.weighted(STEPS)(draw) }
}

/// A next step of an illegal structure's case.
pub fn of_structure(draw: &mut Draw<'_>, life: &StructureLife) -> StructureCommand {
    use StructureCommand as Command;
    const STEPS: &[Step<Command>] = &[
        (7, |_| Command::InvestigateSite { officers: officers() }),
        (3, |_| Command::FindNotIllegal { grounds: None }),
        (10, |_| Command::FileCase { officers: officers() }),
        (10, |_| Command::OrderDemolition { paper: None, deadline: None }),
        (2, |_| Command::TransferStructure { to: word("区城管局") }),
        (2, |_| Command::RecordTransferResult { result: TransferResult::Returned }),
        (2, |_| Command::TerminateStructure { reason: TerminationReason::Other }),
        (8, |_| Command::CloseStructure {}),
        (6, |_| Command::ReopenStructure { reason: None }),
        (6, |draw| Command::ReassignStructure {
            committee: draw.committee(),
            department: Some(draw.department()),
        }),
        (1, |_| Command::VoidStructure { reason: VoidReason::InError }),
    ];
    // Few are closed, and little else is possible then.
    if life.closed_on().is_some() && draw.dice.in_a_hundred(40) {
        return Command::ReopenStructure { reason: None };
    }
    if draw.dice.in_a_hundred(55) { of_site(draw, life) } else { draw.dice.weighted(STEPS)(draw) }
}

fn of_site(draw: &mut Draw<'_>, life: &StructureLife) -> StructureCommand {
    use StructureCommand as Command;
    let known: Vec<_> = life.sites.iter().collect();
    if known.is_empty() || draw.dice.in_a_hundred(10) {
        let first = u16::try_from(known.len()).expect("few sites") + 1;
        let sites = (first..=first + u16::try_from(draw.dice.below(3)).expect("few")).map(|site| Site {
            site: SiteNo(site),
            area: draw.area(),
            structure: None,
        });
        return Command::DetermineStructure { sites: sites.collect() };
    }
    let (site, known) = *draw.dice.pick(&known);
    let left = known.determined_area().dm2() - known.demolished_area().dm2();
    let all = Area::from_dm2(u32::try_from(left).unwrap_or(0));
    let half = Area::from_dm2(u32::try_from(left / 2).unwrap_or(0));
    let way = if draw.dice.in_a_hundred(70) { Way::SelfDemolished } else { Way::Assisted };
    match draw.dice.below(10) {
        0..=3 => Command::DemolishSite { site: *site, area: all, way },
        4..=6 => Command::DemolishSite { site: *site, area: half, way },
        7 => Command::RemeasureSite { site: *site, area: known.demolished_area() },
        8 => Command::RemeasureSite { site: *site, area: draw.area() },
        _ => Command::AcceptDemolition { site: *site },
    }
}
