use super::examples::{case, issue};
use super::*;
use crate::cases::any_file::AnyFile;
use crate::cases::case_file::{Life, Order, Refusal};
use crate::cases::facts::{Conduct, Facts};
use crate::cases::fire_hazard::{FireHazard, HazardEvent, HazardLife};
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::Dated;
use crate::cases::personal::{Personal, Subject};
use crate::cases::petition::{Petition, PetitionEvent, PetitionLife};
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};
use crate::cases::testing::{Decided, Story, facts, of, when};
use PaperCommand as C;
use std::sync::Arc;
use uuid::Uuid;

const TODAY: &str = "2026-11-24T09:00:00+08:00";

/// A case of three events, whose second is an order without a number and whose third a re-inspection that bears one.
fn now() -> Facts {
    let order = Telling { step: Version(2), number: None };
    let reinspection = Telling { step: Version(3), number: Some(of("定消复字〔2026〕第7号")) };
    let tellings = [(PaperKind::OrderToCorrect, order), (PaperKind::ReinspectionOpinion, reinspection)];
    Facts { tellings: Arc::new(tellings.into()), ..facts(Conduct::Live) }
}

fn order(number: &str) -> Issue {
    Issue { kind: PaperKind::OrderToCorrect, number: of(number), of: None, ..issue() }
}

fn proof(number: &str, served: Option<&str>) -> Issue {
    Issue { number: of(number), of: served.map(of), ..issue() }
}

fn void(number: &str) -> C {
    let reason = Personal::plain(Subject::MATTER, of("整改期限写错"));
    C::VoidPaper { case: case(), number: of(number), reason }
}

fn dated(at: &str, command: C) -> Dated<Order<C>> {
    Dated { occurred: when(at), what: Order::Step(command) }
}

fn asked(given: Vec<C>, command: C) -> Decided<PaperLife> {
    asked_on(given, TODAY, command)
}

fn asked_on(given: Vec<C>, at: &str, command: C) -> Decided<PaperLife> {
    let story = given
        .into_iter()
        .fold(Story::<PaperLife>::default(), |story, command| story.after(&now(), &dated(TODAY, command)));
    story.asked(now(), dated(at, command))
}

const FIRST: &str = "定消改字〔2026〕第1号";

#[test]
fn a_paper_is_issued_declared_void_once_and_issued_again_under_another_number() {
    let issued = || C::IssuePaper { issue: order(FIRST) };
    assert_eq!(asked(vec![], issued()).expect("issued").len(), 1);
    assert_eq!(asked(vec![issued()], void(FIRST)).expect("void").len(), 1);
    let again = C::IssuePaper { issue: order("定消改字〔2026〕第2号") };
    assert_eq!(asked(vec![issued(), void(FIRST)], again).expect("issued").len(), 1);
    let proven = C::IssuePaper { issue: proof("定送证字〔2026〕第1号", Some(FIRST)) };
    assert_eq!(asked(vec![issued()], proven).expect("proven").len(), 1);
}

