//! Rows, each with a cell of it that a newer copy tells otherwise.
use super::books::{HAZARD_ENDS, Row, STRUCTURE_ENDS, hazard, petition, structure};
use anjuan::exchange::ledgers::Column;

/// A row, a column, and what stands there instead.
pub type Change = (Row, Column, &'static str);

/// The rows as they were, and as they are told now.
pub fn copies(changes: &[Change]) -> (Vec<Row>, Vec<Row>) {
    let now = |(row, column, value): &Change| row.clone().with(*column, value);
    (changes.iter().map(|(row, ..)| row.clone()).collect(), changes.iter().map(now).collect())
}

fn numbered(row: fn(&str) -> Row, cells: &[(Column, &'static str)]) -> Vec<Change> {
    let numbered =
        |(at, (column, value)): (usize, &(Column, &'static str))| (row(&format!("N-{at}")), *column, *value);
    cells.iter().enumerate().map(numbered).collect()
}

pub fn of_a_petition() -> Vec<Change> {
    let mut rows = numbered(
        petition,
        &[
            (Column::RegisteredOn, "2019-02-28"),
            (Column::Channel, "来信"),
            (Column::Heads, "3"),
            (Column::Petitioner, "高志强"),
            (Column::Phone, "19900003906"),
            (Column::IdNumber, "11010519491231002X"),
            (Column::HomeAddress, "杨树浦路14弄53号"),
            (Column::Committee, "凉州"),
            (Column::Category, "物业管理"),
            (Column::Request, "请求协调处理"),
            (Column::FirstTime, "重复"),
            (Column::Route, "转送"),
            (Column::Department, "信访办"),
            (Column::AcceptedOn, "2019-03-06"),
            (Column::ConcludedOn, "2019-03-21"),
            (Column::Satisfaction, "不满意"),
            (Column::Dispute, "四重"),
            // Emptied.
            (Column::Phone, ""),
            (Column::Committee, ""),
            (Column::Department, ""),
            (Column::Satisfaction, ""),
        ],
    );
    let settled = petition("N-s").with(Column::Dispute, "四重").with(Column::SettledOn, "2019-05-01");
    rows.push((settled.clone(), Column::SettledOn, "2019-05-02"));
    rows.push((settled.with(Column::PetitionNumber, "N-t"), Column::SettledOn, ""));
    rows.push((petition("N-c").without(&[Column::Satisfaction]), Column::ConcludedOn, ""));
    rows
}

pub fn of_a_hazard() -> Vec<Change> {
    let mut rows = numbered(
        hazard,
        &[
            (Column::FoundOn, "2019-02-28"),
            (Column::PlaceName, "黎平商铺"),
            (Column::PlaceKind, "仓库"),
            (Column::Address, "河间路707弄26号"),
            (Column::Committee, "凉州"),
            (Column::HazardKind, "其他"),
            (Column::Description, "另一处"),
            (Column::Inspectors, "赵玉琴"),
            (Column::NoticeNumber, "定消改字〔2019〕第2号"),
            (Column::Deadline, "2019-03-09"),
            (Column::ReinspectedOn, "2019-03-10"),
            (Column::FixedOn, "2019-03-12"),
            // Emptied.
            (Column::Inspectors, ""),
            (Column::NoticeNumber, ""),
            (Column::FixedOn, ""),
        ],
    );
    let ordered = hazard("N-o").without(HAZARD_ENDS).without(&[Column::NoticeNumber]);
    rows.push((ordered, Column::Deadline, ""));
    rows
}

pub fn of_a_structure() -> Vec<Change> {
    let mut rows = numbered(
        structure,
        &[
            (Column::FoundOn, "2019-02-28"),
            (Column::Zone, "复兴岛"),
            (Column::Address, "内江路345弄1号"),
            (Column::Committee, "凉州"),
            (Column::StructureKind, "新建"),
            (Column::Construction, "砖混"),
            (Column::StructureArea, "41"),
            (Column::Party, "高红梅"),
            (Column::FiledOn, "2019-03-04"),
            (Column::OrderNumber, "定拆决字〔2019〕第2号"),
            (Column::DemolishedOn, "2019-04-02"),
            (Column::DemolishedArea, "40"),
            (Column::DemolitionKind, "强制拆除"),
            // Emptied.
            (Column::Construction, ""),
            (Column::OrderNumber, ""),
        ],
    );
    let reported = structure("N-r").without(STRUCTURE_ENDS).without(&[Column::FiledOn, Column::OrderNumber]);
    rows.push((reported, Column::StructureArea, "41"));
    rows
}
