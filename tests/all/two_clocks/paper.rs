//! A ledger that grows: each import brings a newer copy, with more rows, more cells, and now and then another word
//! in a cell that was there before.
use super::dice::Dice;
use super::steps::{ADDRESSES, CATEGORIES, COMMITTEES, DEPARTMENTS, ZONES};
use anjuan::cases::ids::BatchId;
use anjuan::cases::occurred::Day;
use anjuan::commands::OfficeDesk;
use anjuan::exchange::importing::{Options, import};
use anjuan::exchange::ledgers::{Column, Ledger};
use chrono::Days;
use std::collections::BTreeMap;

type Row = BTreeMap<Column, String>;

pub struct Book {
    ledger: Ledger,
    name: String,
    rows: Vec<Row>,
}

impl Book {
    pub fn new(dice: &mut Dice, name: &str) -> Self {
        Self { ledger: *dice.pick(&Ledger::ALL), name: name.to_owned(), rows: Vec::new() }
    }

    /// Imports today's copy; the batch, if anything went in.
    pub async fn import(&mut self, desk: &OfficeDesk, dice: &mut Dice, today: Day) -> Option<BatchId> {
        self.grow(dice, today);
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("台账.csv");
        std::fs::write(&path, self.text()).expect("a file");
        let options = Options { as_correction: dice.in_a_hundred(60), ..Options::default() };
        import(desk, &path, &options, |_| {}).await.expect("imported").batch
    }

    fn text(&self) -> String {
        let columns = self.ledger.columns();
        let header: Vec<_> = columns.iter().map(|column| column.name()).collect();
        let cells = |row: &Row| -> Vec<String> {
            columns.iter().map(|column| row.get(column).cloned().unwrap_or_default()).collect()
        };
        let rows = self.rows.iter().map(|row| cells(row).join(","));
        std::iter::once(header.join(",")).chain(rows).collect::<Vec<_>>().join("\n")
    }

    fn grow(&mut self, dice: &mut Dice, today: Day) {
        for row in &mut self.rows {
            match dice.below(10) {
                0..=5 => go_on(self.ledger, row, dice, today),
                6 | 7 => begin(self.ledger, row, dice, today),
                _ => {}
            }
        }
        for _ in 0..=dice.below(2) {
            let number = format!("纸{}-{:03}", self.name, self.rows.len() + 1);
            let mut row = Row::from([(self.ledger.number(), number)]);
            begin(self.ledger, &mut row, dice, today);
            if dice.in_a_hundred(60) {
                go_on(self.ledger, &mut row, dice, today);
            }
            self.rows.push(row);
        }
    }
}

/// What a row says first; of one that is there, some of it is now told otherwise.
fn begin(ledger: Ledger, row: &mut Row, dice: &mut Dice, today: Day) {
    let mut of = |words: &[&str]| (*dice.pick(words)).to_owned();
    let mut cells = match ledger {
        Ledger::Petitions => vec![
            (Column::Channel, of(&["来信", "来访", "来电", "网上信访"])),
            (Column::Heads, of(&["1", "2", "5", "12"])),
            (Column::Committee, of(&COMMITTEES)),
            (Column::Category, of(&CATEGORIES)),
            (Column::FirstTime, of(&["初次", "重复"])),
            (Column::Department, of(&DEPARTMENTS)),
        ],
        Ledger::FireHazards => vec![
            (Column::Address, of(&ADDRESSES)),
            (Column::Committee, of(&COMMITTEES)),
            (Column::HazardKind, of(&["楼道堆物", "电气线路老化"])),
        ],
        Ledger::IllegalStructures => vec![
            (Column::Zone, of(&ZONES)),
            (Column::Address, of(&ADDRESSES)),
            (Column::Committee, of(&COMMITTEES)),
            (Column::StructureKind, of(&["存量", "新建"])),
            (Column::StructureArea, of(&["20", "35.5", "140.25"])),
        ],
        Ledger::Inspections => vec![
            (Column::Unit, of(&["长阳路机电有限公司", "杭州路餐饮有限公司"])),
            (Column::Industry, of(&["商贸", "生产企业"])),
            (Column::Address, of(&ADDRESSES)),
            (Column::Committee, of(&COMMITTEES)),
            (Column::Leader, of(&["", "", "李永康"])),
            (Column::HazardCount, of(&["1", "2", "3"])),
        ],
        Ledger::Declared(_) => unreachable!("no such book is drawn"),
    };
    cells.push((opened_on(ledger), dice.before(today, 50).to_string()));
    for (column, word) in cells {
        if !row.contains_key(&column) || dice.in_a_hundred(15) {
            row.insert(column, word);
        }
    }
}

