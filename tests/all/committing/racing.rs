//! Many writers on one office: whole lives, and races for the same case.
use super::audit::audit;
use super::lives::{ask, life, urge};
use super::{WRITERS, all_at_once, fresh, new_case, new_command, registered};
use crate::support::stores::ENGINES;
use anjuan::cases::ids::{CaseId, CommandId, StreamId, Version};
use anjuan::commands::{CommandError, OfficeDesk};
use anjuan::event_log::Receipt;

/// Lives whole cases, one after another, and gives the answer to every command.
pub async fn live(desk: OfficeDesk, cases: Vec<(u32, CaseId)>) -> Vec<(CommandId, Receipt)> {
    let mut told = Vec::new();
    for (n, case) in cases {
        for request in life(n, case) {
            let command = new_command(&desk);
            let answer = desk.execute_as(command, None, None, request).await;
            told.push((command, answer.expect("a lawful step is carried out")));
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whole_lives_of_many_writers_leave_one_log_that_bears_out_every_answer() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let begun = audit(&desk).await.head();
        let writers = (0..WRITERS).map(|n| live(desk.clone(), vec![(n, new_case(&desk))]));
        let told: Vec<_> = all_at_once(writers).await.into_iter().flatten().collect();
        let record = audit(&desk).await;
        for (command, answer) in &told {
            record.bears_out(*command, *answer);
        }
        let live = record.events.iter().filter(|event| event.position > begun);
        let mut commands: Vec<_> = live.map(|event| event.command).collect();
        commands.dedup();
        assert_eq!(commands.len(), told.len(), "nothing is in the log that nobody asked for");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_names_the_case_and_the_version_that_the_command_left_it_at() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        for n in 0..3 {
            let case = new_case(&desk);
            let told = live(desk.clone(), vec![(n, case)]).await;
            let record = audit(&desk).await;
            for (command, receipt) in told {
                let of_case = record.of(command).into_iter().rfind(|event| event.stream == case);
                let version = of_case.expect("an event of the case").version;
                assert_eq!((receipt.stream, receipt.version), (case, version));
            }
        }
    }
}

async fn urge_as_seen(
    desk: OfficeDesk,
    case: CaseId,
    seen: (StreamId, Version),
) -> Result<Receipt, CommandError> {
    let command = new_command(&desk);
    desk.execute_as(command, None, Some(seen), ask(case, "2019-03-06", urge("请抓紧办理"))).await
}

/// Who won is told so, and everyone else is told what the version is now.
fn one_won(answers: &[Result<Receipt, CommandError>]) {
    let won: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert_eq!(won[0].version, Version(2));
    let lost = |answer: &&_| {
        matches!(answer, Err(CommandError::Conflict { expected: Version(1), actual: Version(2) }))
    };
    assert_eq!(answers.iter().filter(lost).count(), answers.len() - 1, "{answers:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_racers_who_saw_the_same_version_exactly_one_wins() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let cases = registered(&desk, 32).await;
        let racers = cases.iter().flat_map(|case| [*case; 2]);
        let racers = racers.map(|case| urge_as_seen(desk.clone(), case, (case, Version(1))));
        let answers = all_at_once(racers).await;
        answers.chunks(2).for_each(one_won);
        let record = audit(&desk).await;
        assert!(cases.iter().all(|case| record.stream(*case).len() == 2));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_racers_for_one_case_exactly_one_wins() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let case = registered(&desk, 1).await[0];
        let racers = (0..WRITERS).map(|_| urge_as_seen(desk.clone(), case, (case, Version(1))));
        one_won(&all_at_once(racers).await);
        assert_eq!(audit(&desk).await.stream(case).len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_can_be_expected_of_a_case_that_the_command_does_not_touch() {
    for engine in ENGINES {
        let (desk, place) = fresh(engine).await;
        let cases = registered(&desk, 2).await;
        desk.execute(ask(cases[1], "2019-03-05", urge("请抓紧办理"))).await.expect("urged");
        let other = super::reopened(&place).await;
        let seen = urge_as_seen(other.clone(), cases[0], (cases[1], Version(2))).await;
        seen.expect("the other case is as it was seen");
        let unseen = urge_as_seen(other, cases[0], (cases[1], Version(1))).await;
        assert!(matches!(unseen, Err(CommandError::Conflict { actual: Version(2), .. })), "{unseen:?}");
    }
}
