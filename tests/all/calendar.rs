//! 日历: a year that is published, or changed, moves the terms of the cases that it touches, by events and once.
use crate::committing::lives::{ask, on, register};
use crate::support::stores::{ENGINES, moment, office, source};
use anjuan::cases::ids::CaseId;
use anjuan::cases::occurred::Dated;
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::petition::PetitionCommand;
use anjuan::cases::workdays::{Calendar, CalendarVersion, HEADER, SpecialDay, parse_rows};
use anjuan::commands::{OfficeDesk, Request};
use anjuan::event_log::EventLog;
use anjuan::projections::rebuild::{Then, rebuild};
use anjuan::projections::work_list::work_list;
use anjuan::schedule::{Recounted, recount};

/// A petition that was accepted on this day; by when it is to be concluded is 60 days later.
async fn accepted(desk: &OfficeDesk, number: &str, day: &str) -> CaseId {
    let case = desk.store().source().stream_id();
    desk.execute(Request::live(case, on(day, register(number)))).await.expect("registered");
    let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
    desk.execute(ask(case, day, accept)).await.expect("accepted");
    case
}

async fn publish(desk: &OfficeDesk, year: i32, lines: &[String]) {
    let days = parse_rows(&format!("{HEADER}\n{}", lines.join("\n"))).expect("a table");
    let command = OfficeCommand::PublishCalendarYear { year, days };
    let now = desk.store().source().now();
    desk.execute(Request::live(desk.office().stream(), Dated::at(now, command))).await.expect("published");
}

async fn dues(desk: &OfficeDesk) -> Vec<String> {
    let listed = work_list(desk.store().db(), desk.office(), None, 10).await.expect("a list");
    listed.iter().map(|item| format!("{} {} {}", item.number, item.due, item.provisional)).collect()
}

#[tokio::test]
async fn what_is_provisional_moves_once_when_its_year_is_published() {
    for engine in ENGINES {
        let place = engine.place();
        let (source, clock) = source(1);
        let desk = office(&place, source).await;
        clock.set(moment("2026-11-20T09:00:00+08:00"));
        accepted(&desk, "XF-1", "2026-11-02").await;
        accepted(&desk, "XF-2", "2026-10-15").await;
        let before = ["XF-2 2026-12-14 false", "XF-1 2027-01-01 true"];
        assert_eq!(dues(&desk).await, before, "{engine:?}");
        assert_eq!(recount(&desk, |_| {}).await.expect("a recount"), None, "{engine:?}: nothing is new");

        let lines = ["01", "02", "03"].map(|day| format!("2027-01-{day},holiday,New Year's Day"));
        publish(&desk, 2027, &lines).await;
        let mut seen = 0;
        let done = recount(&desk, |looked_at| seen = looked_at).await.expect("a recount");
        let edition = CalendarVersion(2);
        assert_eq!(done, Some(Recounted { edition, looked_at: 2, moved: 1, refused: 0 }), "{engine:?}");
        assert_eq!(seen, 2, "{engine:?}");
        assert_eq!(dues(&desk).await, ["XF-2 2026-12-14 false", "XF-1 2027-01-04 false"], "{engine:?}");

        let head = desk.store().log().head(desk.office()).await.expect("a head");
        assert_eq!(recount(&desk, |_| {}).await.expect("a recount"), None, "{engine:?}: once");
        let after = desk.store().log().head(desk.office()).await.expect("a head");
        assert_eq!(after, head, "{engine:?}");
        accepted(&desk, "XF-3", "2026-11-02").await;
        let later = dues(&desk).await.contains(&"XF-3 2027-01-04 false".to_owned());
        assert!(later, "{engine:?}: what comes later counts by it");
        let rebuilt = rebuild(desk.store().db(), Then::CompareOnly, |_| {}).await.expect("rebuilt");
        assert_eq!(rebuilt.differences(), 0, "{engine:?}");
    }
}

#[tokio::test]
async fn a_year_that_a_city_changes_moves_what_still_runs_and_leaves_what_lapsed() {
    for engine in ENGINES {
        let place = engine.place();
        let (source, clock) = source(2);
        let desk = office(&place, source).await;
        // Due on Monday, 3 February 2020, and on Wednesday, 5 February.
        clock.set(moment("2020-02-04T09:00:00+08:00"));
        accepted(&desk, "XF-1", "2019-12-02").await;
        accepted(&desk, "XF-2", "2019-12-07").await;
        assert_eq!(dues(&desk).await, ["XF-1 2020-02-03 false", "XF-2 2020-02-05 false"], "{engine:?}");
        let known = Calendar::china().special_days(2020).iter().map(SpecialDay::line).collect::<Vec<_>>();
        let longer = (3..=7).map(|day| format!("2020-02-0{day},holiday,Spring Festival"));
        let lines: Vec<_> = known.into_iter().chain(longer).collect();
        publish(&desk, 2020, &lines).await;
        let done = recount(&desk, |_| {}).await.expect("a recount").expect("something new");
        assert_eq!((done.looked_at, done.moved), (2, 1), "{engine:?}");
        assert_eq!(dues(&desk).await, ["XF-1 2020-02-03 false", "XF-2 2020-02-10 false"], "{engine:?}");
    }
}
