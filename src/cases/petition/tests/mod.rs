//! Given, when, then. Paths are lived live, so each step of them is lawful.
mod beside;
mod commands;
mod correcting;
mod extending;
mod handling;
mod ledger;
mod lives;
mod registering;
mod reviewing;
mod routing;

use super::examples::{day, matter, petitioner, word};
use super::{
    Channel, Opinion, Petition, PetitionCommand as C, PetitionEvent as E, PetitionLife, PetitionRefusal,
    ReviewOutcome,
};
use crate::cases::case_file::Order;
use crate::cases::facts::{Conduct, Facts, Irregularity, Unlawful};
use crate::cases::occurred::{Dated, Occurred};
use crate::cases::people::Heads;
use crate::cases::statutes::Rule;
use crate::cases::testing::{correction, facts, facts_of_2027};
use crate::cases::workdays::Calendar;
use cqrs_es::test::{AggregateTestExecutor, TestFramework};

/// The steps that a petition has taken.
type Path = Vec<(&'static str, C)>;

fn step(on: &str, command: C) -> Dated<Order<C>> {
    Dated::on(day(on), Order::Step(command))
}

fn event(on: &str, what: E) -> Dated<E> {
    Dated::on(day(on), what)
}

/// The events of a petition that took these steps.
fn lived_as(conduct: Conduct, path: &[(&'static str, C)]) -> (Petition, Vec<Dated<E>>) {
    let (mut file, mut all) = (Petition::default(), Vec::new());
    for (on, command) in path {
        let events = file.decide(&step(on, command.clone()), &facts(conduct)).expect("a lawful path");
        for event in events {
            file.fold(event.clone());
            all.push(event);
        }
    }
    (file, all)
}

fn life(path: &Path) -> PetitionLife {
    lived_as(Conduct::Live, path).0.life().clone()
}

/// A petition that took these steps, to which somebody now does something.
fn live(path: &Path) -> AggregateTestExecutor<Petition> {
    TestFramework::with(facts(Conduct::Live)).given(lived_as(Conduct::Live, path).1)
}

/// A petition that took these steps, of which paper now tells something.
fn paper(path: &Path) -> AggregateTestExecutor<Petition> {
    TestFramework::with(facts(Conduct::Paper)).given(lived_as(Conduct::Live, path).1)
}

/// It is refused, with this key.
fn refused(path: &Path, on: &str, command: C) -> PetitionRefusal {
    live(path).when(step(on, command)).inspect_result().expect_err("a refusal")
}

/// Live it is refused by `rule`; told by paper it stays, with an irregularity.
fn forbidden(path: &Path, on: &str, command: &C, rule: Rule) {
    let law = rule.on(day(on));
    let unlawful = Unlawful { rule, statute: law.statute, article: law.article };
    live(path).when(step(on, command.clone())).then_expect_error(unlawful.into());
    let told = paper(path).when(step(on, command.clone())).inspect_result().expect("paper may tell it");
    let found = Irregularity { rule, statute: law.statute, article: law.article };
    let irregularity = event(on, E::PetitionIrregularityFound { irregularity: found });
    assert_eq!((told.len(), &told[1]), (2, &irregularity));
}

fn and(path: Path, on: &'static str, command: C) -> Path {
    let mut path = path;
    path.push((on, command));
    path
}

fn register() -> C {
    C::RegisterPetition {
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
    }
}

fn accept() -> C {
    C::AcceptPetition { department: None, simplified: false }
}

fn conclude() -> C {
    C::ConcludePetition { outcome: Some(Opinion::Explanation), paper: None }
}

fn uphold() -> C {
    C::DecideReview { outcome: ReviewOutcome::Upheld, paper: None }
}

fn registered() -> Path {
    vec![("2024-03-01", register())]
}

fn accepted() -> Path {
    and(registered(), "2024-03-04", accept())
}

fn concluded() -> Path {
    and(accepted(), "2024-03-20", conclude())
}

fn served() -> Path {
    and(concluded(), "2024-03-25", C::ServeReply {})
}

fn review_requested() -> Path {
    and(served(), "2024-04-10", C::RequestReview {})
}

fn review_decided() -> Path {
    and(review_requested(), "2024-05-08", uphold())
}

fn review_served() -> Path {
    and(review_decided(), "2024-05-10", C::ServeReply {})
}

fn final_review_requested() -> Path {
    and(review_served(), "2024-05-20", C::RequestFinalReview {})
}

fn final_review_decided(outcome: ReviewOutcome) -> Path {
    and(final_review_requested(), "2024-06-12", C::DecideFinalReview { outcome, paper: None })
}

fn terminated() -> Path {
    and(final_review_decided(ReviewOutcome::Upheld), "2024-06-20", C::TerminatePetition {})
}
