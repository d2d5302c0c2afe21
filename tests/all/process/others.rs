//! pm4py, from `PyPI`, reads what went out of the office's year: as many cases, events and objects as the log has, and
//! every trace is one that its kind of case can live. Run where everything is checked (`CI` is set), or where pm4py was
//! installed before: it is large.
use super::street::all;
use crate::python::Package;
use crate::support::stores::{Engine, office, source};
use anjuan::exchange::importing::{Options, import};
use anjuan::exchange::process::{self, Form};
use anjuan::queries::process::Wanted;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const PM4PY: Package = Package { name: "pm4py", extras: "", version: "2.7.23.11" };
const LEDGERS: [&str; 3] = ["信访登记台账.xlsx", "消防隐患台账.xlsx", "违法建筑台账.xlsx"];

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
    let of = |kind: &str| events.iter().filter(|event| &*event.stream_kind == kind).collect::<Vec<_>>();
    let kinds = ["fire_hazard", "illegal_structure", "petition"];
    let cases = |kind: &str| of(kind).iter().map(|event| event.stream).collect::<BTreeSet<_>>().len();
    let told: usize = kinds.iter().map(|kind| of(kind).len()).sum();
    let by_kind: Value = kinds.iter().map(|kind| ((*kind).to_owned(), json!(cases(kind)))).collect();
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
