//! What figures count of the hazards that inspections found (条): one unit for each. A new deadline, a pass that failed
//! later, another committee or department begins a new row.
use super::bitemporal::{FactRow, FactTable, Late, stretches};
use super::case_list::code;
use super::inspection_facts::Visit;
use super::predicate::{CodeField, DayField, FlagField};
use super::{by_the_end, reversals, term_changes};
use crate::bitemporal_columns;
use crate::cases::inspection::{InspectionLife, SafetyHazard};
use crate::cases::occurred::Day;
use crate::database::{OnConflict, Table};

/// The table.
pub static SAFETY_HAZARD_FACTS: FactTable = FactTable {
    table: Table {
        name: "safety_hazard_facts",
        columns: bitemporal_columns!(
            "found_day": Day,
            "committee": Text,
            "department": Text,
            "category": Text,
            "led": Bool,
            "level": Text,
            "deadline_day": Day,
            "rectified_day": Day,
            "closed_day": Day,
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
        Late { known: "rectified_known", columns: &["rectified_day"] },
        Late { known: "closed_known", columns: &["closed_day"] },
    ],
    anchors: &[
        ("safety_hazard_facts.found_day", "found_day"),
        ("safety_hazard_facts.rectified_day", "rectified_day"),
    ],
};

/// The fields that figures name.
pub mod fields {
    use super::{CodeField, DayField, FlagField};

    /// The day of the inspection that found it.
    pub const FOUND: DayField = DayField("found_day");
    /// 整改期限.
    pub const DEADLINE: DayField = DayField("deadline_day");
    /// When it was verified fixed.
    pub const RECTIFIED: DayField = DayField("rectified_day");
    /// 一般 or 重大.
    pub const LEVEL: CodeField = CodeField("level");
    /// Whether a leader led the inspection.
    pub const LED: FlagField = FlagField("led");
}

/// The rows of one inspection's hazards.
#[must_use]
pub fn rows(life: &InspectionLife) -> Vec<FactRow> {
    let Some(visit) = Visit::of(life) else { return Vec::new() };
    let mut rows = Vec::new();
    for (no, hazard) in &life.hazards {
        let changes = reversals(&hazard.rectified)
            .chain(reversals(&life.closed_off))
            .chain(term_changes(&hazard.deadline, |due| due.as_ref().map(|due| due.due), &hazard.rectified))
            .chain(visit.changes());
        let stretches = stretches(visit.inspected, changes);
        rows.extend(stretches.map(|stretch| row((life, &visit), (i64::from(no.0), hazard), stretch)));
    }
    rows
}

fn row(
    (life, visit): (&InspectionLife, &Visit<'_>),
    (unit, hazard): (i64, &SafetyHazard),
    (from, to): (Day, Day),
) -> FactRow {
    let mut values = vec![visit.inspected.into()];
    values.extend(visit.values(to));
    values.extend([
        code(&hazard.level).into(),
        by_the_end(&hazard.deadline, to).and_then(|due| due.as_ref().map(|due| due.due)).into(),
        by_the_end(&hazard.rectified, to).copied().flatten().into(),
        by_the_end(&life.closed_off, to).copied().flatten().into(),
    ]);
    FactRow { unit, valid_from: from, valid_to: to, values }
}
