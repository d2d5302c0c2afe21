//! An office for examples: what happens is told as paper tells it, on its day.
use super::comparing::{Asked, compare, shown};
use super::truth;
use crate::support::stores::{Engine, Place, office, source};
use anjuan::cases::area::Area;
use anjuan::cases::case_file::Order;
use anjuan::cases::facts::Conduct;
use anjuan::cases::fire_hazard::{HazardCommand, HazardKind, Level, ReinspectionOutcome};
use anjuan::cases::ids::CaseId;
use anjuan::cases::illegal_structure::{ReportSource, Site, SiteNo, Stock, StructureCommand, Way};
use anjuan::cases::inspection::{FoundHazard, HazardNo, InspectionCommand};
use anjuan::cases::occurred::{Dated, Day, Occurred};
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::people::{Heads, Officers, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{Channel, PetitionCommand};
use anjuan::cases::words::{CaseNumber, Text};
use anjuan::clock::SetClock;
use anjuan::commands::{AnyOrder, OfficeDesk, Request, Step};
use anjuan::database::StoreUrl;
use anjuan::event_log::{EventLog, Position};
use anjuan::figures::{self, Dimension, Question};
use anjuan::projections::count::Scope;
use anjuan::projections::offices;
use anjuan::web::figures_view::{FiguresView, Known};
use anjuan::web::words::Language;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Office {
    pub desk: OfficeDesk,
    pub clock: SetClock,
    numbers: AtomicU32,
    place: Place,
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub fn reason() -> Personal<Text> {
    Personal::plain(Subject::MATTER, "有新的情况".parse().expect("a text"))
}

impl Office {
    pub async fn begin(engine: Engine) -> Self {
        let place = engine.place();
        let (source, clock) = source(7);
        let desk = office(&place, source).await;
        Self { desk, clock, numbers: AtomicU32::new(1), place }
    }

    fn number(&self) -> CaseNumber {
        format!("DH{:04}", self.numbers.fetch_add(1, Ordering::Relaxed)).parse().expect("a number")
    }

    pub fn url(&self) -> StoreUrl {
        self.place.url.clone()
    }

    /// A request to register a petition, for whoever sends it.
    pub fn registering(&self, on: &str) -> Request {
        let case = self.desk.store().source().stream_id();
        let step = Step::new(case, Dated::on(day(on), self.registration(1)));
        Request { conduct: Conduct::Paper, steps: vec![step] }
    }

    /// The log's last position.
    pub async fn head(&self) -> Position {
        self.desk.store().log().head(self.desk.office()).await.expect("a head")
    }

    /// Something happened to a case on a day.
    pub async fn paper<C>(&self, case: CaseId, on: &str, command: C)
    where
        AnyOrder: From<Dated<C>>,
    {
        self.send(case, Dated::on(day(on), command).into()).await;
    }

    /// An order of a petition.
    pub async fn order(&self, case: CaseId, on: &str, order: Order<PetitionCommand>) {
        self.send(case, Dated::on(day(on), order).into()).await;
    }

    async fn send(&self, case: CaseId, order: AnyOrder) {
        let request = Request { conduct: Conduct::Paper, steps: vec![Step::new(case, order)] };
        self.desk.execute(request).await.expect("carried out");
    }

    async fn open<C>(&self, on: &str, command: C) -> CaseId
    where
        AnyOrder: From<Dated<C>>,
    {
        let case = self.desk.store().source().stream_id();
        self.paper(case, on, command).await;
        case
    }

    pub fn registration(&self, heads: u32) -> PetitionCommand {
        PetitionCommand::RegisterPetition {
            number: self.number(),
            channel: Channel::Visit,
            heads: Heads::new(heads).expect("some"),
            representatives: None,
            committee: None,
            category: "物业管理".parse().expect("a category"),
            class: None,
            first_time: true,
            route: None,
            department: None,
            petitioner: Personal::plain(Subject::PETITIONER, Person::default()),
            matter: None,
            dispute: None,
        }
    }

    pub async fn petition(&self, on: &str, heads: u32) -> CaseId {
        self.open(on, self.registration(heads)).await
    }

    pub async fn accept_and_conclude(&self, case: CaseId, accepted: &str, concluded: &str) {
        self.paper(case, accepted, PetitionCommand::AcceptPetition { department: None, simplified: false })
            .await;
        self.paper(case, concluded, PetitionCommand::ConcludePetition { outcome: None, paper: None }).await;
    }

    pub async fn hazard(&self, on: &str) -> CaseId {
        let found = HazardCommand::FindHazard {
            number: self.number(),
            kind: HazardKind::CorridorClutter,
            place: None,
            address: "共青路167号".parse().expect("an address"),
            place_kind: None,
            committee: None,
            description: None,
            inspectors: Officers::NotRecorded,
            level: Level::General,
        };
        self.open(on, found).await
    }

    pub async fn order_rectification(&self, case: CaseId, on: &str, deadline: &str) {
        let inspectors = Officers::NotRecorded;
        let deadline = day(deadline);
        self.paper(case, on, HazardCommand::OrderRectification { deadline, paper: None, inspectors }).await;
    }

    /// An inspection that found two hazards and was ordered to rectify them.
    pub async fn inspection(&self, on: &str, deadline: &str) -> CaseId {
        let found = |no| FoundHazard { hazard: HazardNo(no), level: Level::General, content: None };
        let inspectors = || Officers::NotRecorded;
        let recorded = InspectionCommand::RecordInspection {
            number: self.number(),
            unit: "长阳路机电有限公司".parse().expect("a unit"),
            industry: None,
            address: "长阳路1142弄32号".parse().expect("an address"),
            committee: None,
            inspectors: inspectors(),
            leader: None,
            checklist: None,
            hazards: vec![found(1), found(2)],
            findings: None,
            signature: None,
        };
        let case = self.open(on, recorded).await;
        let deadline = day(deadline);
        let (hazards, opinion) = (Vec::new(), None);
        let order =
            InspectionCommand::OrderRectification { hazards, deadline, opinion, inspectors: inspectors() };
        self.paper(case, on, order).await;
        case
    }

    pub async fn reinspect(&self, case: CaseId, on: &str, passed: bool) {
        let outcome = if passed { ReinspectionOutcome::Passed } else { ReinspectionOutcome::Failed };
        let inspectors = Officers::NotRecorded;
        self.paper(case, on, HazardCommand::ReinspectHazard { outcome, inspectors }).await;
    }

    pub async fn report(&self, on: &str) -> CaseId {
        let reported = StructureCommand::ReportStructure {
            number: self.number(),
            zone: "岛外".parse().expect("a zone"),
            address: "共青路167号".parse().expect("an address"),
            committee: None,
            stock: Stock::Existing,
            under_construction: false,
            source: ReportSource::Patrol,
            informant: None,
            party: None,
            sites: Vec::new(),
        };
        self.open(on, reported).await
    }

    /// Files the case, if it is not filed, and determines sites with their areas in 0.01 m².
    pub async fn determine(&self, case: CaseId, on: &str, sites: &[(u16, u32)]) {
        let filed = StructureCommand::FileCase { officers: Officers::NotRecorded };
        let filed =
            Request { conduct: Conduct::Paper, steps: vec![Step::new(case, Dated::on(day(on), filed))] };
        // Filed once, it stays filed.
        drop(self.desk.execute(filed).await);
        let site = |&(no, area)| Site { site: SiteNo(no), area: Area::from_dm2(area), structure: None };
        let sites = sites.iter().map(site).collect();
        self.paper(case, on, StructureCommand::DetermineStructure { sites }).await;
    }

    /// A case with determined sites.
    pub async fn structure(&self, on: &str, sites: &[(u16, u32)]) -> CaseId {
        let case = self.report(on).await;
        self.determine(case, on, sites).await;
        case
    }

    pub async fn demolish(&self, case: CaseId, on: &str, site: u16, area: u32) {
        let (site, area, way) = (SiteNo(site), Area::from_dm2(area), Way::SelfDemolished);
        self.paper(case, on, StructureCommand::DemolishSite { site, area, way }).await;
    }

    pub async fn set_target(&self, amount: &str) {
        let command = OfficeCommand::SetTarget {
            figure: "structures.demolished_area_m2".parse().expect("an id"),
            year: 2019,
            amount: amount.parse().expect("an amount"),
        };
        let occurred = Occurred::Instant(self.desk.store().source().now());
        self.send(self.desk.office().stream(), Dated { occurred, what: command }.into()).await;
    }

    async fn breakdown(&self, asked: Asked, by: Vec<Dimension>) -> figures::Breakdown {
        let events = truth::log(&self.desk).await;
        compare(&self.desk, &events, asked, "an example").await;
        let known = asked.known.unwrap_or(Position::END);
        let office = offices::as_known(&self.desk.store().log(), self.desk.office(), known).await;
        let office = office.expect("an office");
        let Asked { from, to, as_of, .. } = asked;
        let scope = Scope { office: self.desk.office(), from, to, as_of, known, hidden: Arc::default() };
        let mut tx = self.desk.store().db().begin_read().await.expect("a transaction");
        let unpacked = self.desk.store().unpacked();
        let question = Question { scope, office: &office, figures: Vec::new(), by, unpacked };
        figures::answer(&mut tx, &question).await.expect("figures")
    }

    /// Figures of the year of 2019, which are also the plain truth.
    pub async fn values<const N: usize>(
        &self,
        ids: [&str; N],
        as_of: &str,
        known: Option<Position>,
    ) -> [String; N] {
        let breakdown = self.breakdown(year(as_of, known), Vec::new()).await;
        ids.map(|id| {
            let answer = breakdown.answers.iter().find(|answer| answer.id == id);
            shown(answer.expect("a figure").value)
        })
    }

    /// A figure of the year of 2019, broken down.
    pub async fn by(&self, id: &str, dimension: &str) -> Vec<(String, String)> {
        let by = vec![dimension.parse().expect("a dimension")];
        let breakdown = self.breakdown(year("2019-12-31", None), by).await;
        let rows = breakdown.by.get(id).into_iter().flatten();
        rows.map(|row| (row.of.clone(), shown(row.value))).collect()
    }

    /// The position that `known` names, and how many petitions were known to be registered.
    pub async fn registered_when(&self, known: Known) -> (Position, String) {
        let asked = year("2019-12-31", None);
        let view = FiguresView::of(
            &self.desk,
            asked.from,
            asked.to,
            None,
            Some(known),
            Vec::new(),
            Language::English,
        );
        let view = view.await.expect("figures");
        let (_, registered) = view.figures.iter().find(|(id, _)| *id == "petitions.registered").expect("one");
        (view.position, shown(registered.value))
    }
}

/// The year of 2019.
pub fn year(as_of: &str, known: Option<Position>) -> Asked {
    Asked { from: day("2019-01-01"), to: day("2019-12-31"), as_of: day(as_of), known }
}
