//! An office whose cases are searched.
use crate::support::stores::{Engine, Place, office, source};
use anjuan::cases::case_file::Order;
use anjuan::cases::external_number::ExternalSystem;
use anjuan::cases::facts::Conduct;
use anjuan::cases::fire_hazard::{HazardCommand, HazardKind, Level};
use anjuan::cases::ids::{CaseId, StreamId, Version};
use anjuan::cases::illegal_structure::{ReportSource, Stock, StructureCommand};
use anjuan::cases::occurred::{Dated, Day};
use anjuan::cases::people::{Heads, Officers, Person};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{Channel, PetitionCommand};
use anjuan::cases::words::Text;
use anjuan::commands::{AnyOrder, CommandError, OfficeDesk, Request, Step};
use anjuan::database::{Column, Db, Value};
use anjuan::search::{Asked, Fields, Found, Sight};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;

pub const NAME: &str = "何家明";
pub const PHONE: &str = "13917004821";
pub const IDENTITY: &str = "11010519491231002X";

pub fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a word")
}

pub fn text(words: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(words))
}

pub fn petitioner() -> Person {
    Person {
        name: Some(of(NAME)),
        phone: Some(of(PHONE)),
        id_number: Some(of(IDENTITY)),
        address: Some(of("杭州路89弄40号")),
    }
}

pub fn registration(number: &str, matter: &str) -> PetitionCommand {
    PetitionCommand::RegisterPetition {
        number: of(number),
        channel: Channel::Visit,
        heads: Heads::ONE,
        representatives: None,
        committee: Some(of("定海港")),
        category: of("物业管理"),
        class: None,
        first_time: true,
        route: None,
        department: None,
        petitioner: Personal::plain(Subject::PETITIONER, petitioner()),
        matter: Some(text(matter)),
        dispute: None,
    }
}

pub fn finding(number: &str, description: &str) -> HazardCommand {
    HazardCommand::FindHazard {
        number: of(number),
        kind: HazardKind::CorridorClutter,
        place: Some(of("佳宏超市Lucky Mart")),
        address: of("共青路167号"),
        place_kind: Some(of("九小场所")),
        committee: Some(of("复兴岛")),
        description: Some(text(description)),
        inspectors: Officers::named(&[of("陈国华"), of("林伟民")]),
        level: Level::General,
    }
}

pub fn report(number: &str, informant: &str) -> StructureCommand {
    let informant = Person { name: Some(of("王秀英")), phone: Some(of(informant)), ..Person::default() };
    StructureCommand::ReportStructure {
        number: of(number),
        zone: of("岛外"),
        address: of("定海路82弄6号"),
        committee: Some(of("梅林")),
        stock: Stock::Existing,
        under_construction: false,
        source: ReportSource::Complaint,
        informant: Some(Personal::plain(Subject::PETITIONER, informant)),
        party: None,
        sites: Vec::new(),
    }
}

pub fn outside(system: ExternalSystem, number: &str) -> PetitionCommand {
    PetitionCommand::RecordExternalNumber { system, number: of(number) }
}

pub struct Office {
    pub desk: OfficeDesk,
    pub place: Place,
}

impl Office {
    pub async fn on(engine: Engine) -> Self {
        let place = engine.place();
        let desk = office(&place, source(7).0).await;
        Self { desk, place }
    }

    /// Something happened to a case on a day, as paper tells it.
    pub async fn told<C>(&self, case: CaseId, on: &str, command: C) -> Result<Version, CommandError>
    where
        AnyOrder: From<Dated<C>>,
    {
        told(&self.desk, case, on, command).await
    }

    pub async fn opened<C>(&self, on: &str, command: C) -> CaseId
    where
        AnyOrder: From<Dated<C>>,
    {
        let case = self.desk.store().source().stream_id();
        self.told(case, on, command).await.expect("opened");
        case
    }

    pub async fn petition(&self, number: &str, matter: &str) -> CaseId {
        self.opened("2019-03-01", registration(number, matter)).await
    }

