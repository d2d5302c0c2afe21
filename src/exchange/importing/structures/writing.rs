//! An illegal structure as its ledger tells it.
use super::super::writing::{Opened, Written, word_of};
use super::{IllegalStructures, STOCKS, StructureRow, WAYS};
use crate::cases::people::Name;
use crate::exchange::ledgers::Column;
use crate::exchange::tables::Cell;

impl Written for IllegalStructures {
    fn cell(row: &StructureRow, column: Column, opened: &mut Opened) -> Cell {
        match column {
            Column::StructureNumber => Cell::text(Some(&row.number)),
            Column::FoundOn => Cell::Day(row.found),
            Column::Zone => Cell::text(Some(&row.zone)),
            Column::Address => Cell::text(Some(&row.address)),
            Column::Committee => Cell::text(row.committee.as_ref()),
            Column::StructureKind => word_of(STOCKS, Some(&row.stock)),
            Column::Construction => Cell::text(row.structure.as_ref()),
            Column::StructureArea => Cell::Decimal(row.area.m2()),
            Column::Party => opened.party(Cell::text(row.party.as_ref().map(Name::as_str))),
            Column::FiledOn => Cell::day(row.filed),
            Column::OrderNumber => Cell::text(row.paper.as_ref()),
            Column::DemolishedOn => Cell::day(row.demolished),
            Column::DemolishedArea => {
                row.demolished_area.map_or(Cell::Empty, |area| Cell::Decimal(area.m2()))
            }
            Column::DemolitionKind => word_of(WAYS, row.way.as_ref()),
            _ => Cell::Empty,
        }
    }
}
