//! What the two clocks mean, said in examples.
use super::office::{Office, day, reason};
use crate::support::stores::{ENGINES, moment};
use anjuan::cases::case_file::{Order, VoidReason};
use anjuan::cases::ids::Version;
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::Heads;
use anjuan::cases::petition::{DisputeCategory, PetitionCommand as Command, Rating};
use anjuan::event_log::Position;
use anjuan::web::figures_view::Known;

const YEAR_END: &str = "2019-12-31";

#[tokio::test]
async fn a_case_reopened_later_still_counts_as_closed_on_a_day_between() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-03-01", 1).await;
        office.accept_and_conclude(case, "2019-03-05", "2019-03-20").await;
        office.paper(case, "2019-04-10", Command::ReopenPetition { reason: reason() }).await;
        office.paper(case, "2019-05-06", Command::ConcludePetition { outcome: None, paper: None }).await;
        let stood = [
            ("2019-03-19", ["0", "1", "0"]),
            ("2019-03-20", ["1", "0", "0"]),
            ("2019-04-09", ["1", "0", "0"]),
            ("2019-04-10", ["0", "1", "1"]),
            ("2019-05-05", ["0", "1", "1"]),
            ("2019-05-06", ["1", "0", "1"]),
        ];
        for (as_of, values) in stood {
            let figures = ["petitions.closed", "petitions.open", "petitions.reopened"];
            assert_eq!(office.values(figures, as_of, None).await, values, "{engine:?} as of {as_of}");
        }
    }
}

#[tokio::test]
async fn an_inspection_reopened_later_still_counts_as_rectified_on_a_day_between() {
    use anjuan::cases::inspection::{HazardNo, InspectionCommand as Command};
    use anjuan::cases::people::Officers;
    use anjuan::cases::rectification::{ReinspectionOutcome, ReopenReason};
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.inspection("2019-03-01", "2019-03-12").await;
        let passed = || Command::ReinspectHazards {
            outcome: Some(ReinspectionOutcome::Passed),
            results: Vec::new(),
            opinion: None,
            inspectors: Officers::NotRecorded,
        };
        office.paper(case, "2019-03-11", passed()).await;
        office.paper(case, "2019-03-12", Command::CloseOff {}).await;
        let (reason, hazards) = (ReopenReason::ClosedWrongly, vec![HazardNo(2)]);
        office.paper(case, "2019-04-10", Command::ReopenInspection { reason, hazards, note: None }).await;
        office.paper(case, "2019-05-06", passed()).await;
        office.paper(case, "2019-05-06", Command::CloseOff {}).await;
        let stood = [
            ("2019-03-10", ["0", "2", "0"]),
            ("2019-03-11", ["2", "0", "0"]),
            ("2019-04-09", ["2", "0", "0"]),
            // Its old deadline runs on, and is over.
            ("2019-04-10", ["1", "1", "1"]),
            ("2019-05-05", ["1", "1", "1"]),
            ("2019-05-06", ["2", "0", "0"]),
        ];
        for (as_of, values) in stood {
            let figures = ["safety.rectified", "safety.open", "safety.overdue"];
            assert_eq!(office.values(figures, as_of, None).await, values, "{engine:?} as of {as_of}");
        }
    }
}

#[tokio::test]
async fn a_correction_changes_what_is_known_from_then_on_and_not_before() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-03-01", 3).await;
        let before = office.head().await;
        let mut told = office.registration(3);
        if let Command::RegisterPetition { heads, category, .. } = &mut told {
            *heads = Heads::new(6).expect("some");
            *category = "噪音扰民".parse().expect("a category");
        }
        let becomes = Some(Box::new(Dated::on(day("2019-02-27"), told)));
        office
            .order(case, "2019-06-01", Order::Correct { corrects: Version(1), becomes, reason: None })
            .await;
        let figures = ["petitions.registered", "petitions.visitors", "petitions.collective_visits"];
        for (as_of, known, values) in [
            ("2019-02-28", Some(before), ["0", "0", "0"]),
            ("2019-03-01", Some(before), ["1", "3", "0"]),
            (YEAR_END, Some(before), ["1", "3", "0"]),
            ("2019-02-26", None, ["0", "0", "0"]),
            ("2019-02-28", None, ["1", "6", "1"]),
            (YEAR_END, None, ["1", "6", "1"]),
        ] {
            let answered = office.values(figures, as_of, known).await;
            assert_eq!(answered, values, "{engine:?} as of {as_of}, known at {known:?}");
        }
    }
}

#[tokio::test]
async fn a_step_taken_back_was_never_taken_by_what_is_known_from_then_on() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-03-01", 1).await;
        office.accept_and_conclude(case, "2019-03-05", "2019-03-20").await;
        let before = office.head().await;
        office
            .order(case, "2019-06-01", Order::Correct { corrects: Version(3), becomes: None, reason: None })
            .await;
        let closed = ["petitions.closed"];
        assert_eq!(office.values(closed, "2019-04-01", Some(before)).await, ["1"], "{engine:?}");
        assert_eq!(office.values(closed, "2019-04-01", None).await, ["0"], "{engine:?}");
    }
}

#[tokio::test]
async fn as_of_ignores_when_a_target_was_set_and_known_at_does_not() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.structure("2019-01-10", &[(1, 10_000)]).await;
        office.demolish(case, "2019-02-01", 1, 5_000).await;
        let before = office.head().await;
        office.set_target("200").await;
        let first = office.head().await;
        office.set_target("100").await;
        let rate = ["structures.completion_rate"];
        for (as_of, known, value) in [
            ("2019-02-01", Some(before), "nothing"),
            (YEAR_END, Some(before), "nothing"),
            ("2019-02-01", Some(first), "25"),
            ("2019-01-31", Some(first), "0"),
            ("2019-02-01", None, "50"),
        ] {
            assert_eq!(office.values(rate, as_of, known).await, [value], "{engine:?} {as_of} {known:?}");
        }
    }
}

