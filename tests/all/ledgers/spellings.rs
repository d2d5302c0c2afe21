//! The same ledger as other offices write it: as text in either encoding, under other headers, in other spellings.
use super::books::{Row, hazard, petition, structure};
use super::office::{Office, counts};
use crate::support::stores::ENGINES;
use anjuan::cases::office::OfficeCommand;
use anjuan::exchange::importing::Options;
use anjuan::exchange::ledgers::{Aliases, Column};
use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// The rows as a table of text under the headers of their ledger.
fn csv(rows: &[Row]) -> String {
    let columns = rows[0].ledger.columns();
    let line =
        |cells: Vec<&str>| cells.into_iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    let header = line(columns.iter().map(|column| column.name()).collect());
    let rows = rows.iter().map(|row| line(columns.iter().map(|column| row.cell(*column)).collect()));
    [header].into_iter().chain(rows).collect::<Vec<_>>().join("\r\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_of_text_in_either_encoding_is_the_same_ledger_as_the_workbook() {
    let rows = [petition("XF-1"), petition("XF-2").with(Column::Channel, "来信")];
    let text = csv(&rows);
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let files = [
            office.text("甲.csv", format!("\u{feff}{text}").as_bytes()),
            office.text("乙.csv", &GB18030.encode(&text).0),
            office.text("丙.csv", text.as_bytes()),
            office.workbook(&rows),
        ];
        for (at, file) in files.iter().enumerate() {
            let wanted = if at == 0 { (2, 0, 0) } else { (0, 2, 0) };
            let report = office.file(file).await;
            assert_eq!(counts(&report), wanted, "{engine:?} {} {:?}", file.display(), report.refused);
        }
        assert_eq!(office.figure("petitions.visits").await, 1, "{engine:?}");
        assert_eq!(office.figure("petitions.letters").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_row_of_a_table_of_text_is_refused_with_its_line() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let rows = [petition("XF-1"), petition("XF-2").with(Column::Channel, "微信"), petition("XF-3")];
        let report = office.file(&office.text("台账.csv", &GB18030.encode(&csv(&rows)).0)).await;
        assert_eq!(counts(&report), (2, 0, 1), "{engine:?}");
        let refused = &report.refused[0];
        assert_eq!((refused.row, refused.number.as_deref()), (3, Some("XF-2")), "{engine:?}");
        assert_eq!(refused.column.as_deref(), Some("信访形式"), "{engine:?}");
    }
}

const OTHER_HEADERS: [&str; 10] = [
    "登记编号",
    "收件时间",
    "渠道",
    "来访人数",
    "来访人",
    "所属居委",
    "问题类别",
    "受理时间",
    "办结时间",
    "社区",
];

/// Petitions as a neighbouring office keeps them; the last column is one that only it has.
fn of_another_office(office: &Office, header: &[&str]) -> std::path::PathBuf {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").expect("a name").write(0, 0, "请按月填报").expect("a cell");
    let sheet = book.add_worksheet().set_name("一季度").expect("a name");
    let day = |y, m, d| ExcelDateTime::from_ymd(y, m, d).expect("a day");
    let dated = Format::new().set_num_format("yyyy-mm-dd");
    for (at, text) in (0..).zip(header) {
        sheet.write(4, at, *text).expect("a header");
    }
    let rows = [
        [
            "ＸＦ２０１９－０００１",
            "２０１９．３．５",
            " 走访",
            "２人",
            "陈 明",
            "共青居委会",
            "停车难",
            "2019年3月6日",
            "2019/03/07",
        ],
        ["XF2019-0002 ", "2019-3-5", "网络", "１", "王某", "共青", "停车难", "2019.03.06", "20190307"],
        ["", "", "", "", "", "", "", "", ""],
        ["合计", "", "", "3", "", "", "", "", ""],
        ["xf2019-0003", "", "电话", "1", "李某", "凉州居民区", "停车难", "", "—"],
        ["合计：3件", "", "", "", "", "", "", "", ""],
    ];
    for (line, row) in (5..).zip(rows) {
        for (at, text) in (0..).zip(row) {
            sheet.write(line, at, text).expect("a cell");
        }
    }
    sheet.write_with_format(9, 1, day(2019, 3, 31), &dated).expect("a day");
    let file = office.text("台账.xlsx", b"");
    book.save(&file).expect("a workbook");
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_headers_full_width_digits_stray_blanks_and_totals_are_understood() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let file = of_another_office(&office, &OTHER_HEADERS[..9]);
        let report = office.file(&file).await;
        assert_eq!(counts(&report), (3, 0, 0), "{engine:?} {:?}", report.refused);
        assert_eq!(counts(&office.file(&file).await), (0, 3, 0), "{engine:?}");
        for (figure, value) in [
            ("petitions.visitors", 2),
            ("petitions.letters", 1),
            ("petitions.calls", 1),
            ("petitions.closed", 2),
        ] {
            assert_eq!(office.figure(figure).await, value, "{engine:?} {figure}");
        }
        let case = office.history("XF2019-0001").await.expect("a case").case;
        assert_eq!(
            (case.committee.as_deref(), case.opened.to_string().as_str()),
            (Some("共青"), "2019-03-05")
        );
        assert_eq!(case.closed.expect("a day").to_string(), "2019-03-07", "{engine:?}");
        assert!(office.history("xf2019-0003").await.is_some(), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_may_name_headers_of_its_own() {
    let mut header = OTHER_HEADERS;
    header.swap(5, 9);
    let aliases = Aliases::from([("社区".to_owned(), "居委会".to_owned())]);
    let options = Options { aliases, ..Options::default() };
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let file = of_another_office(&office, &header[..9]);
        assert_eq!(counts(&office.file_with(&options, &file).await), (3, 0, 0), "{engine:?}");
        let case = office.history("XF2019-0002").await.expect("a case").case;
        assert_eq!(case.committee.as_deref(), Some("共青"), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_office_said_of_its_headers_is_heeded_by_every_import_and_rehearsal_until_it_is_taken_back()
{
    let mut header = OTHER_HEADERS;
    header.swap(5, 9);
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let file = of_another_office(&office, &header[..9]);
        let (named, column) = ("社区".parse().expect("a header"), "居委会".parse().expect("a column"));
        office.command(OfficeCommand::SetHeaderAlias { header: named, column }).await;
        let rehearsal = Options { dry_run: true, ..Options::default() };
        assert_eq!(counts(&office.file_with(&rehearsal, &file).await), (3, 0, 0), "{engine:?}");
        assert_eq!(counts(&office.file(&file).await), (3, 0, 0), "{engine:?}");
        let case = office.history("XF2019-0002").await.expect("a case").case;
        assert_eq!(case.committee.as_deref(), Some("共青"), "{engine:?}");

        let later = Office::on(engine).await;
        let (header, column) = ("社区".parse().expect("a header"), "居委会".parse().expect("a column"));
        later.command(OfficeCommand::SetHeaderAlias { header, column }).await;
        let header = "社区".parse().expect("a header");
        later.command(OfficeCommand::RemoveHeaderAlias { header }).await;
        assert_eq!(counts(&later.file(&file).await), (3, 0, 0), "{engine:?}");
        let case = later.history("XF2019-0002").await.expect("a case").case;
        assert_eq!(case.committee, None, "{engine:?}: nobody knows the header any more");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_header_of_the_office_hides_one_that_is_known() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let file = of_another_office(&office, &OTHER_HEADERS[..9]);
        // Refused wherever it is said; what a log has all the same, because a kind was declared later, hides nothing.
        let (header, column) =
            (OTHER_HEADERS[5].parse().expect("a header"), "信访人".parse().expect("a column"));
        office.command(OfficeCommand::SetHeaderAlias { header, column }).await;
        assert_eq!(counts(&office.file(&file).await), (3, 0, 0), "{engine:?}");
        let case = office.history("XF2019-0001").await.expect("a case").case;
        assert_eq!(case.committee.as_deref(), Some("共青"), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn areas_are_exact_however_they_are_written() {
    let areas = [("WJ-1", "１，２３４．５"), ("WJ-2", "0.1㎡"), ("WJ-3", "0.2 平方米"), ("WJ-4", "3")];
    let rows = areas.map(|(number, area)| {
        structure(number).with(Column::StructureArea, area).with(Column::DemolishedArea, area)
    });
    for engine in ENGINES {
        let office = Office::with(engine, &rows).await;
        assert_eq!(office.figure("structures.demolished_area_m2").await, 1237.8, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_without_a_row_is_a_ledger_all_the_same() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let header = csv(&[hazard("XH-1")]).lines().next().expect("a header").to_owned();
        let report = office.file(&office.text("空.csv", header.as_bytes())).await;
        assert_eq!((counts(&report), report.batch), ((0, 0, 0), None), "{engine:?}");
        assert_eq!(serde_json::to_value(report.kind).expect("JSON"), "fire_hazards", "{engine:?}");
    }
}
