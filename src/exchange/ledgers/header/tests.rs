use super::*;
use crate::exchange::ledgers::Book;

fn cells(headers: &[&str]) -> Vec<Cell> {
    headers.iter().map(|header| Cell::Text((*header).into())).collect()
}

fn read(headers: &[&str], aliases: &[(&str, &str)]) -> Result<Option<Header>, Problem> {
    let aliases = aliases.iter().map(|(alias, name)| ((*alias).to_owned(), (*name).to_owned())).collect();
    Dictionary::new(&aliases, &Kinds::default())?.read("台账", 2, &cells(headers))
}

fn header(headers: &[&str]) -> Header {
    read(headers, &[]).expect("no problem").expect("a header")
}

#[test]
fn every_kind_of_ledger_is_known_by_its_own_names() {
    for ledger in Ledger::ALL {
        let names: Vec<&str> = ledger.columns().iter().map(|column| column.name()).collect();
        let header = header(&names);
        assert_eq!(header.ledger, ledger);
        assert!(header.ignored.is_empty());
        for (at, column) in ledger.columns().iter().enumerate() {
            assert_eq!(header.place(*column), Some(at), "{column:?}");
        }
    }
}

#[test]
fn no_header_means_two_columns_of_one_ledger() {
    for ledger in Ledger::ALL {
        let mut seen = HashMap::new();
        for column in ledger.columns() {
            for name in [column.name()].into_iter().chain(column.aliases()) {
                let before = seen.insert(normal(name), column);
                assert!(before.is_none_or(|before| before == column), "{name} in {}", ledger.name());
            }
        }
    }
}

#[test]
fn other_offices_names_units_widths_and_blanks_are_understood() {
    let header = header(&["序号", "信访件编号", "收 件\n日期", "渠道", "人数（人）", "类别*", "备注"]);
    assert_eq!(header.ledger, Ledger::Petitions);
    assert_eq!(header.place(Column::RegisteredOn), Some(2));
    assert_eq!(header.place(Column::Heads), Some(4));
    let header = self::header(&["违建编号", "发现时间", "地 址", "违法建筑面积（平方米）", "拆除面积㎡"]);
    assert_eq!(
        (header.place(Column::StructureArea), header.place(Column::DemolishedArea)),
        (Some(3), Some(4))
    );
}

#[test]
fn an_alias_of_the_office_goes_before_those_known_here() {
    let headers = ["信访编号", "登记日期", "收案日", "渠道", "类别"];
    let header = read(&headers, &[("收案日", "登记日期")]).expect("read").expect("a header");
    assert_eq!(header.place(Column::RegisteredOn), Some(2));
    assert_eq!(header.ignored, ["登记日期"]);
    let problem = read(&headers, &[("收案日", "没有的")]).expect_err("no such column");
    assert_eq!(problem.code(), "unknown_alias");
}

#[test]
fn the_proper_name_goes_before_an_alias_and_unknown_columns_are_reported() {
    let header = header(&["信访编号", "收件日期", "登记日期", "信访形式", "内容分类", "星座"]);
    assert_eq!(header.place(Column::RegisteredOn), Some(2));
    assert_eq!(header.ignored, ["收件日期", "星座"]);
}

#[test]
fn a_missing_required_column_is_named() {
    let problem = read(&["隐患编号", "场所名称", "地址", "居委会", "隐患类别"], &[]).expect_err("no date");
    assert_eq!(problem.code(), "missing_columns");
    assert!(problem.to_string().contains("发现日期"), "{problem}");
}

#[test]
fn a_column_that_stands_twice_is_an_error_that_names_both() {
    let twice = ["隐患编号", "发现日期", "地址", "隐患类别", "检查人员", "巡查人"];
    let problem = read(&twice, &[]).expect_err("twice");
    assert_eq!(problem.code(), "column_twice");
    assert!(problem.to_string().contains("'检查人员' and '巡查人'"), "{problem}");
}

#[test]
fn other_kinds_of_ledger_and_ordinary_rows_are_no_header() {
    let others: [&[&str]; 2] = [&["定海路街道2019年信访登记台账"], &[]];
    for headers in others {
        assert_eq!(read(headers, &[]).expect("no problem"), None, "{headers:?}");
    }
}

#[test]
fn the_ledgers_of_declared_kinds_are_known_by_their_headers() {
    let books: [(&str, &[&str]); 4] = [
        ("visit", &["序号", "走访日期", "对象类型", "名称", "地址", "居委会", "走访组", "意见建议", "备注"]),
        (
            "clue",
            &[
                "序号",
                "线索编号",
                "收到日期",
                "来源",
                "举报人",
                "内容",
                "核查单位",
                "核查期限",
                "办结日期",
                "核查结论",
            ],
        ),
        (
            "unlicensed",
            &["序号", "编号", "发现日期", "店名", "类型", "地址", "居委会", "处置日期", "处置方式", "备注"],
        ),
        ("relocation", &["序号", "基地", "权证号", "户主", "户数", "地址", "签约日期", "搬迁日期", "备注"]),
    ];
    for (kind, headers) in books {
        let header = header(headers);
        let Ledger::Declared(book) = header.ledger else { panic!("{kind}: {:?}", header.ledger) };
        assert_eq!(book.declaration.id.as_str(), kind);
        assert!(header.ignored.is_empty(), "{:?}", header.ignored);
    }
    for book in Book::all(&Kinds::default()) {
        let names: Vec<_> = Ledger::Declared(book).columns().iter().map(|column| column.name()).collect();
        assert_eq!(header(&names).ledger, Ledger::Declared(book));
    }
}

#[test]
fn a_header_that_is_repeated_is_known_again() {
    let header = header(&["违建编号", "发现日期", "地址", "面积"]);
    assert!(header.repeats(&cells(&["违建编号", "发现 日期", "地址", "面积"])));
    assert!(!header.repeats(&cells(&["WJ1", "2019.1.2", "地址", "3"])));
}
