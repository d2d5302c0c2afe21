//! Canaries: names, telephone and identity numbers, addresses and words that stand nowhere but sealed.
use crate::ledgers::books::{Row, petition, workbook};
use crate::ledgers::program::Program;
use crate::serving::plain;
use crate::serving::program::{Service, command};
use crate::support::stores::Engine;
use anjuan::exchange::ledgers::Column;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const PEOPLE: u32 = 250;

/// An identity number with its check digit (GB 11643).
fn identity(n: u32) -> String {
    let digits = format!("31011019500101{n:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = char::from(b"10X98765432"[sum as usize % 11]);
    format!("{digits}{check}")
}

fn canary(n: u32) -> [(Column, String); 5] {
    // Letters that no ledger has, four of them for each number.
    let letter = |at: u32| char::from_u32(0x8c00 + (n * 4 + at)).expect("a letter");
    let letters: String = (0..4).map(letter).collect();
    [
        (Column::Petitioner, letters[..6].to_owned()),
        (Column::Phone, format!("1990077{n:04}")),
        (Column::IdNumber, identity(n)),
        (Column::HomeAddress, format!("{}路{n}弄", &letters[6..9])),
        (Column::Request, format!("反映{}{n}", &letters[9..])),
    ]
}

/// A row of a ledger for each of them.
fn rows() -> Vec<Row> {
    let row = |n: u32| {
        let row = petition(&format!("JS{n:04}"));
        canary(n).into_iter().fold(row, |row, (column, value)| row.with(column, &value))
    };
    (0..PEOPLE).map(row).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

/// The canaries by their first bytes.
struct Birds(HashMap<[u8; 6], Vec<String>>);

impl Birds {
    fn of(canaries: Vec<String>) -> Self {
        let mut birds: HashMap<_, Vec<_>> = HashMap::new();
        for canary in canaries {
            let first = canary.as_bytes()[..6].try_into().expect("six bytes");
            birds.entry(first).or_default().push(canary);
        }
        Self(birds)
    }

    /// The first canary that stands in the bytes.
    fn sings(&self, bytes: &[u8]) -> Option<&str> {
        bytes.windows(6).enumerate().find_map(|(at, window)| {
            let birds = self.0.get(window)?;
            birds.iter().find(|bird| bytes[at..].starts_with(bird.as_bytes())).map(String::as_str)
        })
    }
}

#[test]
fn more_than_a_thousand_canaries_stand_in_no_file_log_or_export_in_the_clear() {
    let program = Program::with_office(Engine::Sqlite);
    let book = program.book("canaries.xlsx", &rows());
    let canaries: Vec<_> = (0..PEOPLE).flat_map(canary).map(|(_, value)| value).collect();
    assert_eq!(canaries.len(), 1250);
    let last = canaries[1249].clone();
    let birds = Birds::of(canaries);
    assert_eq!(birds.sings(format!("before {last} after").as_bytes()), Some(last.as_str()));
    let temporary = program.path("temporary");
    std::fs::create_dir(&temporary).expect("a folder");
    let temporary = temporary.to_str().expect("a path").to_owned();
    let store = program.store();
    let environment =
        [("ANJUAN_STORE", store.as_str()), ("ANJUAN_LOG", "debug"), ("TMPDIR", temporary.as_str())];
    let run = |arguments: &[&str]| program.run_in(&environment, arguments).is(0);
    let runs = [
        run(&["import", &book]),
        run(&["cases"]),
        run(&["figures", "--from", "2019-01-01", "--to", "2019-12-31", "--json"]),
        run(&["history", "JS0001"]),
        run(&["search", "1990077001"]),
        run(&["export", "ocel", "-o", "log.ocel.json"]),
        run(&["export-log", "log.ndjson"]),
        run(&["backup", "--to", "backup"]),
        run(&["key", "status"]),
        run(&["retention", "report"]),
        run(&["rebuild"]),
    ];
    std::fs::remove_file(&book).expect("removed: it is where they came from");
    for run in &runs {
        for text in [&run.stdout, &run.stderr] {
            assert_eq!(birds.sings(text.as_bytes()), None, "{text:.2000}");
        }
    }
    let place = PathBuf::from(store.strip_prefix("sqlite:").expect("an embedded store"));
    let files = [files_below(program.folder.path()), files_below(place.parent().expect("a folder"))].concat();
    assert!(files.iter().any(|file| file.ends_with("log.ndjson")) && files.contains(&place), "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).expect("bytes");
        assert_eq!(birds.sings(&bytes), None, "{}", file.display());
    }
}

#[tokio::test]
async fn while_the_program_serves_no_canary_stands_in_its_files_its_metrics_or_what_it_says() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let birds = Birds::of((0..PEOPLE).flat_map(canary).map(|(_, value)| value).collect());
    let service = Service::start(Engine::Sqlite, &[("ANJUAN_LOG", "debug")]).await;
    let (url, client) = (service.place.url.to_string(), plain().build().expect("a client"));
    let book = workbook(folder.path(), &rows());
    let import = command(&[("ANJUAN_STORE", &url)]).arg("import").arg(&book).output().expect("the program");
    assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
    std::fs::remove_file(&book).expect("removed: it is where they came from");
    for path in ["/api/v1/cases", "/api/v1/search?q=reported", "/api/v1/cases/JS0001/history", "/metrics"] {
        let answer = client.get(service.url(path)).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().await.expect("a text");
        assert_eq!(birds.sings(text.as_bytes()), None, "{path}: {text:.2000}");
    }
    let found = client.post(service.url("/api/v1/search")).header("content-type", "application/json");
    let found = found.body(r#"{"q":"19900770001"}"#).send().await.expect("an answer");
    let found = found.text().await.expect("a text");
    assert!(found.contains("JS0001") && birds.sings(found.as_bytes()).is_none(), "{found:.2000}");
    let place = PathBuf::from(url.strip_prefix("sqlite:").expect("an embedded store"));
    let files = files_below(place.parent().expect("a folder"));
    let logs: Vec<_> = files.iter().filter(|file| file.to_string_lossy().ends_with("-wal")).collect();
    assert!(logs.iter().any(|log| log.metadata().is_ok_and(|log| log.len() > 0)), "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).unwrap_or_default();
        assert_eq!(birds.sings(&bytes), None, "{}", file.display());
    }
    service.signal("-TERM");
    let (status, said, _place) = service.ended().await;
    assert!(status.success(), "{said:#?}");
    assert_eq!(birds.sings(said.join("\n").as_bytes()), None, "{said:#?}");
}
