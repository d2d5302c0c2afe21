//! Numbers from a series, for which many ask at once.
use super::audit::{Record, audit};
use super::lives::{PETITIONS, on, register, register_next};
use super::{WRITERS, all_at_once, fresh, new_case};
use crate::support::stores::ENGINES;
use anjuan::cases::ids::{CaseId, OfficeId};
use anjuan::commands::{CommandError, OfficeDesk, Request};
use serde_json::Value;

/// Petitions that each writer registers.
const EACH: u32 = 4;

fn payload(event: &anjuan::event_log::RecordedEvent) -> Value {
    let whole: Value = serde_json::from_str(&event.payload).expect("JSON");
    whole[&*event.event_type].clone()
}

fn number(value: &Value) -> String {
    value["number"].as_str().expect("a number").to_owned()
}

/// The numbers that the series gave, with the cases that got them, in the order in which it did.
fn allotted(record: &Record, office: OfficeId) -> Vec<(String, CaseId)> {
    let series = record.stream(office.series_stream(PETITIONS)).into_iter().map(payload);
    series.map(|event| (number(&event), id(&event["to"]))).collect()
}

fn id(value: &Value) -> CaseId {
    serde_json::from_value(value.clone()).expect("an id")
}

/// Registers petitions, and between them asks for what is refused.
async fn register_some(desk: OfficeDesk) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for _ in 0..EACH {
        let refused = desk.execute(in_the_future(new_case(&desk))).await;
        assert!(matches!(refused, Err(CommandError::Refused(_))), "{refused:?}");
        let case = new_case(&desk);
        desk.execute(register_next(case)).await.expect("registered");
        cases.push(case);
    }
    cases
}

fn in_the_future(case: CaseId) -> Request {
    let mut request = register_next(case);
    request.steps[0].order = on("2019-12-31", register("XF2019-0")).into();
    request
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_number_is_given_twice_and_none_is_missing() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let writers = (0..WRITERS).map(|_| register_some(desk.clone()));
        let mut cases: Vec<_> = all_at_once(writers).await.into_iter().flatten().collect();
        let record = audit(&desk).await;
        let allotted = allotted(&record, desk.office());
        let numbers: Vec<_> = allotted.iter().map(|(number, _)| number.clone()).collect();
        let all: Vec<_> = (1..=WRITERS * EACH).map(|n| format!("{PETITIONS}{n:04}")).collect();
        assert_eq!(numbers, all);
        for (given, case) in &allotted {
            assert_eq!(&number(&payload(record.stream(*case)[0])), given, "what the case itself says");
        }
        let mut numbered: Vec<_> = allotted.into_iter().map(|(_, case)| case).collect();
        cases.sort_unstable();
        numbered.sort_unstable();
        assert_eq!(cases, numbered);
    }
}

/// Asks for a number by name.
async fn register_as(desk: OfficeDesk, number: String) -> bool {
    let case = new_case(&desk);
    match desk.execute(Request::live(case, on("2019-03-04", register(&number)))).await {
        Ok(_) => true,
        Err(CommandError::Refused(refused)) => {
            assert_eq!(refused.key(), "number.taken");
            false
        }
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_those_who_name_the_same_number_one_gets_it() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let rivals = (0..WRITERS).map(|n| register_as(desk.clone(), format!("{PETITIONS}{:04}", n / 4)));
        let got = all_at_once(rivals).await;
        assert!(got.chunks(4).all(|rivals| rivals.iter().filter(|got| **got).count() == 1), "{got:?}");
        assert_eq!(allotted(&audit(&desk).await, desk.office()).len(), got.len() / 4);
    }
}
