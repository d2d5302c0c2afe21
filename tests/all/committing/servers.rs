//! Two servers on one store: each has its own committer, its own memory of the office and its own clock.
use super::audit::audit;
use super::lives::{ask, life, urge};
use super::repeating::set_target;
use super::{WRITERS, all_at_once, new_case, new_command, registered, send};
use crate::support::stores::{ENGINES, Engine, Place, moment, office, office_at, source};
use anjuan::cases::ids::{CaseId, CommandId, Version};
use anjuan::cases::petition::{Opinion, PetitionCommand};
use anjuan::commands::{CommandError, OfficeDesk};
use anjuan::event_log::{Actor, EventLog, Receipt};
use anjuan::projections::case_list;
use std::collections::HashMap;

/// Petitions on which both servers work.
const SHARED: usize = 8;
/// How often each writer urges one of them.
const URGES: u32 = 3;

fn server(name: &str) -> Actor {
    Actor(format!("operator:{name}").into())
}

/// Two servers on one store, the clock of the second an hour behind that of the first.
async fn two_servers(engine: Engine) -> ([OfficeDesk; 2], Place) {
    let place = engine.place();
    let first = office(&place, source(1).0).await.store().office(None, server("one")).await;
    let (behind, clock) = source(2);
    clock.set(moment("2019-11-10T07:00:00+08:00"));
    let second = office(&place, behind).await.store().office(None, server("two")).await;
    ([first.expect("an office"), second.expect("an office")], place)
}

async fn version_of(desk: &OfficeDesk, case: CaseId) -> Version {
    let listed = case_list::of(desk.store().db(), desk.office(), &[case]).await.expect("a row");
    Version(listed[0].version)
}

/// Urges the case as the list shows it, and looks again whenever somebody else was first.
async fn urge_until_done(desk: &OfficeDesk, case: CaseId) -> (CommandId, Receipt) {
    let command = new_command(desk);
    loop {
        let seen = version_of(desk, case).await;
        let request = ask(case, "2019-03-06", urge("请抓紧办理"));
        match desk.execute_as(command, None, Some((case, seen)), request).await {
            Ok(receipt) => {
                assert_eq!(receipt.version, seen.next());
                return (command, receipt);
            }
            Err(CommandError::Conflict { expected, actual }) => {
                assert!(actual > expected && expected == seen);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// Lives a case of its own and urges one that others urge too.
async fn work(desk: OfficeDesk, n: u32, shared: CaseId) -> Vec<(CommandId, Receipt)> {
    let mut told = Vec::new();
    let mut life = life(n, new_case(&desk)).into_iter();
    for _ in 0..URGES {
        let command = new_command(&desk);
        let request = life.next().expect("a step");
        told.push((command, send(desk.clone(), command, request).await.expect("carried out")));
        told.push(urge_until_done(&desk, shared).await);
    }
    for request in life {
        let command = new_command(&desk);
        told.push((command, send(desk.clone(), command, request).await.expect("carried out")));
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_work_side_by_side_and_neither_starves() {
    for engine in ENGINES {
        let (desks, _place) = two_servers(engine).await;
        let shared = registered(&desks[0], SHARED).await;
        let writers = (0..WRITERS).map(|n| {
            let of_both = shared[n as usize / 2 % SHARED];
            work(desks[n as usize % 2].clone(), n, of_both)
        });
        let told: Vec<_> = all_at_once(writers).await.into_iter().flatten().collect();
        let records = [audit(&desks[0]).await, audit(&desks[1]).await];
        assert_eq!(records[0].events, records[1].events);
        for (command, receipt) in &told {
            records[0].bears_out(*command, *receipt);
        }
        for case in shared {
            let mut by: HashMap<Actor, usize> = HashMap::new();
            for event in records[0].stream(case) {
                *by.entry(event.actor.clone()).or_default() += 1;
            }
            let urges = URGES as usize * WRITERS as usize / SHARED / 2;
            assert_eq!(by, HashMap::from([(server("one"), urges + 1), (server("two"), urges)]));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_other_server_did_is_known_before_anybody_is_refused() {
    for engine in ENGINES {
        let ([one, two], _place) = two_servers(engine).await;
        let case = registered(&one, 1).await[0];
        let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
        two.execute(ask(case, "2019-03-08", accept)).await.expect("accepted");
        let conclude = PetitionCommand::ConcludePetition { outcome: Some(Opinion::Explanation), paper: None };
        one.execute(ask(case, "2019-04-02", conclude)).await.expect("the other server accepted it");
        two.execute(ask(case, "2019-04-04", PetitionCommand::ServeReply {})).await.expect("it is concluded");
        // Each of these is alone in its batch, so that nothing else shows that the other server wrote.
        let served = one.execute(ask(case, "2019-04-04", PetitionCommand::ServeReply {})).await;
        assert!(matches!(served, Err(CommandError::Refused(_))), "{served:?}");
        assert_eq!(audit(&one).await.stream(case).len(), 4);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_that_the_other_server_wrote_is_no_conflict() {
    for engine in ENGINES {
        let ([one, two], _place) = two_servers(engine).await;
        let case = registered(&one, 1).await[0];
        let urged = two.execute(ask(case, "2019-03-06", urge("请抓紧办理"))).await.expect("urged");
        let request = || ask(case, "2019-03-07", urge("请抓紧办理"));
        let stale = one.execute_as(new_command(&one), None, Some((case, Version(1))), request()).await;
        assert!(matches!(stale, Err(CommandError::Conflict { actual: Version(2), .. })), "{stale:?}");
        two.execute(request()).await.expect("urged again");
        let seen = Some((case, urged.version.next()));
        one.execute_as(new_command(&one), None, seen, request()).await.expect("it is as it was seen");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_thought_done_that_the_other_server_has_undone() {
    for engine in ENGINES {
        let ([one, two], _place) = two_servers(engine).await;
        one.execute(set_target(&one, "30000")).await.expect("a target");
        two.execute(set_target(&two, "40000")).await.expect("another");
        let head = one.store().log().head(one.office()).await.expect("a head");
        let back = one.execute(set_target(&one, "30000")).await.expect("the first again");
        assert_eq!(back.position, head.next());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_both_servers_get_is_carried_out_once() {
    for engine in ENGINES {
        let (desks, _place) = two_servers(engine).await;
        for case in registered(&desks[0], 16).await {
            let command = new_command(&desks[0]);
            let request = || ask(case, "2019-03-06", urge("请抓紧办理"));
            let senders = (0..4).map(|n| send(desks[n % 2].clone(), command, request()));
            let answers = all_at_once(senders).await;
            let first = answers[0].as_ref().expect("a receipt");
            assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|told| told == first)));
        }
        let record = audit(&desks[1]).await;
        assert!(record.events.iter().all(|event| record.of(event.command).len() <= 2));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_that_start_at_once_on_an_empty_store_agree_on_the_office() {
    for engine in ENGINES {
        let place = engine.place();
        let starting = [1, 2, 3, 4].map(|seed| {
            let url = place.url.clone();
            async move { office_at(&url, source(seed).0).await }
        });
        let desks = Box::pin(all_at_once(starting)).await;
        assert!(desks.iter().all(|desk| desk.office() == desks[0].office()));
        assert_eq!(audit(&desks[3]).await.events.len(), 1, "the office is set up once");
        registered(&desks[1], 4).await;
        assert_eq!(audit(&desks[2]).await.events.len(), 9);
    }
}
