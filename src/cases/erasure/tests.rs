use super::examples::{case, key, words};
use super::*;
use crate::cases::case_file::{Order, Refusal};
use crate::cases::facts::{Conduct, Facts};
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::{Dated, Moment, Occurred};
use crate::cases::personal::Personal;
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};
use crate::cases::testing::{Decided, Story, facts};
use ErasureCommand as C;
use uuid::Uuid;

const TODAY: &str = "2026-11-27T09:00:00+08:00";
const FIRST: Version = Version(1);

fn now() -> Facts {
    Facts { now: Moment::parse(TODAY).expect("a moment"), ..facts(Conduct::Live) }
}

fn dated(command: C) -> Dated<Order<C>> {
    let occurred = Occurred::Instant(Moment::parse(TODAY).expect("a moment"));
    Dated { occurred, what: Order::Step(command) }
}

fn asked(given: Vec<C>, command: C) -> Decided<ErasureLife> {
    let story = given
        .into_iter()
        .fold(Story::<ErasureLife>::default(), |story, command| story.after(&now(), &dated(command)));
    story.asked(now(), dated(command))
}

fn ask(parts: &[Part]) -> C {
    C::AskErasure { case: case(), parts: parts.to_vec(), ground: Ground::ConsentWithdrawn, reason: None }
}

fn approve() -> C {
    C::ApproveErasure { case: case(), asked: FIRST }
}

fn reject() -> C {
    C::RejectErasure { case: case(), asked: FIRST, reason: Some(words("依法须予保存")) }
}

fn restrict(day: &str) -> C {
    C::RestrictProcessing { case: case(), asked: FIRST, until: Some(day.parse().expect("a day")) }
}

fn begin() -> C {
    C::BeginErasure { case: case(), asked: FIRST, keys: vec![key()] }
}

fn note() -> C {
    C::NoteErased { case: case(), asked: FIRST, files: 0 }
}

#[test]
fn whoever_refuses_says_why() {
    let given = vec![ask(&[Part::Petitioner])];
    let silent = C::RejectErasure { case: case(), asked: FIRST, reason: None };
    let refused = asked(given.clone(), silent).expect_err("no reasons");
    assert_eq!(refused.key(), "erasure.reason_missing");
    let events = asked(given, reject()).expect("admitted");
    let told = matches!(&events[0], ErasureEvent::ErasureRejected { reason: Some(reason), .. }
        if reason.value().is_some_and(|reason| reason.as_str() == "依法须予保存"));
    assert!(told, "{events:?}");
}

#[test]
fn the_words_of_each_request_have_a_key_of_their_own() {
    let ask = |parts: &[Part]| C::AskErasure {
        case: case(),
        parts: parts.to_vec(),
        ground: Ground::ConsentWithdrawn,
        reason: Some(words("本人来信撤回同意")),
    };
    let subject = |decided: Decided<ErasureLife>| match &decided.expect("admitted")[0] {
        ErasureEvent::ErasureAsked { reason: Some(Personal::Plain { subject, .. }), .. }
        | ErasureEvent::ErasureRejected { reason: Some(Personal::Plain { subject, .. }), .. } => *subject,
        event => panic!("{event:?}"),
    };
    let first = subject(asked(vec![], ask(&[Part::Petitioner])));
    let second = subject(asked(vec![ask(&[Part::Petitioner])], ask(&[Part::Party])));
    assert_ne!(first, second);
    let refused = subject(asked(vec![ask(&[Part::Petitioner]), ask(&[Part::Party])], reject()));
    assert_eq!(refused, first, "what is said of a request goes with it");
}

#[test]
fn what_is_asked_for_is_approved_restricted_while_it_must_be_kept_and_then_erased() {
    let steps = [ask(&[Part::Petitioner]), approve(), restrict("2029-03-05"), begin(), note()];
    for (at, step) in steps.iter().enumerate() {
        let events = asked(steps[..at].to_vec(), step.clone()).expect("admitted");
        assert_eq!(events.len(), 1, "{step:?}");
    }
    let again =
        asked(vec![ask(&[Part::Petitioner]), approve(), restrict("2029-03-05")], restrict("2029-03-05"));
    assert!(again.expect("nothing new").is_empty(), "the schedule says it every day");
    let again = asked(vec![ask(&[Part::Petitioner]), approve(), begin()], begin());
    assert!(again.expect("nothing new").is_empty(), "what was stopped half-way goes on");
}

#[test]
fn the_same_may_be_asked_for_again_once_it_was_decided_and_another_part_at_any_time() {
    let petitioner = || ask(&[Part::Petitioner]);
    assert!(asked(vec![petitioner(), reject()], petitioner()).is_ok());
    assert!(asked(vec![petitioner()], ask(&[Part::Party])).is_ok());
    assert!(asked(vec![petitioner(), approve(), begin(), note()], petitioner()).is_ok());
}

#[test]
fn every_reason_for_which_nothing_is_erased() {
    let all = || ask(&Part::ALL);
    let other = C::ApproveErasure { case: StreamId(Uuid::from_u128(7)), asked: FIRST };
    let refused = [
        (vec![], ask(&[]), "erasure.nothing_named"),
        (vec![all()], ask(&[Part::Party]), "erasure.already_asked"),
        (vec![], approve(), "erasure.not_asked"),
        (vec![all()], other, "erasure.not_asked"),
        (
            vec![all()],
            C::RejectErasure { case: case(), asked: FIRST, reason: None },
            "erasure.reason_missing",
        ),
        (vec![all()], begin(), "erasure.not_approved"),
        (vec![all()], restrict("2029-03-05"), "erasure.not_approved"),
        (vec![all(), reject()], approve(), "erasure.rejected"),
        (vec![all(), reject()], begin(), "erasure.rejected"),
        (vec![all(), approve()], reject(), "erasure.already_decided"),
        (vec![all(), approve()], note(), "erasure.already_decided"),
        (vec![all(), approve(), begin(), note()], begin(), "erasure.already_decided"),
    ];
    let mut keys = Vec::new();
    for (given, command, key) in refused {
        let refusal = asked(given, command.clone()).expect_err("refused");
        assert_eq!(refusal.key(), key, "{command:?}");
        keys.push(key);
    }
    let impossible = [".in_the_future", ".no_such_step", ".first_step", ".breaks_later_step"];
    for key in ErasureRefusal::KEYS.iter().filter(|key| !impossible.iter().any(|end| key.ends_with(end))) {
        assert!(keys.contains(key), "{key}");
    }
}

#[test]
fn there_is_one_example_of_every_type_of_event() {
    are_of_every_type(&examples());
    come_back_and_hold(examples(), &[]);
}
