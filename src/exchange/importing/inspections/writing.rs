//! An inspection as its ledger tells it.
use super::super::writing::{Opened, Written, word_of};
use super::{InspectionRow, Inspections, OUTCOMES};
use crate::cases::people::Name;
use crate::exchange::ledgers::Column;
use crate::exchange::tables::Cell;

impl Written for Inspections {
    fn cell(row: &InspectionRow, column: Column, opened: &mut Opened) -> Cell {
        match column {
            Column::InspectionNumber => Cell::text(Some(&row.number)),
            Column::InspectedOn => Cell::Day(row.inspected),
            Column::Unit => Cell::text(Some(&row.unit)),
            Column::Industry => Cell::text(row.industry.as_ref()),
            Column::Address => Cell::text(Some(&row.address)),
            Column::Committee => Cell::text(row.committee.as_ref()),
            Column::Inspectors => {
                let names: Vec<_> = row.inspectors.iter().map(Name::as_str).collect();
                opened.staff(Cell::text((!names.is_empty()).then(|| names.join("、")).as_ref()))
            }
            Column::Leader => opened.staff(Cell::text(row.leader.as_ref())),
            Column::HazardCount => Cell::Whole(row.hazards.into()),
            Column::Findings => opened.matter(Cell::text(row.findings.as_ref())),
            Column::OpinionNumber => Cell::text(row.opinion.as_ref()),
            Column::Deadline => Cell::day(row.deadline),
            Column::ReinspectedOn => Cell::day(row.reinspected),
            Column::SecondOpinionNumber => Cell::text(row.second_opinion.as_ref()),
            Column::ReinspectionResult => word_of(OUTCOMES, row.outcome.as_ref()),
            _ => Cell::Empty,
        }
    }
}
