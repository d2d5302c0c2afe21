//! A long history for measuring: cases of all kinds over ten years, decided by their own rules and loaded in bulk.
use anjuan::cases::area::Area;
use anjuan::cases::case_file::{CaseFile, Life, Order};
use anjuan::cases::facts::{Conduct, Facts};
use anjuan::cases::fire_hazard::{HazardCommand, HazardKind, HazardLife, Level, ReinspectionOutcome};
use anjuan::cases::ids::{CommandId, OfficeId, StreamId, Version};
use anjuan::cases::illegal_structure::{
    ReportSource, Site, SiteNo, Stock, StructureCommand, StructureLife, Way,
};
use anjuan::cases::occurred::{Dated, Day, Moment};
use anjuan::cases::people::{Heads, Officers, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{Channel, PetitionCommand, PetitionLife, Rating};
use anjuan::cases::workdays::Calendar;
use anjuan::clock::{SeededEntropy, SetClock, Source};
use anjuan::database::Db;
use anjuan::event_log::committer::Place;
use anjuan::event_log::sql::{EVENTS, SqlLog, event_row};
use anjuan::event_log::{Actor, EventLog, Leaf, Position, RecordedEvent, codec};
use anjuan::keys::{Cipher, Key, KeyRing, seal};
use std::str::FromStr;
use std::sync::Arc;

/// Years over which the cases are spread, the last being 2019.
const YEARS: i64 = 10;
/// Events that are loaded at once.
const LOAD: usize = 20_000;

fn of<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a value")
}

/// Writes the events of a history.
pub struct History {
    office: OfficeId,
    source: Source,
    facts: Facts,
    position: i64,
    events: Vec<RecordedEvent>,
    committees: Vec<String>,
}

impl History {
    /// A history that goes on after `position` of the office's log.
    pub fn after(office: OfficeId, position: Position, committees: Vec<String>) -> Self {
        let now = Moment::parse("2020-12-31T12:00:00+08:00").expect("a moment");
        let facts = Facts {
            now,
            conduct: Conduct::Paper,
            calendar: Calendar::china(),
            committees: Arc::new(committees.iter().map(|name| of(name)).collect()),
            kinds: Arc::default(),
            stored: Arc::default(),
            case_version: Version::default(),
            tellings: std::sync::Arc::default(),
        };
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        Self { office, source, facts, position: position.0, events: Vec::new(), committees }
    }

    /// Loads `cases` cases, a third of each kind. Says how many events they have.
    pub async fn load(&mut self, db: &Db, cases: usize) -> i64 {
        let before = self.position;
        for n in 0..cases {
            let spread =
                i64::try_from(n).expect("a number") * 365 * YEARS / i64::try_from(cases).expect("a number");
            let day = Day::from_ymd_opt(2010, 1, 1).expect("a day") + chrono::Duration::days(spread);
            match n % 3 {
                0 => self.petition(n, day),
                1 => self.hazard(n, day),
                _ => self.structure(n, day),
            }
            if self.events.len() >= LOAD {
                self.flush(db).await;
            }
        }
        self.flush(db).await;
        self.position - before
    }

    async fn flush(&mut self, db: &Db) {
        let mut edge = SqlLog::new(db.clone()).edge(self.office).await.expect("an edge");
        let mut rows = Vec::with_capacity(self.events.len());
        for event in self.events.drain(..) {
            let leaf = Leaf::of(&event, self.source.bytes());
            edge.push(leaf.hash);
            rows.push(event_row(&event, &leaf));
        }
        let mut tx = db.begin_bulk().await.expect("a transaction");
        let moves = "UPDATE log_heads SET position = $2, edge = NULL WHERE office_id = $1";
        tx.execute(moves, &[self.office.0.into(), self.position.into()]).await.expect("moved");
        tx.load(EVENTS.name, &EVENTS, rows).await.expect("loaded");
        let closes = "UPDATE log_heads SET edge = $2 WHERE office_id = $1";
        tx.execute(closes, &[self.office.0.into(), edge.bytes().into()]).await.expect("closed");
        tx.commit().await.expect("committed");
    }

    fn live<L: Life>(&mut self, commands: Vec<Dated<L::Command>>) {
        let stream = self.source.stream_id();
        let (mut file, mut ring) = (CaseFile::<L>::default(), KeyRing::default());
        for command in commands {
            let order = Dated { occurred: command.occurred, what: Order::Step(command.what) };
            for event in file.decide(&order, &self.facts).expect("possible") {
                self.take::<L>(stream, file.version().next(), &mut ring, &event);
                file.fold(event);
            }
        }
    }

