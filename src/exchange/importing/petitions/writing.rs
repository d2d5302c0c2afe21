//! A petition as its ledger tells it.
use super::super::writing::{Opened, Written, word_of};
use super::reading::{CHANNELS, DISPUTES, RATINGS, ROUTES, TIMES};
use super::{PetitionRow, Petitions};
use crate::cases::occurred::Occurred;
use crate::cases::people::{HomeAddress, IdNumber, Name, Phone};
use crate::cases::petition::Channel;
use crate::exchange::ledgers::Column;
use crate::exchange::tables::Cell;

impl Written for Petitions {
    fn cell(row: &PetitionRow, column: Column, opened: &mut Opened) -> Cell {
        let person = row.person.clone().unwrap_or_default();
        let ended = row.ended.map(|(_, day)| day);
        match column {
            Column::PetitionNumber => Cell::text(Some(&row.number)),
            Column::RegisteredOn => Cell::Day(row.registered),
            Column::Channel => match &row.channel {
                Channel::Own(name) => Cell::text(Some(name)),
                channel => word_of(CHANNELS, Some(channel)),
            },
            Column::Heads => Cell::Whole(row.heads.get().into()),
            Column::Petitioner => opened.petitioner(Cell::text(person.name.as_ref().map(Name::as_str))),
            Column::Phone => opened.petitioner(Cell::text(person.phone.as_ref().map(Phone::as_str))),
            Column::IdNumber => {
                opened.petitioner(Cell::text(person.id_number.as_ref().map(IdNumber::as_str)))
            }
            Column::HomeAddress => {
                opened.petitioner(Cell::text(person.address.as_ref().map(HomeAddress::as_str)))
            }
            Column::Committee => Cell::text(row.committee.as_ref()),
            Column::Category => Cell::text(Some(&row.category)),
            Column::Request => opened.matter(Cell::text(row.matter.as_ref())),
            Column::FirstTime => word_of(TIMES, Some(&row.first_time)),
            Column::Route => word_of(ROUTES, row.route.as_ref()),
            Column::Department => Cell::text(row.department.as_ref()),
            Column::AcceptedOn => Cell::day(row.accepted.or(ended)),
            Column::OwnDeadline => match row.deadline {
                None => Cell::Empty,
                Some(Occurred::Day(day)) => Cell::Day(day),
                Some(Occurred::Instant(moment)) => Cell::Text(moment.rfc3339()),
            },
            Column::ConcludedOn => Cell::day(row.concluded),
            Column::Satisfaction => word_of(RATINGS, row.rating.as_ref()),
            Column::Dispute => word_of(DISPUTES, row.dispute.as_ref()),
            Column::SettledOn => Cell::day(row.settled),
            _ => Cell::Empty,
        }
    }
}
