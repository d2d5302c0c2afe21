//! pm4py, from `PyPI`, reads what went out of the office's year: as many cases, events and objects as the log has, and
//! every trace is one that its kind of case can live. Run where everything is checked (`CI` is set), or where pm4py was
//! installed before: it is large.
use super::street::all;
use crate::python::Package;
use crate::support::stores::{Engine, office, source};
use anjuan::cases::any_file::CaseKind;
use anjuan::cases::declared::Kinds;
use anjuan::event_log::RecordedEvent;
use anjuan::exchange::importing::{Options, import};
use anjuan::exchange::process::{self, Form};
use anjuan::queries::process::Wanted;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const PM4PY: Package = Package { name: "pm4py", extras: "", version: "2.7.23.11" };
const LEDGERS: [&str; 8] = [
    "信访登记台账.xlsx",
    "消防隐患台账.xlsx",
    "违法建筑台账.xlsx",
    "安全生产检查台账.xlsx",
    "无证无照和居改非整治台账.xlsx",
    "扫黑除恶线索台账.xlsx",
    "大调研走访台账.xlsx",
    "旧区改造征收签约台账.xlsx",
];

fn read_back(python: &Path, form: &str, file: &Path) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = here.join("tests/all/process/read_back.py");
    let mut command = Command::new(python);
    command.arg(script).arg(form).arg(file).arg(here.join("schema/lives"));
    let ran = command.output().expect("pm4py");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{form}: {said}");
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{form}: {error}; {said}"))
}

/// The kind of case of which an event is; of a declared one its first tells it.
fn kind_of(event: &RecordedEvent) -> Option<String> {
    if &*event.stream_kind != "declared" {
        return CaseKind::ALL
            .into_iter()
            .find(|kind| kind.name() == &*event.stream_kind)
            .map(|kind| kind.to_string());
    }
    let payload: Value = serde_json::from_str(&event.payload).expect("JSON");
    payload["StepTaken"]["kind"].as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pm4py_reads_as_much_as_the_log_has_and_every_trace_fits_the_life_of_its_kind() {
    let Some(python) = PM4PY.python_if_there() else { return };
    let place = Engine::Sqlite.place();
    let desk = office(&place, source(1).0).await;
    for ledger in LEDGERS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2019").join(ledger);
        let report = import(&desk, &file, &Options::default(), |_| {}).await.expect("an import");
        assert_eq!(report.refused, [], "{ledger}");
    }
    let events: Vec<_> = all(&desk).await;
    let streams: BTreeSet<_> = CaseKind::ALL.iter().map(CaseKind::name).chain(["declared"]).collect();
    let told = events.iter().filter(|event| streams.contains(&*event.stream_kind)).count();
    let mut by_kind = BTreeMap::new();
    for event in &events {
        if let Some(kind) = kind_of(event) {
            by_kind.entry(kind).or_insert_with(BTreeSet::new).insert(event.stream);
        }
    }
    // A kind of which no case is imported has a life, too.
    let declared = Kinds::default().newest().map(|kind| kind.id.to_string()).collect::<Vec<_>>();
    let kinds = CaseKind::ALL.iter().map(|kind| kind.name().to_owned()).chain(declared);
    let cases = |kind: &String| by_kind.get(kind).map_or(0, BTreeSet::len);
    let counted = |kind: String| {
        let cases = cases(&kind);
        (kind, json!(cases))
    };
    let by_kind: Value = kinds.map(counted).collect();
    let folder = TempDir::new().expect("a folder");
    for (form, name, suffix) in
        [(Form::Xes, "xes", "xes"), (Form::Ocel, "ocel", "json"), (Form::OcelSqlite, "ocel-sqlite", "sqlite")]
    {
        let file = folder.path().join(format!("log.{suffix}"));
        let out = process::to_file(&desk, (form, Wanted::default()), &file, |_| {}).await.expect("an export");
        let read = read_back(&python, name, &file);
        assert_eq!(read["events"], json!(told), "{name}: {read}");
        assert_eq!(read["cases"], by_kind, "{name}: {read}");
        assert_eq!(read["unlike"], json!([]), "{name}: traces that no case of their kind can live");
        if form != Form::Xes {
            assert_eq!(read["objects"], json!(out.objects), "{name}");
        }
    }
}
