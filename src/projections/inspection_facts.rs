//! What figures count of inspections (家次): one row for each visit. Another committee or department, and a reopening,
//! begin a new row.
use super::bitemporal::{FactRow, FactTable, Late, stretches};
use super::predicate::{CodeField, DayField, FlagField};
use super::{by_the_end, reversals};
use crate::bitemporal_columns;
use crate::cases::inspection::{Industry, InspectionLife};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::words::{Committee, Department};
use crate::database::{OnConflict, Table, Value};

/// The table.
pub static INSPECTION_FACTS: FactTable = FactTable {
    table: Table {
        name: "inspection_facts",
        columns: bitemporal_columns!(
            "inspected_day": Day,
            "committee": Text,
            "department": Text,
            "category": Text,
            "led": Bool,
            "closed_day": Day,
            "closed_known": Int,
        ),
        key: 5,
        on_conflict: OnConflict::Replace,
        stable: &[],
    },
    late: &[Late { known: "closed_known", columns: &["closed_day"] }],
    anchors: &[("inspection_facts.inspected_day", "inspected_day")],
};

/// The fields that figures name.
pub mod fields {
    use super::{CodeField, DayField, FlagField};

    /// 检查日期.
    pub const INSPECTED: DayField = DayField("inspected_day");
    /// 行业类别.
    pub const CATEGORY: CodeField = CodeField("category");
    /// 领导带队.
    pub const LED: FlagField = FlagField("led");
}

/// What all rows of a case share: whose it is, what trade it is in, and whether a leader led the visit.
pub(super) struct Visit<'a> {
    pub(super) inspected: Day,
    life: &'a InspectionLife,
}

impl<'a> Visit<'a> {
    /// None where the case counts nowhere.
    pub(super) fn of(life: &'a InspectionLife) -> Option<Self> {
        let inspected = life.inspected.map(Occurred::day)?;
        life.voided.is_none().then_some(Self { inspected, life })
    }

    /// The days on which committee or department change.
    pub(super) fn changes(&self) -> impl Iterator<Item = Day> + '_ {
        self.life.committee.days().chain(self.life.department.days())
    }

    /// Committee, department, trade and leader before `to`.
    pub(super) fn values(&self, to: Day) -> [Value; 4] {
        let life = self.life;
        [
            by_the_end(&life.committee, to).and_then(|name| name.as_ref().map(Committee::as_str)).into(),
            by_the_end(&life.department, to).and_then(|name| name.as_ref().map(Department::as_str)).into(),
            life.industry.as_ref().map(Industry::as_str).into(),
            life.led.into(),
        ]
    }
}

/// The rows of one visit.
#[must_use]
pub fn rows(life: &InspectionLife) -> Vec<FactRow> {
    let Some(visit) = Visit::of(life) else { return Vec::new() };
    let row = |(from, to)| {
        let mut values = vec![visit.inspected.into()];
        values.extend(visit.values(to));
        values.push(by_the_end(&life.closed_off, to).copied().flatten().into());
        FactRow { unit: 0, valid_from: from, valid_to: to, values }
    };
    let changes = visit.changes().chain(reversals(&life.closed_off));
    stretches(visit.inspected, changes).map(row).collect()
}
