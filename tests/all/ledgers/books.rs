//! Ledgers made for one test: rows that are right unless told otherwise, written as a workbook.
use anjuan::exchange::ledgers::{Column, Ledger};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A row of a ledger, by its columns.
#[derive(Clone, Debug)]
pub struct Row {
    pub ledger: Ledger,
    cells: BTreeMap<Column, String>,
}

impl Row {
    fn new(ledger: Ledger, cells: &[(Column, &str)]) -> Self {
        let cells = cells.iter().map(|(column, value)| (*column, (*value).to_owned())).collect();
        Self { ledger, cells }
    }

    /// The row with something else in `column`.
    pub fn with(mut self, column: Column, value: &str) -> Self {
        self.cells.insert(column, value.to_owned());
        self
    }

    /// The row with nothing in these columns.
    pub fn without(mut self, columns: &[Column]) -> Self {
        self.cells.retain(|column, _| !columns.contains(column));
        self
    }

    /// The number of the case.
    pub fn number(&self) -> &str {
        self.cell(self.ledger.number())
    }

    /// What stands in `column`.
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }
}

/// A visit of two people that was accepted, concluded and rated.
pub fn petition(number: &str) -> Row {
    Row::new(
        Ledger::Petitions,
        &[
            (Column::PetitionNumber, number),
            (Column::RegisteredOn, "2019-03-01"),
            (Column::Channel, "来访"),
            (Column::Heads, "2"),
            (Column::Petitioner, "何家明"),
            (Column::Phone, "19900009815"),
            (Column::HomeAddress, "杭州路89弄40号"),
            (Column::Committee, "共青"),
            (Column::Category, "环境卫生"),
            (Column::Request, "反映环境卫生问题"),
            (Column::FirstTime, "初次"),
            (Column::Route, "受理"),
            (Column::Department, "社区服务办"),
            (Column::AcceptedOn, "2019-03-05"),
            (Column::ConcludedOn, "2019-03-20"),
            (Column::Satisfaction, "满意"),
        ],
    )
}

/// The columns of a petition that only its end fills.
pub const PETITION_ENDS: &[Column] = &[Column::ConcludedOn, Column::Satisfaction];

/// A hazard that was ordered to be fixed and passed its re-inspection.
pub fn hazard(number: &str) -> Row {
    Row::new(
        Ledger::FireHazards,
        &[
            (Column::HazardNumber, number),
            (Column::FoundOn, "2019-03-01"),
            (Column::PlaceName, "共青餐饮店"),
            (Column::PlaceKind, "九小场所"),
            (Column::Address, "内江路754弄56号"),
            (Column::Committee, "共青"),
            (Column::HazardKind, "楼道堆物"),
            (Column::Description, "楼道堆物，影响消防安全"),
            (Column::Inspectors, "赵玉琴、陈国华"),
            (Column::NoticeNumber, "定消改字〔2019〕第1号"),
            (Column::Deadline, "2019-03-08"),
            (Column::ReinspectedOn, "2019-03-11"),
            (Column::ReinspectionResult, "合格"),
            (Column::FixedOn, "2019-03-11"),
        ],
    )
}

/// The columns of a hazard that are filled after its order.
pub const HAZARD_ENDS: &[Column] = &[Column::ReinspectedOn, Column::ReinspectionResult, Column::FixedOn];

/// An illegal structure of 40.5 m² that its owner demolished.
pub fn structure(number: &str) -> Row {
    Row::new(
        Ledger::IllegalStructures,
        &[
            (Column::StructureNumber, number),
            (Column::FoundOn, "2019-03-01"),
            (Column::Zone, "岛外"),
            (Column::Address, "杨树浦路388弄20号"),
            (Column::Committee, "河间"),
            (Column::StructureKind, "存量"),
            (Column::Construction, "钢结构"),
            (Column::StructureArea, "40.5"),
            (Column::Party, "郭玉琴"),
            (Column::FiledOn, "2019-03-05"),
            (Column::OrderNumber, "定拆决字〔2019〕第1号"),
            (Column::DemolishedOn, "2019-04-01"),
            (Column::DemolishedArea, "40.5"),
            (Column::DemolitionKind, "自行拆除"),
        ],
    )
}

/// The columns of a structure that its demolition fills.
pub const STRUCTURE_ENDS: &[Column] = &[Column::DemolishedOn, Column::DemolishedArea, Column::DemolitionKind];

/// An inspection that found two hazards, which were ordered and passed.
pub fn inspection(number: &str) -> Row {
    Row::new(
        Ledger::Inspections,
        &[
            (Column::InspectionNumber, number),
            (Column::InspectedOn, "2019-03-01"),
            (Column::Unit, "长阳路机电有限公司"),
            (Column::Industry, "生产企业"),
            (Column::Address, "长阳路1142弄32号"),
            (Column::Committee, "共青"),
            (Column::Inspectors, "赵玉琴、陈国华"),
            (Column::Leader, "李永康"),
            (Column::HazardCount, "2"),
            (Column::Findings, "安全设施不符合要求；安全设施不符合要求"),
            (Column::OpinionNumber, "定安检〔2019〕1号"),
            (Column::Deadline, "2019-03-08"),
            (Column::ReinspectedOn, "2019-03-11"),
            (Column::SecondOpinionNumber, "定安复〔2019〕1号"),
            (Column::ReinspectionResult, "合格"),
        ],
    )
}

/// The columns of an inspection that its re-inspection fills.
pub const INSPECTION_ENDS: &[Column] =
    &[Column::ReinspectedOn, Column::SecondOpinionNumber, Column::ReinspectionResult];

/// The first row below the title and the header.
pub const FIRST: u32 = 3;

/// A workbook with one sheet for each kind of row, in the order in which they first stand there.
pub fn workbook(folder: &Path, rows: &[Row]) -> PathBuf {
    let mut ledgers: Vec<Ledger> = Vec::new();
    for row in rows {
        if !ledgers.contains(&row.ledger) {
            ledgers.push(row.ledger);
        }
    }
    let mut book = Workbook::new();
    for ledger in ledgers {
        let sheet = book.add_worksheet().set_name(ledger.name()).expect("a name");
        let rows: Vec<_> = rows.iter().filter(|row| row.ledger == ledger).collect();
        fill(sheet, ledger, &rows);
    }
    let file = folder.join("台账.xlsx");
    book.save(&file).expect("a workbook");
    file
}

fn fill(sheet: &mut Worksheet, ledger: Ledger, rows: &[&Row]) {
    let width = u16::try_from(ledger.columns().len() - 1).expect("a width");
    sheet.merge_range(0, 0, 0, width, ledger.name(), &Format::new()).expect("a title");
    for (at, column) in (0..).zip(ledger.columns()) {
        sheet.write(1, at, column.name()).expect("a header");
        for (line, row) in (FIRST - 1..).zip(rows) {
            sheet.write(line, at, row.cell(column)).expect("a cell");
        }
    }
}