const fn opened_on(ledger: Ledger) -> Column {
    match ledger {
        Ledger::Petitions => Column::RegisteredOn,
        Ledger::FireHazards | Ledger::IllegalStructures => Column::FoundOn,
        Ledger::Inspections => Column::InspectedOn,
        Ledger::Declared(_) => unreachable!(),
    }
}

/// The next step that the row tells.
fn go_on(ledger: Ledger, row: &mut Row, dice: &mut Dice, today: Day) {
    let since = |row: &Row, column| row[&column].parse::<Day>().expect("a day");
    let mut after = |row: &Row, column| {
        let passed = u32::try_from((today - since(row, column)).num_days()).unwrap_or(0);
        dice.before(today, passed).to_string()
    };
    match ledger {
        Ledger::Declared(_) => unreachable!("no such book is drawn"),
        Ledger::Petitions if !row.contains_key(&Column::AcceptedOn) => {
            row.insert(Column::AcceptedOn, after(row, Column::RegisteredOn));
        }
        Ledger::Petitions if !row.contains_key(&Column::ConcludedOn) => {
            row.insert(Column::ConcludedOn, after(row, Column::AcceptedOn));
            row.insert(Column::Satisfaction, (*dice.pick(&["满意", "基本满意", "不满意", ""])).to_owned());
        }
        Ledger::Petitions => {
            row.insert(Column::SettledOn, after(row, Column::ConcludedOn));
            row.insert(Column::Dispute, (*dice.pick(&["区领导包案", "四重", "一般存量"])).to_owned());
        }
        Ledger::FireHazards if !row.contains_key(&Column::Deadline) => {
            let found = since(row, Column::FoundOn);
            let deadline = found + Days::new(dice.below(30).into());
            row.insert(Column::Deadline, deadline.to_string());
        }
        Ledger::FireHazards if row.get(&Column::ReinspectionResult).is_none_or(|word| word == "不合格") => {
            let seen = if row.contains_key(&Column::ReinspectedOn) {
                Column::ReinspectedOn
            } else {
                Column::FoundOn
            };
            row.insert(Column::ReinspectedOn, after(row, seen));
            row.insert(Column::ReinspectionResult, (*dice.pick(&["合格", "不合格"])).to_owned());
        }
        Ledger::FireHazards => {
            row.insert(Column::FixedOn, after(row, Column::ReinspectedOn));
        }
        Ledger::Inspections if !row.contains_key(&Column::Deadline) => {
            let deadline = since(row, Column::InspectedOn) + Days::new(dice.below(30).into());
            row.insert(Column::Deadline, deadline.to_string());
            let number = row[&ledger.number()].clone();
            row.insert(Column::OpinionNumber, format!("定安检{number}"));
        }
        Ledger::Inspections => {
            let failed = row.get(&Column::ReinspectionResult).is_none_or(|word| word == "不合格");
            if failed {
                let seen = row.contains_key(&Column::ReinspectedOn);
                let seen = if seen { Column::ReinspectedOn } else { Column::InspectedOn };
                row.insert(Column::ReinspectedOn, after(row, seen));
                row.insert(Column::ReinspectionResult, (*dice.pick(&["合格", "不合格"])).to_owned());
                let number = row[&ledger.number()].clone();
                row.insert(Column::SecondOpinionNumber, format!("定安复{number}"));
            }
        }
        Ledger::IllegalStructures if !row.contains_key(&Column::FiledOn) => {
            row.insert(Column::FiledOn, after(row, Column::FoundOn));
        }
        Ledger::IllegalStructures => {
            row.insert(Column::DemolishedOn, after(row, Column::FiledOn));
            row.insert(Column::DemolishedArea, (*dice.pick(&["20", "12.75"])).to_owned());
            row.insert(Column::DemolitionKind, (*dice.pick(&["自行拆除", "帮拆"])).to_owned());
        }
    }
}
