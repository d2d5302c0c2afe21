//! What figures count of fire hazards. A new deadline, a reopening or another department begins a new row.
use super::bitemporal::{FactRow, FactTable, Late, stretches};
use super::case_list::code;
use super::predicate::{CodeField, DayField, NumberField};
use super::{by_the_end, reversals, term_changes};
use crate::bitemporal_columns;
use crate::cases::fire_hazard::{HazardLife, PlaceKind};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::words::{Committee, Department};
use crate::database::{OnConflict, Table};

/// The table.
pub static FIRE_HAZARD_FACTS: FactTable = FactTable {
    table: Table {
        name: "fire_hazard_facts",
        columns: bitemporal_columns!(
            "found_day": Day,
            "committee": Text,
            "department": Text,
            "category": Text,
            "place_kind": Text,
            "deadline_day": Day,
            "rectified_day": Day,
            "rectify_days": Int,
            "closed_day": Day,
            "major": Bool,
            "deadline_known": Int,
            "rectified_known": Int,
            "closed_known": Int,
        ),
        key: 5,
        on_conflict: OnConflict::Replace,
        stable: &[],
    },
    late: &[
        Late { known: "deadline_known", columns: &["deadline_day"] },
        Late { known: "rectified_known", columns: &["rectified_day", "rectify_days"] },
        Late { known: "closed_known", columns: &["closed_day"] },
    ],
    anchors: &[
        ("fire_hazard_facts.found_day", "found_day"),
        ("fire_hazard_facts.rectified_day", "rectified_day"),
    ],
};

/// The fields that figures name.
pub mod fields {
    use super::{CodeField, DayField, NumberField};

    /// 发现日期.
    pub const FOUND: DayField = DayField("found_day");
    /// 整改期限.
    pub const DEADLINE: DayField = DayField("deadline_day");
    /// When it was verified fixed.
    pub const RECTIFIED: DayField = DayField("rectified_day");
    /// 销号日期.
    pub const CLOSED: DayField = DayField("closed_day");
    /// 居委会.
    pub const COMMITTEE: CodeField = CodeField("committee");
    /// 隐患类别.
    pub const CATEGORY: CodeField = CodeField("category");
    /// Days from finding to the verified fix.
    pub const RECTIFY_DAYS: NumberField = NumberField("rectify_days");
}

/// The rows of one hazard.
#[must_use]
pub fn rows(life: &HazardLife) -> Vec<FactRow> {
    let Some(found) = life.found.map(Occurred::day) else { return Vec::new() };
    if life.voided.is_some() {
        return Vec::new();
    }
    let changes = reversals(&life.rectified)
        .chain(reversals(&life.closed_off))
        .chain(term_changes(&life.deadline, |due| due.as_ref().map(|due| due.due), &life.rectified))
        .chain(life.committee.days())
        .chain(life.department.days())
        .chain(life.major.days());
    stretches(found, changes).map(|stretch| row(life, found, stretch)).collect()
}

fn row(life: &HazardLife, found: Day, (from, to): (Day, Day)) -> FactRow {
    let rectified = by_the_end(&life.rectified, to).copied().flatten();
    let values = vec![
        found.into(),
        by_the_end(&life.committee, to).and_then(|name| name.as_ref().map(Committee::as_str)).into(),
        by_the_end(&life.department, to).and_then(|name| name.as_ref().map(Department::as_str)).into(),
        life.kind.as_ref().map(code).into(),
        life.place_kind.as_ref().map(PlaceKind::as_str).into(),
        by_the_end(&life.deadline, to).and_then(|due| due.as_ref().map(|due| due.due)).into(),
        rectified.into(),
        rectified.map(|day| (day - found).num_days()).into(),
        by_the_end(&life.closed_off, to).copied().flatten().into(),
        (by_the_end(&life.major, to) == Some(&true)).into(),
    ];
    FactRow { unit: 0, valid_from: from, valid_to: to, values }
}
