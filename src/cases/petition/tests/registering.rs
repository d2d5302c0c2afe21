//! 登记.
use super::*;
use crate::cases::petition::examples::{due, people};
use crate::cases::petition::{PetitionPhase, PetitionStep, Representatives};

/// The registration, changed.
fn registration(change: impl FnOnce(&mut C)) -> C {
    let mut command = register();
    change(&mut command);
    command
}

fn visit(count: u32, speakers: Option<Representatives>) -> C {
    registration(|command| {
        let C::RegisterPetition { channel, heads, representatives, .. } = command else { return };
        (*channel, *heads, *representatives) = (Channel::Visit, Heads::new(count).expect("heads"), speakers);
    })
}

#[test]
fn a_petition_is_registered_with_the_day_by_which_the_petitioner_is_told() {
    let expected = E::PetitionRegistered {
        number: word("XF2024-0001"),
        channel: Channel::Letter,
        heads: Heads::ONE,
        representatives: None,
        committee: Some(word("定海港")),
        category: word("物业管理"),
        class: None,
        first_time: true,
        route: None,
        department: Some(word("信访办")),
        petitioner: petitioner(),
        matter: Some(matter("反映物业管理问题，请求协调处理")),
        dispute: None,
        inform_by: due(Rule::InformPetitioner, "2024-03-01"),
    };
    let when = live(&vec![]).when(step("2024-03-01", register()));
    when.then_expect_events(vec![event("2024-03-01", expected)]);
    let clocks = life(&registered()).clocks();
    assert_eq!((clocks.len(), clocks[0].name, clocks[0].ended), (1, "inform_petitioner", None));
    assert_eq!(clocks[0].due.due, day("2024-03-18"), "2024-03-16 is a Saturday");
}

#[test]
fn a_petition_of_2019_is_registered_by_the_regulations_of_2005() {
    let life = life(&vec![("2019-09-16", register())]);
    let inform_by = life.registration().expect("registered").inform_by.clone();
    assert_eq!((inform_by.due, inform_by.article), (day("2019-10-08"), 22));
}

#[test]
fn a_visit_of_five_heads_is_collective() {
    let collective = |heads| life(&vec![("2024-03-01", visit(heads, None))]).registration().cloned();
    assert!(collective(5).expect("registered").is_collective_visit());
    assert!(!collective(4).expect("registered").is_collective_visit());
}

#[test]
fn five_representatives_may_speak_but_not_six() {
    let five = life(&vec![("2024-03-01", visit(9, Some(Representatives::of(people(5)))))]);
    assert_eq!(five.registration().expect("registered").representatives, 5);
    let six = visit(9, Some(Representatives::of(people(6))));
    forbidden(&vec![], "2024-03-01", &six, Rule::RepresentativesAtMostFive);
}

#[test]
fn representatives_are_counted_where_their_names_are_in_the_clear() {
    let miscounted = Representatives { count: 2, ..Representatives::of(people(6)) };
    forbidden(&vec![], "2024-03-01", &visit(9, Some(miscounted)), Rule::RepresentativesAtMostFive);
}

#[test]
fn a_committee_that_the_office_does_not_have_is_refused() {
    let elsewhere = registration(|command| {
        let C::RegisterPetition { committee, .. } = command else { return };
        *committee = Some(word("别处"));
    });
    let refusal = PetitionRefusal::UnknownCommittee { committee: word("别处") };
    live(&vec![]).when(step("2024-03-01", elsewhere.clone())).then_expect_error(refusal.clone());
    paper(&vec![]).when(step("2024-03-01", elsewhere)).then_expect_error(refusal);
}

#[test]
fn a_petition_is_registered_only_once() {
    let refusal = refused(&registered(), "2024-03-02", register());
    assert_eq!(refusal, PetitionRefusal::AlreadyRegistered);
}

#[test]
fn nothing_can_be_done_to_a_petition_that_is_not_registered() {
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Unregistered, step: PetitionStep::Accepted };
    assert_eq!(refused(&vec![], "2024-03-02", accept()), refusal);
}

#[test]
fn what_is_yet_to_come_cannot_be_registered() {
    use crate::cases::case_file::Impossible;
    assert_eq!(refused(&vec![], "2026-11-25", register()), Impossible::InTheFuture.into());
}
