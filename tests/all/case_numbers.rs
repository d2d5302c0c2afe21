//! A case has one number for its life, whatever its commands name.
use crate::support::stores::{ENGINES, Engine, Place, office, source};
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::fire_hazard::{HazardCommand, HazardKind, Level};
use anjuan::cases::ids::StreamId;
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::Officers;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::words::CaseNumber;
use anjuan::commands::{CommandError, Numbering, OfficeDesk, Refused, Request};
use anjuan::event_log::{EventLog, Position};
use anjuan::projections::case_list;
use std::fmt::Debug;
use std::str::FromStr;

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a text that fits its type")
}

fn report(number: &str) -> Dated<HazardCommand> {
    let report = HazardCommand::ReportHazard {
        number: of(number),
        kind: HazardKind::CorridorClutter,
        place: None,
        address: of("杭州路242弄53号"),
        place_kind: None,
        committee: None,
        description: Personal::plain(Subject::MATTER, of("楼道里堆满纸箱")),
        reporter: None,
    };
    Dated::on(of("2019-07-01"), report)
}

fn find(number: &str) -> Dated<HazardCommand> {
    let find = HazardCommand::FindHazard {
        number: of(number),
        kind: HazardKind::CorridorClutter,
        place: None,
        address: of("杭州路242弄53号"),
        place_kind: None,
        committee: Some(of("凉州")),
        description: None,
        inspectors: Officers::named(&[of("陈国华"), of("林伟民")]),
        level: Level::General,
    };
    Dated::on(of("2019-07-02"), find)
}

fn next(case: StreamId, order: Dated<HazardCommand>) -> Request {
    let mut request = Request::live(case, order);
    request.steps[0].numbering = Numbering::Next { prefix: "XH2019-".to_owned(), width: 5 };
    request
}

/// A hazard that was reported as XH2019-00001.
async fn reported(engine: Engine) -> (OfficeDesk, StreamId, Place) {
    let place = engine.place();
    let desk = office(&place, source(1).0).await;
    let case = desk.store().source().stream_id();
    desk.execute(next(case, report("XH2019-0"))).await.expect("reported");
    (desk, case, place)
}

async fn series_events(desk: &OfficeDesk) -> usize {
    let log = desk.store().log().read(desk.office(), Position(0), 100).await.expect("the log");
    log.iter().filter(|event| &*event.stream_kind == "series").count()
}

async fn listed(desk: &OfficeDesk, number: &str) -> Vec<StreamId> {
    let number: CaseNumber = of(number);
    let cases = case_list::by_number(desk.store().db(), desk.office(), &[number]).await.expect("cases");
    cases.iter().map(|case| case.case).collect()
}

#[tokio::test]
async fn a_hazard_that_was_reported_is_found_under_its_number() {
    for engine in ENGINES {
        let (desk, case, _place) = reported(engine).await;
        desk.execute(Request::live(case, find("XH2019-00001"))).await.expect("found");
        assert_eq!(listed(&desk, "XH2019-00001").await, [case]);
        assert_eq!(series_events(&desk).await, 1, "the number was given once, on {engine:?}");
    }
}

#[tokio::test]
async fn a_hazard_that_was_reported_gets_no_second_number() {
    for engine in ENGINES {
        let (desk, case, _place) = reported(engine).await;
        let other = desk.execute(Request::live(case, find("XH2019-00002"))).await;
        assert!(matches!(other, Err(CommandError::Refused(_))), "{other:?}");
        desk.execute(next(case, find("XH2019-00001"))).await.expect("found under the number that it has");
        assert_eq!(listed(&desk, "XH2019-00002").await, []);
        assert_eq!(series_events(&desk).await, 1, "on {engine:?}");
    }
}

#[tokio::test]
async fn a_number_that_a_case_has_opens_no_other() {
    for engine in ENGINES {
        let (desk, _, _place) = reported(engine).await;
        let other = desk.store().source().stream_id();
        let refused = desk.execute(Request::live(other, find("XH2019-00001"))).await;
        match refused {
            Err(CommandError::Refused(refused)) => assert_eq!(refused.key(), "number.taken"),
            other => panic!("{other:?}"),
        }
        desk.execute(next(other, find("XH2019-0"))).await.expect("the next number is free");
        assert_eq!(listed(&desk, "XH2019-00002").await, [other]);
    }
}

#[tokio::test]
async fn each_step_of_a_request_sees_the_numbers_that_those_before_it_took() {
    for engine in ENGINES {
        let (desk, _, _place) = reported(engine).await;
        let new = || desk.store().source().stream_id();
        let cases = [new(), new(), new()];
        let mut request = next(cases[0], report("XH2019-0"));
        request.steps.extend(next(cases[1], find("XH2019-0")).steps);
        request.steps.extend(next(cases[2], report("XH2019-0")).steps);
        desk.execute(request).await.expect("three more numbers");
        for (case, number) in cases.into_iter().zip(["XH2019-00002", "XH2019-00003", "XH2019-00004"]) {
            assert_eq!(listed(&desk, number).await, [case], "on {engine:?}");
        }
        let mut twice = Request::live(new(), find("XH2019-00007"));
        twice.steps.extend(Request::live(new(), find("XH2019-00007")).steps);
        match desk.execute(twice).await {
            Err(CommandError::Refused(refused)) => assert_eq!(refused.key(), "number.taken"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_case_is_not_opened_under_the_id_of_a_series_and_the_series_goes_on() {
    for engine in ENGINES {
        let place = engine.place();
        let desk = office(&place, source(1).0).await;
        let series = desk.office().series_stream("XH2019-");
        for request in [next(series, report("XH2019-0")), Request::live(series, report("XH2019-7"))] {
            let refused = desk.execute(request).await;
            assert!(
                matches!(refused, Err(CommandError::Refused(Refused::WrongKind { actual: "series", .. }))),
                "{engine:?}: {refused:?}"
            );
        }
        let case = desk.store().source().stream_id();
        desk.execute(next(case, report("XH2019-0"))).await.expect("reported");
        let refused = desk.execute(Request::live(series, find("XH2019-9"))).await;
        assert!(
            matches!(refused, Err(CommandError::Refused(Refused::WrongKind { .. }))),
            "{engine:?}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_number_that_a_request_frees_it_can_give_to_another_case() {
    for engine in ENGINES {
        let (desk, case, _place) = reported(engine).await;
        let undo = HazardCommand::VoidHazard { reason: VoidReason::ImportUndone };
        let mut request = Request::live(case, Dated::on(of("2019-07-03"), undo));
        request.steps[0].numbering = Numbering::Release(of("XH2019-00001"));
        let other = desk.store().source().stream_id();
        request.steps.extend(Request::live(other, find("XH2019-00001")).steps);
        desk.execute(request).await.expect("freed and given");
        assert_eq!(listed(&desk, "XH2019-00001").await, [other], "on {engine:?}");
    }
}