#[tokio::test]
async fn a_void_case_counts_nowhere_from_the_position_that_voided_it() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-03-01", 1).await;
        office.accept_and_conclude(case, "2019-03-05", "2019-03-20").await;
        office.paper(case, "2019-03-25", Command::RatePetition { rating: Rating::Satisfied }).await;
        let category = DisputeCategory::FourHeavy;
        office.paper(case, "2019-04-02", Command::SettleDispute { category }).await;
        let before = office.head().await;
        office.paper(case, "2019-05-01", Command::VoidPetition { reason: VoidReason::InError }).await;
        let figures = ["petitions.registered", "petitions.closed", "disputes.four_heavy"];
        for as_of in ["2019-04-15", "2019-05-01", YEAR_END] {
            assert_eq!(office.values(figures, as_of, Some(before)).await, ["1", "1", "1"], "{engine:?}");
            assert_eq!(office.values(figures, as_of, None).await, ["0", "0", "0"], "{engine:?} {as_of}");
        }
    }
}

#[tokio::test]
async fn known_at_a_moment_is_known_at_the_last_position_recorded_by_then() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let mut recorded = Vec::new();
        for at in ["09:00:00.000001", "09:00:00.000001", "09:00:00.000002", "17:30:00", "17:30:00.5"] {
            let at = moment(&format!("2019-11-11T{at}+08:00"));
            office.clock.set(at);
            office.petition("2019-03-01", 1).await;
            recorded.push((at, office.head().await));
        }
        for ask in ["09:00:00", "09:00:00.000001", "09:00:00.000002", "12:00:00", "17:30:00.4", "23:59:59"] {
            let ask = moment(&format!("2019-11-11T{ask}+08:00"));
            let by_then: Vec<_> = recorded.iter().filter(|(at, _)| *at <= ask).collect();
            let (position, registered) = office.registered_when(Known::When(ask)).await;
            assert_eq!(registered, by_then.len().to_string(), "{engine:?} at {ask}");
            if let Some((_, last)) = by_then.last() {
                assert_eq!(position, *last, "{engine:?} at {ask}");
            }
        }
        let at_the_beginning = moment("2019-01-01T00:00:00+08:00");
        assert_eq!(office.registered_when(Known::When(at_the_beginning)).await.0, Position(0), "{engine:?}");
        let beyond = Position(office.head().await.0 + 7);
        assert_eq!(office.registered_when(Known::At(beyond)).await.0, office.head().await, "{engine:?}");
    }
}

#[tokio::test]
async fn a_petition_that_goes_on_in_another_counts_by_that_one_from_its_day_on() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let first = office.petition("2019-03-01", 1).await;
        let second = office.petition("2019-03-02", 1).await;
        office.paper(second, "2019-04-01", Command::MergePetition { into: first }).await;
        for (as_of, registered) in [("2019-03-31", "2"), ("2019-04-01", "1"), (YEAR_END, "1")] {
            let answered = office.values(["petitions.registered"], as_of, None).await;
            assert_eq!(answered, [registered], "{engine:?} as of {as_of}");
        }
    }
}

#[tokio::test]
async fn a_petition_is_not_overdue_while_its_clock_stands_still() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-01-02", 1).await;
        // Sixty days from 3 January end on 4 March.
        let accepted = Command::AcceptPetition { department: None, simplified: false };
        office.paper(case, "2019-01-03", accepted).await;
        let figures = ["petitions.overdue", "petitions.open"];
        assert_eq!(office.values(figures, "2019-03-05", None).await, ["1", "1"], "{engine:?}");
        office.paper(case, "2019-02-20", Command::SuspendPetition { reason: reason() }).await;
        assert_eq!(office.values(figures, "2019-03-05", None).await, ["0", "1"], "{engine:?}");
        office.paper(case, "2019-03-20", Command::ResumePetition {}).await;
        // Rested for 28 days, it is due on 1 April.
        for (as_of, overdue) in [("2019-03-05", "0"), ("2019-04-01", "0"), ("2019-04-02", "1")] {
            assert_eq!(office.values(figures, as_of, None).await, [overdue, "1"], "{engine:?} as of {as_of}");
        }
    }
}

#[tokio::test]
async fn a_hazard_that_fails_a_second_look_was_rectified_on_the_days_between() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.hazard("2019-03-01").await;
        office.order_rectification(case, "2019-03-02", "2019-03-10").await;
        office.reinspect(case, "2019-03-08", true).await;
        office.reinspect(case, "2019-03-20", false).await;
        office.reinspect(case, "2019-04-01", true).await;
        let figures = ["fire.rectified", "fire.overdue"];
        for (as_of, values) in [
            ("2019-03-07", ["0", "0"]),
            ("2019-03-08", ["1", "0"]),
            ("2019-03-19", ["1", "0"]),
            ("2019-03-20", ["0", "1"]),
            ("2019-04-01", ["1", "0"]),
        ] {
            assert_eq!(office.values(figures, as_of, None).await, values, "{engine:?} as of {as_of}");
        }
        let months = office.by("fire.rectified_in_period", "month").await;
        assert_eq!(months, [("2019-04".to_owned(), "1".to_owned())], "{engine:?}");
    }
}
