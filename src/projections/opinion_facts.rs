//! What figures count of the documents of inspections (监督检查意见书, 份): one unit for each, by the day on which it was
//! issued.
use super::bitemporal::{FactRow, FactTable, stretches};
use super::inspection_facts::Visit;
use super::predicate::{DayField, FlagField};
use crate::bitemporal_columns;
use crate::cases::inspection::InspectionLife;
use crate::database::{OnConflict, Table};

/// The table.
pub static OPINION_FACTS: FactTable = FactTable {
    table: Table {
        name: "opinion_facts",
        columns: bitemporal_columns!(
            "issued_day": Day,
            "committee": Text,
            "department": Text,
            "category": Text,
            "led": Bool,
            "again": Bool,
        ),
        key: 5,
        on_conflict: OnConflict::Replace,
        stable: &[],
    },
    late: &[],
    anchors: &[("opinion_facts.issued_day", "issued_day")],
};

/// The fields that figures name.
pub mod fields {
    use super::{DayField, FlagField};

    /// The day on which it was issued.
    pub const ISSUED: DayField = DayField("issued_day");
    /// Whether it is of a re-inspection.
    pub const AGAIN: FlagField = FlagField("again");
}

/// The rows of one inspection's documents.
#[must_use]
pub fn rows(life: &InspectionLife) -> Vec<FactRow> {
    let Some(visit) = Visit::of(life) else { return Vec::new() };
    let mut rows = Vec::new();
    for (unit, opinion) in (1..).zip(&life.opinions) {
        let issued = opinion.issued.day();
        rows.extend(stretches(issued, visit.changes()).map(|(from, to)| {
            let mut values = vec![issued.into()];
            values.extend(visit.values(to));
            values.push(opinion.again.into());
            FactRow { unit, valid_from: from, valid_to: to, values }
        }));
    }
    rows
}
