//! An office with cases whose papers can be issued, and what they are issued with.
use crate::committing::lives::{matter, on, word};
use crate::policy::people::{Street, registration};
use crate::support::stores::Engine;
use anjuan::cases::fire_hazard::{HazardCommand, HazardKind, Level, ReinspectionOutcome};
use anjuan::cases::ids::CaseId;
use anjuan::cases::illegal_structure::{ReportSource, Site, SiteNo, Stock, StructureCommand};
use anjuan::cases::inspection::{FoundHazard, HazardNo, InspectionCommand, Signature};
use anjuan::cases::paper::PaperKind;
use anjuan::cases::people::{Officers, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::user::Role;
use anjuan::cases::words::PaperNumber;
use anjuan::commands::{AnyOrder, OfficeDesk, Request};
use anjuan::files::{FileLimits, FileStore};
use anjuan::papers::Fonts;
use anjuan::papers::official::Texts;
use anjuan::web::official::{self, Chancery, Key, NoPaper, PaperView};
use std::sync::Arc;
use tempfile::TempDir;

/// An office, its leader, and where its papers are kept.
pub struct Bureau {
    pub street: Street,
    pub leader: OfficeDesk,
    pub chancery: Chancery,
    pub folder: TempDir,
}

impl Bureau {
    pub async fn open(engine: Engine) -> Self {
        let street = Street::open(engine).await;
        let leader = street.hire("wang.fang", None, &[Role::Leader]).await;
        let folder = TempDir::new().expect("a folder");
        let chancery = chancery(&street.operator, &folder);
        Self { street, leader, chancery, folder }
    }

    pub async fn petition(&self, number: &str) -> CaseId {
        let case = self.leader.store().source().stream_id();
        self.street.operator.execute(registration(case, number)).await.expect("registered");
        case
    }

    /// What the operator does to a case on a day.
    pub async fn does<C>(&self, case: CaseId, day: &str, command: C)
    where
        AnyOrder: From<anjuan::cases::occurred::Dated<C>>,
    {
        self.street.operator.execute(Request::live(case, on(day, command))).await.expect("carried out");
    }

    /// A hazard that was found.
    pub async fn hazard(&self, number: &str) -> CaseId {
        let case = self.leader.store().source().stream_id();
        self.does(case, "2019-11-04", find(number)).await;
        case
    }

    /// An illegal structure that was determined.
    pub async fn structure(&self, number: &str) -> CaseId {
        let case = self.leader.store().source().stream_id();
        self.does(case, "2019-11-01", report(number)).await;
        self.does(case, "2019-11-01", StructureCommand::InvestigateSite { officers: officers() }).await;
        self.does(case, "2019-11-04", StructureCommand::FileCase { officers: officers() }).await;
        self.does(case, "2019-11-04", determine()).await;
        case
    }

    /// An inspection that found a hazard.
    pub async fn inspection(&self, number: &str) -> CaseId {
        let case = self.leader.store().source().stream_id();
        self.does(case, "2019-11-04", record(number, &["配电箱未上锁"])).await;
        case
    }

    /// Issues a paper as the leader.
    pub async fn issue(&self, case: &str, kind: PaperKind) -> Result<PaperView, NoPaper> {
        issue(&self.leader, &self.chancery, case, (kind, None), None).await
    }
}

/// Issues a paper as whoever sits at the desk.
pub async fn issue(
    desk: &OfficeDesk,
    chancery: &Chancery,
    case: &str,
    asked: (PaperKind, Option<PaperNumber>),
    key: Option<Key>,
) -> Result<PaperView, NoPaper> {
    let listed = official::case_of(desk, &word(case)).await?;
    official::issue(desk, chancery, &listed, asked, key).await
}

pub fn chancery(desk: &OfficeDesk, folder: &TempDir) -> Chancery {
    let url = format!("file://{}", folder.path().display()).parse().expect("a place");
    let store = desk.store();
    let (db, keys, source) = (store.db().clone(), store.keys().clone(), store.source().clone());
    let files = FileStore::open(&url, [], db, keys, source, FileLimits::default()).expect("a store of files");
    let texts = Arc::new(Texts::of(None).expect("texts"));
    Chancery { texts, fonts: Fonts::default(), files }
}

pub fn find(number: &str) -> HazardCommand {
    HazardCommand::FindHazard {
        number: word(number),
        kind: HazardKind::EquipmentFault,
        place: Some(word("黎平餐饮店")),
        address: word("杭州路242弄53号"),
        place_kind: Some(word("仓库")),
        committee: Some(word("共青")),
        description: Some(matter("消防设施缺失，影响消防安全")),
        inspectors: officers(),
        level: Level::General,
    }
}

pub fn report(number: &str) -> StructureCommand {
    let name = Person { name: Some(word("郭玉琴")), ..Person::default() };
    StructureCommand::ReportStructure {
        number: word(number),
        zone: word("岛外"),
        address: word("共青路167号"),
        committee: Some(word("共青")),
        stock: Stock::Existing,
        under_construction: false,
        source: ReportSource::Complaint,
        informant: None,
        party: Some(Personal::plain(Subject::PARTY, name)),
        sites: vec![],
    }
}

pub fn determine() -> StructureCommand {
    let (area, structure) = ("40.5".parse().expect("an area"), Some(word("钢结构")));
    StructureCommand::DetermineStructure { sites: vec![Site { site: SiteNo(1), area, structure }] }
}

/// An inspection that found these hazards.
pub fn record(number: &str, found: &[&str]) -> InspectionCommand {
    let hazard = |(no, content): (u16, &&str)| FoundHazard {
        hazard: HazardNo(no),
        level: Level::General,
        content: Some(matter(content)),
    };
    InspectionCommand::RecordInspection {
        number: word(number),
        unit: word("长海路印务有限公司"),
        industry: None,
        address: word("长海路1号"),
        committee: Some(word("共青")),
        inspectors: officers(),
        leader: None,
        checklist: None,
        hazards: (1..).zip(found).map(hazard).collect(),
        findings: None,
        signature: Some(Signature::Signed),
    }
}

pub fn officers() -> Officers {
    Officers::named(&[word("陈国华"), word("林伟民")])
}

pub fn order(paper: Option<&str>) -> HazardCommand {
    let deadline = word("2019-11-15");
    HazardCommand::OrderRectification { deadline, paper: paper.map(word), inspectors: officers() }
}

pub fn reinspect(outcome: ReinspectionOutcome) -> HazardCommand {
    HazardCommand::ReinspectHazard { outcome, inspectors: officers() }
}
