//! An office with a few cases of each kind in its log, and what of it goes out.
use crate::ledgers::books::{Row, hazard, petition, structure, workbook};
use crate::policy::people;
use crate::support::stores::Engine;
use anjuan::cases::access::AccessCommand;
use anjuan::cases::user::Role;
use anjuan::commands::OfficeDesk;
use anjuan::event_log::{EventLog, Position, RecordedEvent};
use anjuan::exchange::importing::{Options, import};
use anjuan::exchange::ledgers::Column;
use anjuan::exchange::process::{self, ExportError, Form};
use anjuan::queries::process::Wanted;
use std::collections::BTreeSet;
use tempfile::TempDir;

pub struct Street {
    pub operator: OfficeDesk,
    pub clerk: OfficeDesk,
    pub leader: OfficeDesk,
    pub auditor: OfficeDesk,
    people: people::Street,
}

/// What the log has of cases.
pub struct Told {
    pub cases: usize,
    pub petitions: usize,
    /// The ids of the events of cases.
    pub own: BTreeSet<String>,
    beside: BTreeSet<String>,
}

impl Told {
    pub fn events(&self) -> BTreeSet<String> {
        &self.own | &self.beside
    }
}

impl Street {
    /// Three rows of ledgers, one of them corrected; a petition that a handler works on; one in which the leader is accused.
    pub async fn open(engine: Engine) -> Self {
        let street = people::Street::open(engine).await;
        let clerk = street.hire("li.na", Some(people::PETITIONS), &[Role::PetitionClerk]).await;
        street.hire("wang.lin", None, &[Role::Handler]).await;
        let leader = street.hire("zhang.min", None, &[Role::Leader]).await;
        let auditor = street.hire("zhou.ping", None, &[Role::Auditor]).await;
        let operator = street.operator.clone();
        let rows = [petition("XF-1"), hazard("XH-1"), structure("WJ-1")];
        take_in(&operator, &rows, false).await;
        take_in(&operator, &[petition("XF-1").with(Column::ConcludedOn, "2019-03-21")], true).await;
        let worked_on = street.petition(&clerk, "XF-8").await;
        let handler = street.user("wang.lin");
        street.belongs(worked_on, AccessCommand::AssignHandler { user: handler }).await;
        clerk.execute(people::to(worked_on, people::accept())).await.expect("accepted");
        let accused = street.petition(&clerk, "XF-9").await;
        let leads = street.user("zhang.min");
        street.belongs(accused, AccessCommand::NameAccused { user: leads }).await;
        Self { operator, clerk, leader, auditor, people: street }
    }

    pub async fn told(&self) -> Told {
        let mut told = Told { cases: 0, petitions: 0, own: BTreeSet::new(), beside: BTreeSet::new() };
        let kinds = ["petition", "fire_hazard", "illegal_structure"];
        for event in all(&self.people.operator).await {
            let id = format!("e{}", event.position);
            if kinds.contains(&&*event.stream_kind) {
                let first = usize::from(event.version.0 == 1);
                told.cases += first;
                told.petitions += first * usize::from(&*event.stream_kind == "petition");
                told.own.insert(id);
            } else if &*event.event_type == "HandlerAssigned" {
                told.beside.insert(id);
            }
        }
        assert_eq!((told.cases, told.beside.len()), (5, 1), "what the log has");
        told
    }
}

pub async fn all(desk: &OfficeDesk) -> Vec<RecordedEvent> {
    desk.store().log().read(desk.office(), Position(0), 100_000).await.expect("events")
}

async fn take_in(desk: &OfficeDesk, rows: &[Row], as_correction: bool) {
    let folder = TempDir::new().expect("a folder");
    let options = Options { as_correction, ..Options::default() };
    let report = import(desk, &workbook(folder.path(), rows), &options, |_| {}).await.expect("an import");
    assert_eq!(report.refused, []);
    assert_eq!(report.imported, rows.len() as u64);
}

/// A form as text, or why not.
pub async fn try_text(desk: &OfficeDesk, form: Form, wanted: Wanted) -> Result<String, ExportError> {
    let mut bytes = Vec::new();
    process::to_writer(desk, (form, wanted), &mut bytes, |_| {}).await?;
    Ok(String::from_utf8(bytes).expect("UTF-8"))
}

pub async fn text(desk: &OfficeDesk, form: Form, wanted: Wanted) -> String {
    try_text(desk, form, wanted).await.expect("an export")
}

pub async fn xes(desk: &OfficeDesk) -> String {
    text(desk, Form::Xes, Wanted::default()).await
}

/// A form as the bytes of its file.
pub async fn exported(desk: &OfficeDesk, form: Form, wanted: Wanted) -> Vec<u8> {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("log");
    process::to_file(desk, (form, wanted), &file, |_| {}).await.expect("an export");
    std::fs::read(file).expect("a file")
}
