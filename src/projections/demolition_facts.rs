//! What figures count of demolitions: one unit for each, so that an area counts in the period in which it went.
use super::bitemporal::{FactRow, FactTable, stretches};
use super::predicate::{CodeField, DayField, NumberField};
use super::site_facts::Place;
use crate::bitemporal_columns;
use crate::cases::illegal_structure::{Demolition, StructureLife, Way};
use crate::cases::occurred::Day;
use crate::database::{OnConflict, Table};

/// The table.
pub static DEMOLITION_FACTS: FactTable = FactTable {
    table: Table {
        name: "demolition_facts",
        columns: bitemporal_columns!(
            "demolished_day": Day,
            "zone": Text,
            "address": Text,
            "committee": Text,
            "department": Text,
            "category": Text,
            "way": Text,
            "site": Int,
            "area_dm2": Int,
        ),
        key: 5,
        on_conflict: OnConflict::Replace,
        stable: &[],
    },
    late: &[],
    anchors: &[("demolition_facts.demolished_day", "demolished_day")],
};

/// The fields that figures name.
pub mod fields {
    use super::{CodeField, DayField, NumberField};

    /// 拆除日期.
    pub const DEMOLISHED: DayField = DayField("demolished_day");
    /// 区域.
    pub const ZONE: CodeField = CodeField("zone");
    /// 地址.
    pub const ADDRESS: CodeField = CodeField("address");
    /// 居委会.
    pub const COMMITTEE: CodeField = CodeField("committee");
    /// 存量 or 新建.
    pub const CATEGORY: CodeField = CodeField("category");
    /// 拆除方式.
    pub const WAY: CodeField = CodeField("way");
    /// 拆除面积, in 0.01 m².
    pub const AREA: NumberField = NumberField("area_dm2");
}

/// The rows of one case.
#[must_use]
pub fn rows(life: &StructureLife) -> Vec<FactRow> {
    let Some(place) = Place::of(life) else { return Vec::new() };
    let mut rows = Vec::new();
    for (no, site) in &life.sites {
        for demolition in &site.demolitions {
            for (from, to) in stretches(demolition.day, place.changes()) {
                rows.push(row(&place, (i64::from(no.0), demolition), (from, to)));
            }
        }
    }
    rows
}

fn row(place: &Place<'_>, (site, demolition): (i64, &Demolition), (from, to): (Day, Day)) -> FactRow {
    let mut values = Vec::with_capacity(9);
    values.push(demolition.day.into());
    values.extend(place.values(to));
    values.extend([way(demolition.way).into(), site.into(), demolition.area.dm2().into()]);
    FactRow { unit: demolition.version.0, valid_from: from, valid_to: to, values }
}

const fn way(way: Way) -> &'static str {
    match way {
        Way::SelfDemolished => "self_demolished",
        Way::Assisted => "assisted",
        Way::Forced => "forced",
    }
}
