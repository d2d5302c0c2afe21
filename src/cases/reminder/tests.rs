use super::examples::{case, user};
use super::*;
use crate::cases::case_file::{Order, Refusal};
use crate::cases::facts::Facts;
use crate::cases::ids::StreamId;
use crate::cases::occurred::{Dated, Moment, Occurred};
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};
use crate::cases::testing::{Decided, Story, correction, day, facts, of};
use crate::cases::workdays::Calendar;
use ReminderCommand as C;
use uuid::Uuid;

const DUE: &str = "2026-10-12";

/// What follows when this is asked for at that moment.
fn at(moment: &str, given: Vec<(&str, C)>, command: C) -> Decided<ReminderLife> {
    let story = given.into_iter().fold(Story::<ReminderLife>::default(), |story, (moment, command)| {
        story.after(&now(moment), &dated(moment, command))
    });
    story.asked(now(moment), dated(moment, command))
}

fn now(moment: &str) -> Facts {
    Facts { now: Moment::parse(moment).expect("a moment"), ..facts(crate::cases::facts::Conduct::Live) }
}

fn dated(moment: &str, command: C) -> Dated<Order<C>> {
    let occurred = Occurred::Instant(Moment::parse(moment).expect("a moment"));
    Dated { occurred, what: Order::Step(command) }
}

fn remind(stage: Stage) -> C {
    C::RemindOfDeadline {
        case: case(),
        clock: of("conclude_petition"),
        due: day(DUE),
        stage,
        to: vec![user(1)],
    }
}

fn escalate() -> C {
    C::EscalateDeadline { case: case(), clock: of("conclude_petition"), due: day(DUE), to: vec![user(2)] }
}

#[test]
fn people_are_told_when_it_is_near_on_the_day_when_it_is_late_and_then_those_who_lead() {
    // National Day is from 1 to 7 October 2026; 10 October is a Saturday that is worked.
    let told = [
        ("2026-10-08T08:30:00+08:00", remind(Stage::Soon), "DeadlineReminded"),
        ("2026-10-12T09:00:00+08:00", remind(Stage::Today), "DeadlineReminded"),
        ("2026-10-13T17:30:00+08:00", remind(Stage::Overdue), "DeadlineReminded"),
        ("2026-10-16T09:00:00+08:00", escalate(), "DeadlineEscalated"),
    ];
    for (moment, command, event) in told {
        let decided = at(moment, Vec::new(), command).expect("somebody is told");
        let types: Vec<_> = decided.iter().map(crate::cases::fact::Fact::event_type).collect();
        assert_eq!(types, [event], "{moment}");
    }
}

#[test]
fn every_reason_for_which_nobody_is_told() {
    let in_hours = "2026-10-12T09:00:00+08:00";
    let nobody = C::RemindOfDeadline {
        case: case(),
        clock: of("conclude_petition"),
        due: day(DUE),
        stage: Stage::Today,
        to: Vec::new(),
    };
    let other = C::RemindOfDeadline {
        case: StreamId(Uuid::from_u128(7)),
        clock: of("inform_petitioner"),
        due: day(DUE),
        stage: Stage::Today,
        to: vec![user(1)],
    };
    let soon = || vec![("2026-10-08T08:30:00+08:00", remind(Stage::Soon))];
    let refused = [
        (in_hours, soon(), remind(Stage::Soon), "reminder.said_before"),
        ("2026-10-12T17:30:01+08:00", soon(), remind(Stage::Today), "reminder.not_in_working_hours"),
        ("2026-10-12T08:29:59+08:00", soon(), remind(Stage::Today), "reminder.not_in_working_hours"),
        ("2026-10-17T09:00:00+08:00", soon(), escalate(), "reminder.not_in_working_hours"),
        (in_hours, Vec::new(), nobody, "reminder.nobody"),
        (in_hours, Vec::new(), remind(Stage::Overdue), "reminder.not_so_near"),
        ("2026-10-15T09:00:00+08:00", Vec::new(), escalate(), "reminder.not_so_near"),
        (in_hours, soon(), other, "reminder.another_case"),
    ];
    let mut keys: Vec<_> = Vec::new();
    for (moment, given, command, key) in refused {
        let refusal = at(moment, given, command).expect_err(key);
        assert_eq!(refusal.key(), key, "{moment}");
        keys.push(key);
    }
    let impossible = [".in_the_future", ".no_such_step", ".first_step", ".breaks_later_step"];
    for key in ReminderRefusal::KEYS.iter().filter(|key| !impossible.iter().any(|end| key.ends_with(end))) {
        assert!(keys.contains(key), "{key}");
    }
}

#[test]
fn how_near_a_deadline_is_counts_working_days() {
    let calendar = Calendar::china();
    let stage = |today: &str| Stage::of(day(DUE), day(today), &calendar);
    assert_eq!(stage("2026-09-30"), None);
    // 8, 9 and 10 October are worked before the 12th: on the 8th three working days are left.
    assert_eq!(stage("2026-10-08"), Some(Stage::Soon));
    assert_eq!(stage("2026-10-12"), Some(Stage::Today));
    assert_eq!(stage("2026-10-15"), Some(Stage::Overdue));
    assert_eq!(stage("2026-10-16"), Some(Stage::Escalated));
}

#[test]
fn what_was_said_by_mistake_is_taken_back_and_may_be_said_again() {
    let moment = "2026-10-12T09:00:00+08:00";
    let story = Story::<ReminderLife>::default()
        .after(&now("2026-10-08T08:30:00+08:00"), &dated("2026-10-08T08:30:00+08:00", remind(Stage::Soon)))
        .after(&now(moment), &dated(moment, remind(Stage::Today)));
    let taken_back = story.after(&now(moment), &correction("2026-10-12", 2, None));
    assert!(!taken_back.life().knows(&of("conclude_petition"), day(DUE), Stage::Today));
}

#[test]
fn there_is_one_example_of_every_type_of_event() {
    are_of_every_type(&examples());
    come_back_and_hold(examples(), &[]);
}