    /// A step turns out to have been another one, or none.
    pub async fn corrected<C>(
        &self,
        case: CaseId,
        corrects: i64,
        becomes: Option<(&str, C)>,
    ) -> Result<Version, CommandError>
    where
        AnyOrder: From<Dated<Order<C>>>,
    {
        let becomes = becomes.map(|(on, command)| Box::new(Dated::on(of::<Day>(on), command)));
        let order = Order::Correct { corrects: Version(corrects), becomes, reason: None };
        let step = Step::new(case, Dated::on(of::<Day>("2019-10-01"), order));
        let request = Request { conduct: Conduct::Paper, steps: vec![step] };
        self.desk.execute(request).await.map(|receipt| receipt.version)
    }

    /// The cases that a question finds, by their numbers, newest first; the index is caught up before.
    pub async fn found(&self, question: &str) -> Vec<String> {
        self.found_by(question, Sight::everything()).await
    }

    pub async fn found_by(&self, question: &str, sight: Sight) -> Vec<String> {
        let found = self.answer(Asked::new(question, sight).expect("a question")).await;
        let mut numbers = Vec::new();
        for hit in found.hits {
            numbers.push(self.number_of(hit.case).await);
        }
        numbers
    }

    pub async fn answer(&self, asked: Asked) -> Found {
        let index = self.desk.store().search();
        index.catch_up(self.desk.office()).await.expect("caught up");
        index.find(self.desk.office(), asked).await.expect("an answer")
    }

    /// The fields in which the one case that there is was found.
    pub async fn found_in(&self, question: &str) -> Fields {
        let found = self.answer(Asked::new(question, Sight::everything()).expect("a question")).await;
        assert_eq!(found.hits.len(), 1, "{question}");
        found.hits[0].fields
    }

    async fn number_of(&self, case: CaseId) -> String {
        let sql = "SELECT number FROM cases WHERE office_id = $1 AND case_id = $2";
        let values = [self.desk.office().0.into(), case.0.into()];
        let rows = self.desk.store().db().fetch(sql, &values).await.expect("a row");
        rows[0].get(0).expect("a text")
    }
}

pub async fn told<C>(desk: &OfficeDesk, case: StreamId, on: &str, command: C) -> Result<Version, CommandError>
where
    AnyOrder: From<Dated<C>>,
{
    let step = Step::new(case, Dated::on(of::<Day>(on), command));
    let request = Request { conduct: Conduct::Paper, steps: vec![step] };
    desk.execute(request).await.map(|receipt| receipt.version)
}

/// All that the index holds of an office.
pub async fn index_of(desk: &OfficeDesk) -> BTreeMap<String, Vec<Vec<Value>>> {
    const TABLES: [(&str, &[Column]); 3] = [
        ("search_heads WHERE office_id = $1", &[Column::Uuid, Column::Int, Column::Int]),
        (
            "search_cases WHERE office_id = $1 ORDER BY first_position",
            &[Column::Uuid, Column::Int, Column::Uuid, Column::Text, Column::Int, Column::Text],
        ),
        (
            "search_terms WHERE office_id = $1 ORDER BY term, first_position",
            &[Column::Uuid, Column::Text, Column::Int, Column::Int],
        ),
    ];
    let mut all = BTreeMap::new();
    for (table, columns) in TABLES {
        let sql = format!("SELECT * FROM {table}");
        let rows = desk.store().db().fetch(sql, &[desk.office().0.into()]).await.expect("rows");
        let values = |row: &anjuan::database::Row| {
            let value = |(at, column): (usize, &Column)| row.value(at, *column).expect("a value");
            columns.iter().enumerate().map(value).collect::<Vec<_>>()
        };
        all.insert(table.to_owned(), rows.iter().map(values).collect());
    }
    all
}

/// Changes something behind the program's back.
pub async fn change(db: &Db, sql: &str) {
    let mut tx = db.begin().await.expect("a transaction");
    tx.execute(sql.to_owned(), &[]).await.expect("changed");
    tx.commit().await.expect("committed");
}

/// That the index, caught up, is what it is when made from nothing.
pub async fn is_as_made_anew(desk: &OfficeDesk, context: &str) {
    let index = desk.store().search();
    index.catch_up(desk.office()).await.expect("caught up");
    let grown = index_of(desk).await;
    index.rebuild(desk.office(), |_| {}).await.expect("rebuilt");
    let made = index_of(desk).await;
    for (table, rows) in &grown {
        assert_eq!(rows.len(), made[table].len(), "{context}: {table}");
        for (one, other) in rows.iter().zip(&made[table]) {
            assert_eq!(one, other, "{context}: {table}");
        }
    }
}
