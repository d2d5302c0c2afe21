//! A long ledger of fire hazards for measuring, as a workbook or as a table of text.
use rust_xlsxwriter::Workbook;
use std::io::{BufWriter, Write};
use std::path::Path;

const HEADERS: [&str; 15] = [
    "序号",
    "隐患编号",
    "发现日期",
    "场所名称",
    "场所类型",
    "地址",
    "居委会",
    "隐患类别",
    "隐患描述",
    "检查人",
    "整改通知书编号",
    "整改期限",
    "复查日期",
    "复查结果",
    "整改完成日期",
];

/// A row whose number, address, description and notice stand in no other row.
fn cells(row: u32) -> [String; 15] {
    [
        row.to_string(),
        format!("XH2019-{row:06}"),
        "2019.3.5".to_owned(),
        "黎平餐饮店".to_owned(),
        "仓库".to_owned(),
        format!("杭州路{}弄{}号", row / 60 + 1, row % 60 + 1),
        "黎平".to_owned(),
        "消防设施缺失".to_owned(),
        format!("{}层消防设施缺失，第{row}处，影响消防安全", row % 30 + 1),
        "赵玉琴、陈国华".to_owned(),
        format!("定消改字〔2019〕第{row}号"),
        "2019-03-12".to_owned(),
        "2019年3月20日".to_owned(),
        "合格".to_owned(),
        "2019/3/20".to_owned(),
    ]
}

/// Writes a ledger of so many rows to `path`: a workbook, or a table of text if the name ends in `.csv`.
pub fn write(path: &Path, rows: u32) {
    let is_text = path.extension().is_some_and(|extension| extension == "csv");
    if is_text { text(path, rows) } else { workbook(path, rows) }
}

fn workbook(path: &Path, rows: u32) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let header = (0, HEADERS.map(str::to_owned));
    for (row, cells) in std::iter::once(header).chain((1..=rows).map(|row| (row, cells(row)))) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).expect("written");
        }
    }
    workbook.save(path).expect("saved");
}

fn text(path: &Path, rows: u32) {
    let mut file = BufWriter::new(std::fs::File::create(path).expect("a file"));
    writeln!(file, "{}", HEADERS.join(",")).expect("written");
    for row in 1..=rows {
        writeln!(file, "{}", cells(row).join(",")).expect("written");
    }
    file.flush().expect("written");
}
