//! A hazard as its ledger tells it.
use super::super::writing::{Opened, Written, word_of};
use super::{FireHazards, HazardRow, KINDS, OUTCOMES};
use crate::cases::people::Name;
use crate::exchange::ledgers::Column;
use crate::exchange::tables::Cell;

impl Written for FireHazards {
    fn cell(row: &HazardRow, column: Column, opened: &mut Opened) -> Cell {
        match column {
            Column::HazardNumber => Cell::text(Some(&row.number)),
            Column::FoundOn => Cell::Day(row.found),
            Column::PlaceName => Cell::text(row.place.as_ref()),
            Column::PlaceKind => Cell::text(row.place_kind.as_ref()),
            Column::Address => Cell::text(Some(&row.address)),
            Column::Committee => Cell::text(row.committee.as_ref()),
            Column::HazardKind => word_of(KINDS, Some(&row.kind)),
            Column::Description => opened.matter(Cell::text(row.description.as_ref())),
            Column::Inspectors => {
                let names: Vec<_> = row.inspectors.iter().map(Name::as_str).collect();
                opened.staff(Cell::text((!names.is_empty()).then(|| names.join("、")).as_ref()))
            }
            Column::NoticeNumber => Cell::text(row.paper.as_ref()),
            Column::Deadline => Cell::day(row.deadline),
            Column::ReinspectedOn => Cell::day(row.reinspected),
            Column::ReinspectionResult => word_of(OUTCOMES, row.outcome.as_ref()),
            Column::FixedOn => Cell::day(row.fixed),
            _ => Cell::Empty,
        }
    }
}
