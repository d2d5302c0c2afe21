use super::examples::publication;
use super::*;
use crate::cases::case_file::{Order, Refusal};
use crate::cases::facts::{Conduct, Facts};
use crate::cases::occurred::{Dated, Moment, Occurred};
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};
use crate::cases::testing::{Decided, Story, facts, of};
use ReportCommand as C;

const TODAY: &str = "2026-10-12T09:00:00+08:00";

fn now() -> Facts {
    Facts { now: Moment::parse(TODAY).expect("a moment"), ..facts(Conduct::Live) }
}

fn dated(command: C) -> Dated<Order<C>> {
    let occurred = Occurred::Instant(Moment::parse(TODAY).expect("a moment"));
    Dated { occurred, what: Order::Step(command) }
}

fn asked(given: Vec<C>, command: C) -> Decided<ReportLife> {
    let story = given
        .into_iter()
        .fold(Story::<ReportLife>::default(), |story, command| story.after(&now(), &dated(command)));
    story.asked(now(), dated(command))
}

fn publish() -> C {
    C::PublishReport { publication: Publication { committee: None, ..publication() } }
}

#[test]
fn a_report_is_published_once_and_may_be_withdrawn_once() {
    assert_eq!(asked(Vec::new(), publish()).expect("published").len(), 1);
    assert_eq!(asked(vec![publish()], C::WithdrawReport {}).expect("withdrawn").len(), 1);
}

#[test]
fn every_reason_for_which_a_report_is_refused() {
    let with = |change: fn(&mut Publication)| {
        let mut publication = Publication { committee: None, ..publication() };
        change(&mut publication);
        C::PublishReport { publication }
    };
    let refused = [
        (vec![publish()], publish(), "report.already_published"),
        (Vec::new(), C::WithdrawReport {}, "report.not_published"),
        (vec![publish(), C::WithdrawReport {}], C::WithdrawReport {}, "report.already_withdrawn"),
        (Vec::new(), with(|publication| publication.said.clear()), "report.nothing_said"),
        (Vec::new(), with(|publication| publication.period = Period::Month(13)), "report.no_such_year"),
        (
            Vec::new(),
            with(|publication| publication.committee = Some(of("Mars"))),
            "report.unknown_committee",
        ),
    ];
    let mut keys = Vec::new();
    for (given, command, key) in refused {
        let refusal = asked(given, command).expect_err(key);
        assert_eq!(refusal.key(), key);
        keys.push(key);
    }
    let impossible = [".in_the_future", ".no_such_step", ".first_step", ".breaks_later_step"];
    for key in ReportRefusal::KEYS.iter().filter(|key| !impossible.iter().any(|end| key.ends_with(end))) {
        assert!(keys.contains(key), "{key}");
    }
}

#[test]
fn there_is_one_example_of_every_type_of_event() {
    are_of_every_type(&examples());
    come_back_and_hold(examples(), &[]);
}
