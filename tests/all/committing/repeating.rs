//! The same command id sent again.
use super::audit::{Record, audit};
use super::lives::{ask, on, register_next, urge, word};
use super::{all_at_once, fresh, new_case, new_command, registered, send};
use crate::support::stores::ENGINES;
use anjuan::cases::ids::{CommandId, Version};
use anjuan::cases::office::OfficeCommand;
use anjuan::commands::{CommandError, OfficeDesk, Request};
use anjuan::event_log::Receipt;

/// How often the same command is sent at once.
const SENDERS: usize = 8;

type Answer = Result<Receipt, CommandError>;

/// Every sender was told the same, and it was done once.
fn told_once(record: &Record, command: CommandId, answers: &[Answer], events: usize) {
    for answer in answers {
        record.bears_out(command, *answer.as_ref().expect("a receipt"));
    }
    assert_eq!(record.of(command).len(), events, "events of {command}");
}

/// A request that can be carried out only once, and one that could be carried out again and again.
async fn once_and_again(desk: &OfficeDesk) -> Vec<(Request, usize)> {
    let mut requests = Vec::new();
    for case in registered(desk, 4).await {
        requests.push((register_next(new_case(desk)), 2));
        requests.push((ask(case, "2019-03-06", urge("请抓紧办理")), 1));
    }
    requests
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_command_gets_its_first_receipt() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        for (request, events) in once_and_again(&desk).await {
            let command = new_command(&desk);
            let mut answers = Vec::new();
            for _ in 0..3 {
                answers.push(send(desk.clone(), command, request.clone()).await);
                desk.execute(register_next(new_case(&desk))).await.expect("another command between");
            }
            told_once(&audit(&desk).await, command, &answers, events);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_is_sent_many_times_at_once_is_carried_out_once() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let requests = once_and_again(&desk).await;
        let commands: Vec<_> = requests.iter().map(|_| new_command(&desk)).collect();
        let senders = (0..SENDERS).flat_map(|_| requests.iter().zip(&commands));
        let senders = senders.map(|((request, _), command)| send(desk.clone(), *command, request.clone()));
        let answers = all_at_once(senders).await;
        let record = audit(&desk).await;
        for (n, ((_, events), command)) in requests.iter().zip(&commands).enumerate() {
            let its: Vec<_> = answers.iter().skip(n).step_by(requests.len()).cloned().collect();
            assert_eq!(its.len(), SENDERS);
            told_once(&record, *command, &its, *events);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_command_gets_its_first_receipt_although_the_case_has_moved_on() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let case = registered(&desk, 1).await[0];
        let command = new_command(&desk);
        let request = ask(case, "2019-03-06", urge("请抓紧办理"));
        let seen = Some((case, Version(1)));
        let first = desk.execute_as(command, None, seen, request.clone()).await.expect("urged");
        let again = desk.execute_as(command, None, seen, request).await.expect("the first receipt");
        assert_eq!((first.version, again), (Version(2), first));
    }
}

fn is_reused(answer: &Answer, command: CommandId) -> bool {
    matches!(answer, Err(CommandError::CommandReused(reused)) if *reused == command)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_id_that_was_used_for_something_else_is_refused() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        for (request, events) in once_and_again(&desk).await {
            let command = new_command(&desk);
            let first = send(desk.clone(), command, request).await;
            let case = registered(&desk, 1).await[0];
            // Lawful, unlawful, and different only in what is personal.
            for other in [
                ask(case, "2019-03-06", urge("请抓紧办理")),
                ask(case, "2019-03-06", urge("请尽快答复")),
                ask(case, "2019-03-01", urge("请抓紧办理")),
            ] {
                let answer = send(desk.clone(), command, other).await;
                assert!(is_reused(&answer, command), "{answer:?}");
            }
            told_once(&audit(&desk).await, command, &[first], events);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_requests_under_one_id_at_once_one_is_carried_out_and_the_other_refused() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        for case in registered(&desk, SENDERS).await {
            let command = new_command(&desk);
            let request = |n| ask(case, "2019-03-06", urge(["请抓紧办理", "请尽快答复"][n % 2]));
            let senders = (0..2 * SENDERS).map(|n| send(desk.clone(), command, request(n)));
            let answers = all_at_once(senders).await;
            let record = audit(&desk).await;
            assert_eq!(record.of(command).len(), 1);
            let first = usize::from(answers[0].is_err());
            for (n, answer) in answers.iter().enumerate() {
                let told = answer.as_ref().is_ok_and(|told| record.receipt(command) == Some(*told));
                let right = if n % 2 == first { told } else { is_reused(answer, command) };
                assert!(right, "sender {n}: {answer:?}");
            }
        }
    }
}

pub fn set_target(desk: &OfficeDesk, amount: &str) -> Request {
    let command = OfficeCommand::SetTarget {
        figure: word("structures.demolished_area_m2"),
        year: 2019,
        amount: word(amount),
    };
    Request::live(desk.office().stream(), on("2019-01-02", command))
}

/// A repeated command may find that there is nothing left to do, and must not be told of that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_command_that_would_change_nothing_now_gets_its_first_receipt() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let command = new_command(&desk);
        let first = send(desk.clone(), command, set_target(&desk, "30000")).await.expect("a target");
        registered(&desk, 2).await;
        let again = send(desk.clone(), command, set_target(&desk, "30000")).await.expect("a receipt");
        assert_eq!(again, first);
        let other = send(desk.clone(), command, set_target(&desk, "30000.00")).await;
        assert!(other.is_ok_and(|receipt| receipt == first), "the same amount is the same request");
        desk.execute(set_target(&desk, "40000")).await.expect("another target");
        let reused = send(desk.clone(), command, set_target(&desk, "40000")).await;
        assert!(is_reused(&reused, command), "{reused:?}");
        told_once(&audit(&desk).await, command, &[Ok(first)], 1);
    }
}
