//! A ledger out of the log, in the layout in which it is taken in: imported again, it changes nothing.
use super::books::{petition, workbook};
use super::office::{Office, counts};
use crate::policy::people::hire;
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::user::Role;
use anjuan::commands::OfficeDesk;
use anjuan::exchange::importing::{Book, Options, import, write};
use anjuan::exchange::ledgers::{self, Column, Ledger, Mapping};
use anjuan::exchange::tables::Form;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Each ledger of the samples of a kind that is written in Rust, with its rows.
const LEDGERS: [(Ledger, &str, u64); 4] = [
    (Ledger::Petitions, "信访登记台账.xlsx", 297),
    (Ledger::FireHazards, "消防隐患台账.xlsx", 3219),
    (Ledger::IllegalStructures, "违法建筑台账.xlsx", 542),
    (Ledger::Inspections, "安全生产检查台账.xlsx", 6349),
];

/// Those of declared kinds, by the kind's id.
const DECLARED: [(&str, &str); 4] = [
    ("unlicensed", "无证无照和居改非整治台账.xlsx"),
    ("clue", "扫黑除恶线索台账.xlsx"),
    ("visit", "大调研走访台账.xlsx"),
    ("relocation", "旧区改造征收签约台账.xlsx"),
];

fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

async fn leader(office: &Office) -> OfficeDesk {
    hire(&office.desk, "zhang.min", None, &[Role::Leader]).await
}

async fn written(desk: &OfficeDesk, ledger: Ledger, form: Form) -> Book {
    write(desk, (ledger, None), form, |_| {}).await.expect("a book")
}

/// What an import of the book says, and that it wrote nothing.
async fn again(office: &Office, book: &Book, form: Form) -> (u64, u64, usize) {
    let file = office.text(&format!("台账.{}", form.name()), &book.bytes);
    let head = office.head().await;
    let report = import(&office.desk, &file, &Options::default(), |_| {}).await.expect("an import");
    assert_eq!(report.refused, [], "{form:?}");
    assert_eq!(office.head().await, head, "{form:?}: nothing is written");
    counts(&report)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_ledger_of_the_year_comes_out_as_it_went_in() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let leader = leader(&office).await;
        for (ledger, file, rows) in LEDGERS {
            let report = office.file(&here("samples/2019").join(file)).await;
            assert_eq!(counts(&report), (rows, 0, 0), "{engine:?} {file}");
            // One form is enough of a book that takes long: cells are written in either form by the same lines.
            for form in Form::ALL.into_iter().take(if rows > 5000 { 1 } else { Form::ALL.len() }) {
                let book = written(&leader, ledger, form).await;
                assert_eq!(
                    (book.rows, book.untold, book.withheld),
                    (rows, 0, 0),
                    "{engine:?} {file} {form:?}"
                );
                assert_eq!(again(&office, &book, form).await, (0, rows, 0), "{engine:?} {file} {form:?}");
            }
            let earlier = write(&leader, (ledger, Some(2018)), Form::Csv, |_| {}).await.expect("a book");
            assert_eq!(earlier.rows, 0, "{engine:?} {file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declared_kinds_ledger_comes_out_as_it_went_in_and_without_the_informant_who_is_sealed() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let leader = leader(&office).await;
        let kinds = office.desk.kinds().await.expect("kinds");
        // The largest is written by the same lines on either engine.
        let books = DECLARED.iter().filter(|(id, _)| *id != "visit" || engine == Engine::Sqlite);
        for (id, file) in books.copied() {
            let book = ledgers::Book::all(&kinds).into_iter().find(|book| book.declaration.id.as_str() == id);
            let ledger = Ledger::Declared(book.expect("a ledger"));
            let report = office.file(&here("samples/2019").join(file)).await;
            let (rows, unchanged, refused) = counts(&report);
            assert!(rows > 0 && (unchanged, refused) == (0, 0), "{engine:?} {file}: {report:?}");
            let book = written(&leader, ledger, Form::Csv).await;
            let text = String::from_utf8(book.bytes.clone()).expect("UTF-8");
            assert!(text.contains(ledger.name()), "{engine:?} {file}");
            if id == "clue" {
                assert_eq!((book.rows, book.withheld), (0, 0), "{engine:?}: nobody was admitted to any clue");
                continue;
            }
            assert_eq!((book.rows, book.untold, book.withheld), (rows, 0, 0), "{engine:?} {file}");
            assert_eq!(again(&office, &book, Form::Csv).await, (0, rows, 0), "{engine:?} {file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deadlines_channels_and_what_looks_like_a_formula_come_back_as_they_were() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let leader = leader(&office).await;
        let text = std::fs::read_to_string(here("tests/fixtures/permits.toml")).expect("a mapping");
        let mapping: Mapping = text.parse().expect("a mapping");
        let options = Options { mapping: Some(Arc::new(mapping)), ..Options::default() };
        office.file_with(&options, &here("tests/fixtures/permits.csv")).await;
        let strange = petition("XF-1")
            .with(Column::Request, "=HYPERLINK(\"x\")")
            .with(Column::Phone, "+86 21 6543 2100")
            .with(Column::Petitioner, "@何家明")
            .with(Column::HomeAddress, "'=1 弄");
        assert_eq!(counts(&office.import(&[strange]).await), (1, 0, 0), "{engine:?}");
        for form in Form::ALL {
            let book = written(&leader, Ledger::Petitions, form).await;
            assert_eq!((book.rows, book.withheld), (5, 0), "{engine:?} {form:?}");
            assert_eq!(again(&office, &book, form).await, (0, 5, 0), "{engine:?} {form:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_reader_may_not_see_is_left_empty_and_counted() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        assert_eq!(counts(&office.import(&[petition("XF-1")]).await), (1, 0, 0), "{engine:?}");
        let book = written(&office.desk, Ledger::Petitions, Form::Csv).await;
        let text = String::from_utf8(book.bytes).expect("UTF-8");
        assert!(book.withheld >= 2, "{engine:?}: name and request: {}", book.withheld);
        assert!(!text.contains("何家明") && text.contains("XF-1"), "{engine:?}: {text}");
        let clerk = hire(&office.desk, "li.na", None, &[Role::PetitionClerk]).await;
        let seen = written(&clerk, Ledger::Petitions, Form::Csv).await;
        assert!(String::from_utf8(seen.bytes).expect("UTF-8").contains("何家明"), "{engine:?}");
        assert_eq!(seen.withheld, 0, "{engine:?}");
        let system = hire(&office.desk, "admin", None, &[Role::SystemAdministrator]).await;
        assert!(write(&system, (Ledger::Petitions, None), Form::Csv, |_| {}).await.is_err(), "{engine:?}");
    }
}

#[tokio::test]
async fn a_book_has_its_title_and_its_header_where_the_reader_looks_for_them() {
    let office = Office::with(ENGINES[0], &[petition("XF-1")]).await;
    let book = written(&office.desk, Ledger::Petitions, Form::Csv).await;
    let text = String::from_utf8(book.bytes).expect("UTF-8");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("\u{feff}信访登记台账"));
    assert!(lines.next().is_some_and(|header| header.starts_with("信访编号,登记日期,")), "{text}");
    let folder = tempfile::TempDir::new().expect("a folder");
    let original = workbook(folder.path(), &[petition("XF-1")]);
    assert_eq!(counts(&office.file(&original).await), (0, 1, 0));
}
