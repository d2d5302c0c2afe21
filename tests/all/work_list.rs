//! 待办: what an office has to do next.
use crate::committing::lives::{ask, on, register};
use crate::support::stores::{ENGINES, moment, office, source};
use anjuan::cases::any_file::CaseKind;
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::ids::CaseId;
use anjuan::cases::occurred::Day;
use anjuan::cases::petition::{Opinion, PetitionCommand};
use anjuan::commands::{OfficeDesk, Request};
use anjuan::projections::work_list::{WorkItem, work_list};

async fn registered(desk: &OfficeDesk, number: &str, day: &str) -> CaseId {
    let case = desk.store().source().stream_id();
    desk.execute(Request::live(case, on(day, register(number)))).await.expect("registered");
    case
}

async fn done(desk: &OfficeDesk, case: CaseId, day: &str, command: PetitionCommand) {
    desk.execute(ask(case, day, command)).await.expect("carried out");
}

async fn items(desk: &OfficeDesk, until: Option<&str>, limit: u32) -> Vec<WorkItem> {
    let until: Option<Day> = until.map(|day| day.parse().expect("a day"));
    work_list(desk.store().db(), desk.office(), until, limit).await.expect("a list")
}

fn numbers(items: &[WorkItem]) -> Vec<&str> {
    items.iter().map(|item| item.number.as_str()).collect()
}

#[tokio::test]
async fn the_work_list_has_one_line_for_each_case_that_waits_the_most_urgent_first() {
    for engine in ENGINES {
        let place = engine.place();
        let (source, clock) = source(1);
        let desk = office(&place, source).await;
        registered(&desk, "XF-3", "2019-11-08").await;
        let accepted = registered(&desk, "XF-2", "2019-10-08").await;
        registered(&desk, "XF-1", "2019-11-01").await;
        let void = registered(&desk, "XF-0", "2019-10-21").await;
        let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
        done(&desk, accepted, "2019-10-10", accept).await;
        done(&desk, void, "2019-11-09", PetitionCommand::VoidPetition { reason: VoidReason::Duplicate })
            .await;

        let all = items(&desk, None, 100).await;
        assert_eq!(numbers(&all), ["XF-1", "XF-3", "XF-2"], "{engine:?}: {all:?}");
        assert!(all.iter().all(|item| item.kind == CaseKind::Petition && !item.provisional), "{all:?}");
        let clocks: Vec<_> = all.iter().map(|item| item.clock.as_str()).collect();
        assert_eq!(clocks, ["inform_petitioner", "inform_petitioner", "conclude_petition"], "{engine:?}");
        assert_eq!(numbers(&items(&desk, None, 2).await), ["XF-1", "XF-3"], "{engine:?}");
        let until = all[0].due.to_string();
        assert_eq!(numbers(&items(&desk, Some(&until), 100).await), ["XF-1"], "{engine:?}");

        let conclude = PetitionCommand::ConcludePetition { outcome: Some(Opinion::Explanation), paper: None };
        done(&desk, accepted, "2019-11-09", conclude).await;
        let left = items(&desk, None, 100).await;
        assert!(left.iter().all(|item| item.clock != "conclude_petition"), "{engine:?}: {left:?}");

        // Its days off are not published yet.
        clock.set(moment("2027-03-02T08:00:00+08:00"));
        registered(&desk, "XF-4", "2027-03-01").await;
        let last = items(&desk, None, 100).await.pop().expect("a line");
        assert_eq!((last.number.as_str(), last.provisional), ("XF-4", true), "{engine:?}: {last:?}");
    }
}