#[test]
fn every_reason_for_which_a_paper_is_refused() {
    let issued = |issue: Issue| C::IssuePaper { issue };
    let first = || issued(order(FIRST));
    let with = |change: fn(&mut Issue)| {
        let mut changed = order("定消改字〔2026〕第2号");
        change(&mut changed);
        issued(changed)
    };
    let reinspected =
        |number: &str| Issue { kind: PaperKind::ReinspectionOpinion, step: Version(3), ..order(number) };
    let another = StreamId(Uuid::from_u128(7));
    let elsewhere = Issue { case: another, ..order("定消改字〔2026〕第2号") };
    let unserved = || issued(proof("定送证字〔2026〕第2号", None));
    let served = |number: &str| issued(proof("定送证字〔2026〕第2号", Some(number)));
    let refused = [
        (vec![], with(|issue| issue.kind = PaperKind::Seal), "paper.not_reached"),
        (vec![], with(|issue| issue.step = Version(3)), "paper.case_moved"),
        (vec![], with(|issue| issue.case_version = Version(2)), "paper.case_moved"),
        (vec![first()], issued(order("定消改字〔2026〕第2号")), "paper.already_issued"),
        (vec![first(), void(FIRST)], first(), "paper.already_issued"),
        (vec![], unserved(), "paper.nothing_served"),
        (vec![first()], served("定消改字〔2026〕第2号"), "paper.nothing_served"),
        (vec![first(), void(FIRST)], served(FIRST), "paper.nothing_served"),
        (vec![], with(|issue| issue.of = Some(issue.number.clone())), "paper.nothing_served"),
        (vec![], with(|issue| issue.number = of("定消改字 第2号")), "paper.no_number"),
        (vec![], issued(reinspected("定消复字〔2026〕第8号")), "paper.other_number"),
        (vec![], void(FIRST), "paper.no_such_paper"),
        (vec![first(), void(FIRST)], void(FIRST), "paper.already_void"),
        (vec![first()], issued(elsewhere), "paper.another_case"),
    ];
    let mut keys = vec!["paper.before_issued"];
    for (given, command, key) in refused {
        assert_eq!(asked(given, command).expect_err(key).key(), key);
        keys.push(key);
    }
    let early = asked_on(vec![first()], "2026-11-23", void(FIRST)).expect_err("not yet");
    assert_eq!(early.key(), "paper.before_issued");
    assert!(asked(vec![], issued(reinspected("定消复字〔2026〕第7号"))).is_ok(), "as the step says");
    let impossible = [".in_the_future", ".no_such_step", ".first_step", ".breaks_later_step"];
    for key in PaperRefusal::KEYS.iter().filter(|key| !impossible.iter().any(|end| key.ends_with(end))) {
        assert!(keys.contains(key), "{key}");
    }
}

#[test]
fn numbers_are_counted_by_what_stands_before_them() {
    let counted = |number: &str| {
        serial(&of(number)).map(|serial| {
            let (series, ordinal) = serial.in_series();
            (series.to_owned(), ordinal)
        })
    };
    assert_eq!(counted(FIRST), Some(("定消改字〔2026〕第".to_owned(), 1)));
    assert_eq!(counted("沪杨安监〔2019〕012"), Some(("沪杨安监〔2019〕".to_owned(), 12)));
    assert_eq!(counted("无号"), Some(("无号".to_owned(), 0)));
    assert_eq!(counted("定消改字 第1号"), None);
}

fn lived<L: Life>(events: Vec<Dated<L::Event>>) -> crate::cases::case_file::CaseFile<L> {
    events.into_iter().fold(crate::cases::case_file::CaseFile::default(), |mut file, event| {
        file.fold(event);
        file
    })
}

#[test]
fn a_paper_tells_of_the_last_such_step_and_of_none_that_was_undone() {
    let reopened = PetitionEvent::PetitionReopened { reason: Personal::kept() };
    let concluded =
        |paper: Option<&str>| PetitionEvent::PetitionConcluded { outcome: None, paper: paper.map(of) };
    let on = |event| Dated::on(of("2019-03-04"), event);
    let petition = |events: Vec<_>| -> Petition { lived::<PetitionLife>(events) };
    let told = |file: Petition| tellings(&AnyFile::Petition(Box::new(file))).remove(&PaperKind::Opinion);
    let first = petition(vec![on(concluded(Some("信处〔2019〕3号")))]);
    let number = Some(of("信处〔2019〕3号"));
    assert_eq!(told(first), Some(Telling { step: Version(1), number }));
    assert_eq!(told(petition(vec![on(concluded(None)), on(reopened.clone())])), None);
    let again = petition(vec![on(concluded(None)), on(reopened), on(concluded(None))]);
    assert_eq!(told(again), Some(Telling { step: Version(3), number: None }));

    let lifted = lived::<HazardLife>(vec![Dated::on(of("2019-03-04"), HazardEvent::SealLifted {})]);
    assert!(tellings(&AnyFile::FireHazard(Box::<FireHazard>::new(lifted))).is_empty());
}

#[test]
fn there_is_one_example_of_every_type_of_event_and_none_tells_in_the_clear_why() {
    are_of_every_type(&examples());
    come_back_and_hold(examples(), &["整改期限写错"]);
    for kind in PaperKind::ALL {
        assert_eq!(kind.name().parse(), Ok(kind));
        assert_eq!(serde_json::to_string(&kind).expect("JSON"), format!("\"{}\"", kind.name()));
    }
    assert_eq!("letter".parse::<PaperKind>(), Err(NoPaperKind));
}