    fn take<L: Life>(
        &mut self,
        stream: StreamId,
        version: Version,
        ring: &mut KeyRing,
        event: &Dated<L::Event>,
    ) {
        let draft = codec::encode(stream, L::KIND, event).expect("written");
        let place = Place { office: self.office, stream, version };
        let new_key = || Key::random(&self.source);
        let personal = (!draft.slots.is_empty())
            .then(|| seal(Cipher::default(), ring, new_key, &self.source, place, &draft.slots))
            .flatten();
        self.position += 1;
        self.events.push(RecordedEvent {
            office: self.office,
            position: Position(self.position),
            stream,
            version,
            stream_kind: draft.stream_kind.into(),
            event_type: draft.event_type.into(),
            schema_version: draft.schema_version,
            occurred: draft.occurred,
            recorded_at: self.facts.now,
            command: CommandId(self.source.uuid()),
            batch: None,
            actor: Actor("operator:bench".into()),
            payload: draft.payload.into(),
            personal,
        });
    }

    fn committee<T: FromStr<Err: std::fmt::Debug>>(&self, n: usize) -> T {
        of(&self.committees[n / 3 % self.committees.len()])
    }

    fn petition(&mut self, n: usize, day: Day) {
        let later = |days: usize| day + chrono::Duration::days(i64::try_from(days).expect("days"));
        let channels = [Channel::Letter, Channel::Visit, Channel::Call, Channel::Online];
        let person =
            Person { name: Some(of("王秀英")), phone: Some(of("19900001234")), ..Person::default() };
        let register = PetitionCommand::RegisterPetition {
            number: of(&format!("XF-{n}")),
            channel: channels[n / 3 % 4].clone(),
            heads: Heads::ONE,
            representatives: None,
            committee: Some(self.committee(n)),
            category: of("环境卫生"),
            class: None,
            first_time: !n.is_multiple_of(5),
            route: None,
            department: Some(of("社区服务办")),
            petitioner: Personal::plain(Subject::PETITIONER, person),
            matter: Some(Personal::plain(Subject::MATTER, of("反映违法建筑问题，请求协调处理"))),
            dispute: None,
        };
        let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
        let conclude = PetitionCommand::ConcludePetition { outcome: None, paper: None };
        let rate = PetitionCommand::RatePetition { rating: Rating::Satisfied };
        let (accepted, concluded) = (later(n % 15), later(n % 15 + n % 70));
        let mut commands = vec![Dated::on(day, register), Dated::on(accepted, accept)];
        if !n.is_multiple_of(11) {
            commands.extend([Dated::on(concluded, conclude), Dated::on(concluded, rate)]);
        }
        self.live::<PetitionLife>(commands);
    }

    fn hazard(&mut self, n: usize, day: Day) {
        let later = |days: usize| day + chrono::Duration::days(i64::try_from(days).expect("days"));
        let find = HazardCommand::FindHazard {
            number: of(&format!("XH-{n}")),
            kind: [HazardKind::CorridorClutter, HazardKind::Wiring, HazardKind::LockedExit][n / 3 % 3],
            place: Some(of("黎平餐饮店")),
            address: of("杭州路242弄53号"),
            place_kind: Some(of("九小场所")),
            committee: Some(self.committee(n)),
            description: Some(Personal::plain(Subject::MATTER, of("消防设施缺失，影响消防安全"))),
            inspectors: Officers::named(&[of("赵玉琴"), of("陈国华")]),
            level: Level::General,
        };
        let inspectors = Officers::NotRecorded;
        let order = HazardCommand::OrderRectification {
            deadline: later(7),
            paper: Some(of(&format!("定消改字第{n}号"))),
            inspectors: inspectors.clone(),
        };
        let reinspect = HazardCommand::ReinspectHazard { outcome: ReinspectionOutcome::Passed, inspectors };
        let fixed = later(n % 40);
        let mut commands = vec![Dated::on(day, find), Dated::on(day, order)];
        if !n.is_multiple_of(5) {
            commands.extend([Dated::on(fixed, reinspect), Dated::on(fixed, HazardCommand::CloseOff {})]);
        }
        self.live::<HazardLife>(commands);
    }

    fn structure(&mut self, n: usize, day: Day) {
        let later = |days: usize| day + chrono::Duration::days(i64::try_from(days).expect("days"));
        let (site, area) = (SiteNo(1), Area::from_dm2(1250));
        let report = StructureCommand::ReportStructure {
            number: of(&format!("WJ-{n}")),
            zone: of(["岛外", "复兴岛"][n % 2]),
            address: of(&format!("共青路{}号", n / 3 % 500)),
            committee: Some(self.committee(n)),
            stock: Stock::Existing,
            under_construction: false,
            source: ReportSource::Ledger,
            informant: None,
            party: None,
            sites: Vec::new(),
        };
        let sites = vec![Site { site, area, structure: Some(of("砖混")) }];
        let mut commands = vec![
            Dated::on(day, report),
            Dated::on(later(3), StructureCommand::FileCase { officers: Officers::NotRecorded }),
            Dated::on(later(3), StructureCommand::DetermineStructure { sites }),
        ];
        if !n.is_multiple_of(7) {
            let way = Way::Assisted;
            commands.push(Dated::on(later(n % 90 + 3), StructureCommand::DemolishSite { site, area, way }));
        }
        self.live::<StructureLife>(commands);
    }
}
