//! Rows of the ledger of 2019, told as steps on their days.
use super::*;
use crate::cases::petition::{Destination, DisputeCategory, PetitionPhase, Rating};

/// What paper tells, step by step.
fn told(path: &Path) -> (PetitionLife, usize) {
    let (file, events) = lived_as(Conduct::Paper, path);
    (file.life().clone(), events.len() - path.len())
}

fn row(online: bool, initial: bool) -> C {
    let mut command = register();
    if let C::RegisterPetition { number, channel, first_time, dispute, .. } = &mut command {
        *number = word("XF2019-0003");
        *channel = if online { Channel::Online } else { Channel::Visit };
        *first_time = initial;
        *dispute = Some(DisputeCategory::OldStock);
    }
    command
}

fn conclusion() -> C {
    C::ConcludePetition { outcome: None, paper: None }
}

#[test]
fn a_repeat_online_petition_accepted_concluded_and_settled_on_one_day() {
    let settle = C::SettleDispute { category: DisputeCategory::OldStock };
    let (life, irregularities) = told(&vec![
        ("2019-01-05", row(true, false)),
        ("2019-01-11", accept()),
        ("2019-02-22", conclusion()),
        ("2019-02-22", settle),
    ]);
    assert_eq!(irregularities, 0);
    assert_eq!((life.concluded(), life.concluded_in_time()), (Some(day("2019-02-22")), Some(true)));
    assert_eq!(life.settlement().map(|known| known.day), Some(day("2019-02-22")));
}

#[test]
fn a_visit_forwarded_and_accepted_by_the_body_it_went_to() {
    let (life, irregularities) = told(&vec![
        ("2019-01-08", row(false, true)),
        ("2019-01-12", C::ForwardPetition { to: Destination::Department(word("社区管理办")) }),
        ("2019-01-12", accept()),
        ("2019-01-28", conclusion()),
        ("2019-01-28", C::RatePetition { rating: Rating::Dissatisfied }),
    ]);
    assert_eq!((irregularities, life.phase()), (0, PetitionPhase::Concluded));
    assert_eq!(life.informed().map(Occurred::day), Some(day("2019-01-12")));
    assert_eq!(life.ratings().now(), Some(&Rating::Dissatisfied));
    assert_eq!(life.departments().now(), Some(&word("社区管理办")));
}

#[test]
fn everything_on_one_day() {
    let (life, irregularities) = told(&vec![
        ("2019-01-09", row(false, true)),
        ("2019-01-09", accept()),
        ("2019-01-09", conclusion()),
        ("2019-01-09", C::RatePetition { rating: Rating::Satisfied }),
    ]);
    assert_eq!(irregularities, 0);
    assert_eq!(life.concluded_on(day("2019-01-09")), Some(day("2019-01-09")));
    assert!(!life.is_open_on(day("2019-01-09")));
}

#[test]
fn a_late_acceptance_told_by_paper_is_no_irregularity() {
    let (life, irregularities) = told(&vec![("2019-01-09", row(false, true)), ("2019-06-09", accept())]);
    assert_eq!((irregularities, life.informed_in_time()), (0, Some(false)));
}

#[test]
fn a_conclusion_before_the_registration_is_impossible_on_paper_too() {
    let path = vec![("2024-03-01", register()), ("2024-03-04", accept())];
    let refusal =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-02-20"), not_before: day("2024-03-04") };
    paper(&path).when(step("2024-02-20", conclusion())).then_expect_error(refusal);
}
