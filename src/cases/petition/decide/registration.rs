//! Registering what came in.
use super::{Command, Event};
use crate::cases::due::DueDate;
use crate::cases::facts::Judge;
use crate::cases::occurred::Day;
use crate::cases::petition::event::Representatives;
use crate::cases::petition::refusal::PetitionRefusal;
use crate::cases::statutes::Rule;

/// How many may speak for a collective visit (信访工作条例 20, 信访条例 18).
const REPRESENTATIVES_AT_MOST: u8 = 5;

pub(super) fn register(
    command: &Command,
    day: Day,
    judge: &mut Judge<'_>,
) -> Result<Vec<Event>, PetitionRefusal> {
    let Command::RegisterPetition {
        number,
        channel,
        heads,
        representatives,
        committee,
        category,
        class,
        first_time,
        route,
        department,
        petitioner,
        matter,
        dispute,
    } = command.clone()
    else {
        return Ok(Vec::new());
    };
    if let Some(committee) = committee.as_ref().filter(|named| !judge.facts().is_known(Some(named))) {
        return Err(PetitionRefusal::UnknownCommittee { committee: committee.clone() });
    }
    let representatives = representatives.map(|given| Representatives { count: given.counted(), ..given });
    let speakers = representatives.as_ref().map_or(0, |given| given.count);
    judge.demand(speakers <= REPRESENTATIVES_AT_MOST, Rule::RepresentativesAtMostFive, day)?;
    Ok(vec![Event::PetitionRegistered {
        number,
        channel,
        heads,
        representatives,
        committee,
        category,
        class,
        first_time,
        route,
        department,
        petitioner,
        matter,
        dispute,
        inform_by: DueDate::by(Rule::InformPetitioner, day, &judge.facts().calendar),
    }])
}
