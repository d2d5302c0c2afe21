//! The cells of a petition's row, and what its office calls things.
use super::super::reader::{Read, Reader};
use super::{Ending, Later, PetitionRow, Times};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::people::{Heads, Person};
use crate::cases::petition::{Channel, DisputeCategory, Rating, Route};
use crate::cases::words::Text;
use crate::exchange::ledgers::Column;

pub(super) const CHANNELS: &[(&str, Channel)] = &[
    ("来信", Channel::Letter),
    ("来访", Channel::Visit),
    ("来电", Channel::Call),
    ("网上信访", Channel::Online),
    ("信件", Channel::Letter),
    ("走访", Channel::Visit),
    ("电话", Channel::Call),
    ("网上", Channel::Online),
    ("网信", Channel::Online),
    ("网络", Channel::Online),
];
pub(super) const TIMES: &[(&str, bool)] =
    &[("初次", true), ("重复", false), ("初信", true), ("重信", false), ("初访", true), ("重访", false)];
pub(super) const ROUTES: &[(&str, Route)] = &[
    ("受理", Route::Accept),
    ("转送", Route::Forward),
    ("交办", Route::Assign),
    ("不予受理", Route::Decline),
    ("不再受理", Route::Decline),
    ("告知", Route::Redirect),
];
pub(super) const RATINGS: &[(&str, Rating)] =
    &[("满意", Rating::Satisfied), ("基本满意", Rating::MostlySatisfied), ("不满意", Rating::Dissatisfied)];
pub(super) const DISPUTES: &[(&str, DisputeCategory)] = &[
    ("区领导包案", DisputeCategory::DistrictLed),
    ("区领导联系", DisputeCategory::DistrictLed),
    ("四重", DisputeCategory::FourHeavy),
    ("一般存量", DisputeCategory::OldStock),
    ("非重点存量", DisputeCategory::OldStock),
];

/// Reads a row.
///
/// # Errors
/// The first cell that makes no sense.
pub(super) fn row(reader: &Reader<'_>) -> Read<PetitionRow> {
    let number = reader.case_number()?;
    let registered = reader.required(Column::RegisteredOn, reader.day(Column::RegisteredOn)?)?;
    let channel = reader.required(Column::Channel, reader.channel(CHANNELS)?)?;
    let heads = reader.whole(Column::Heads)?.unwrap_or(1);
    let heads = Heads::new(heads).map_err(|error| reader.refused(Column::Heads, "out_of_range", error))?;
    let mut row = PetitionRow {
        number,
        registered,
        channel,
        heads,
        person: person(reader)?,
        committee: reader.committee(Column::Committee)?,
        category: reader.required(Column::Category, reader.parsed(Column::Category)?)?,
        matter: reader.parsed(Column::Request)?,
        first_time: reader.one_of(Column::FirstTime, TIMES)?.unwrap_or(true),
        route: reader.one_of(Column::Route, ROUTES)?,
        department: reader.parsed(Column::Department)?,
        accepted: reader.day(Column::AcceptedOn)?,
        ended: None,
        concluded: reader.day(Column::ConcludedOn)?,
        reopened: None,
        rating: reader.one_of(Column::Satisfaction, RATINGS)?,
        dispute: reader.one_of(Column::Dispute, DISPUTES)?,
        settled: reader.day(Column::SettledOn)?,
        deadline: reader.occurred(Column::OwnDeadline)?,
        notes: notes(reader)?,
        times: Times {
            registered: reader.occurred(Column::RegisteredOn)?,
            accepted: reader.occurred(Column::AcceptedOn)?,
            concluded: reader.occurred(Column::ConcludedOn)?,
        },
        later: Later::default(),
    };
    if let Some(ending) = ending(&row) {
        row.ended = Some((ending, ended_on(reader, &row)?));
        (row.accepted, row.concluded) = (None, None);
    }
    check(reader, &row)?;
    Ok(row)
}

/// How the petition ends without being accepted, if the way in which it is handled says so.
const fn ending(row: &PetitionRow) -> Option<Ending> {
    match row.route {
        Some(Route::Decline) => Some(Ending::Declined),
        Some(Route::Redirect) => Some(Ending::Redirected),
        _ => None,
    }
}

/// The day on which the petitioner was told so: books note it where others have the acceptance, or the conclusion.
fn ended_on(reader: &Reader<'_>, row: &PetitionRow) -> Read<Day> {
    match (row.accepted, row.concluded) {
        (Some(told), Some(concluded)) if told != concluded => {
            let reason =
                "is not accepted and has another day of conclusion: what is not accepted is not concluded";
            Err(reader.refused(Column::ConcludedOn, "not_accepted", reason))
        }
        (Some(day), _) | (None, Some(day)) => Ok(day),
        (None, None) => {
            let reason = "is not accepted here, but the day on which the petitioner was told so is missing";
            Err(reader.refused(Column::AcceptedOn, "missing", reason))
        }
    }
}

/// What a row cannot tell at once. A conclusion follows an acceptance or a forwarding, and of both the ledger has one
/// day: when that day is missing it is not made up.
fn check(reader: &Reader<'_>, row: &PetitionRow) -> Read<()> {
    let refuse = |column, code, reason: &str| Err(reader.refused(column, code, reason));
    if row.concluded.is_some() && row.accepted.is_none() {
        let reason = "is concluded, but the day on which it was accepted or forwarded is missing";
        return refuse(Column::AcceptedOn, "missing", reason);
    }
    if row.deadline.is_some() && row.accepted.is_none() {
        let reason = "has a deadline of its own, but the day on which it was accepted is missing";
        return refuse(Column::AcceptedOn, "missing", reason);
    }
    if row.rating.is_some() && row.concluded.is_none() {
        let reason = "is rated although it is not concluded";
        return refuse(Column::Satisfaction, "rated_before_conclusion", reason);
    }
    if row.settled.is_some() && row.dispute.is_none() {
        let reason = "has a day of settlement but no category of dispute";
        return refuse(Column::Dispute, "missing", reason);
    }
    Ok(())
}

/// What another system tells that is no step of ours.
fn notes(reader: &Reader<'_>) -> Read<Vec<(Occurred, Text)>> {
    let noted = reader.noted()?.into_iter();
    let parsed = noted.map(|(at, text)| match text.parse() {
        Ok(text) => Ok((at, text)),
        Err(error) => Err(Box::new(reader.refuse(None, "text_refused", format!("'{text}': {error}")))),
    });
    parsed.collect()
}

/// The petitioner, as far as the row tells; none where it tells nothing.
fn person(reader: &Reader<'_>) -> Read<Option<Person>> {
    let person = Person {
        name: reader.parsed(Column::Petitioner)?,
        phone: reader.number_text(Column::Phone)?,
        id_number: reader.number_text(Column::IdNumber)?,
        address: reader.parsed(Column::HomeAddress)?,
    };
    Ok((person != Person::default()).then_some(person))
}
