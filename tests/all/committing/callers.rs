//! Callers who hang up, and requests over several streams: both are wholly done or not at all.
use super::audit::{Record, audit};
use super::lives::{ask, on, register_next, together, urge};
use super::{WRITERS, all_at_once, fresh, new_case, new_command, registered, send};
use crate::support::stores::ENGINES;
use anjuan::cases::ids::{CaseId, CommandId};
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::{CommandError, OfficeDesk, Request, Step};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Two petitions, their numbers, a link between them and a word to each: six events on three streams.
fn two_linked(one: CaseId, other: CaseId) -> Request {
    let mut steps = register_next(one).steps;
    steps.extend(register_next(other).steps);
    steps.push(Step::new(one, on("2019-03-05", PetitionCommand::LinkPetition { to: other })));
    steps.push(Step::new(other, on("2019-03-05", urge("请抓紧办理"))));
    together(steps)
}

/// The last step is out of order.
fn two_of_which_one_is_out_of_order(one: CaseId, other: CaseId) -> Request {
    let mut request = two_linked(one, other);
    request.steps.push(Step::new(other, on("2019-03-06", PetitionCommand::ServeReply {})));
    request
}

/// All of the request's events or none of them are there. Says whether they are.
fn whole_or_nothing(record: &Record, command: CommandId, cases: [CaseId; 2]) -> bool {
    let done = record.receipt(command).is_some();
    let events = [record.of(command).len(), record.stream(cases[0]).len(), record.stream(cases[1]).len()];
    assert_eq!(events, if done { [6, 2, 2] } else { [0, 0, 0] }, "{command}");
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_over_several_streams_stands_or_falls_as_one() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let sent: Vec<_> = (0..WRITERS)
            .map(|n| (n % 2 == 0, new_command(&desk), [new_case(&desk), new_case(&desk)]))
            .collect();
        let senders = sent.iter().map(|(lawful, command, [one, other])| {
            let request = if *lawful { two_linked } else { two_of_which_one_is_out_of_order };
            send(desk.clone(), *command, request(*one, *other))
        });
        let answers = all_at_once(senders).await;
        let record = audit(&desk).await;
        for ((lawful, command, cases), answer) in sent.iter().zip(&answers) {
            assert_eq!(whole_or_nothing(&record, *command, *cases), *lawful);
            assert!(*lawful == answer.is_ok() && *lawful != matches!(answer, Err(CommandError::Refused(_))));
        }
        // A refused request took no number from those that were carried out.
        let next = desk.execute(register_next(new_case(&desk))).await.expect("registered");
        let record = audit(&desk).await;
        let number = format!("\"XF2019-{:04}\"", WRITERS + 1);
        assert!(record.of(record.events.last().expect("an event").command)[0].payload.contains(&number));
        assert_eq!(next.position, record.head());
    }
}

/// Polls once, so that the command is on its way, and hangs up.
async fn hang_up(call: impl Future) {
    let mut call = pin!(call);
    poll_fn(|context| {
        assert!(call.as_mut().poll(context).is_pending(), "nothing is durable at once");
        Poll::Ready(())
    })
    .await;
}

/// Sends a command and hangs up; then asks for something else, which is answered after it.
async fn send_and_hang_up(desk: OfficeDesk, command: CommandId, request: Request) {
    hang_up(send(desk.clone(), command, request)).await;
    desk.execute(register_next(new_case(&desk))).await.expect("the next command");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_is_carried_out_although_its_caller_hung_up() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let sent: Vec<_> =
            (0..WRITERS).map(|_| (new_command(&desk), [new_case(&desk), new_case(&desk)])).collect();
        let callers = sent.iter().map(|(command, [one, other])| {
            send_and_hang_up(desk.clone(), *command, two_linked(*one, *other))
        });
        all_at_once(callers).await;
        let record = audit(&desk).await;
        for (command, cases) in &sent {
            assert!(whole_or_nothing(&record, *command, *cases), "{command} was not carried out");
            let again = send(desk.clone(), *command, two_linked(cases[0], cases[1])).await;
            record.bears_out(*command, again.expect("its first receipt"));
        }
        assert_eq!(audit(&desk).await.head(), record.head());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_is_stopped_at_any_moment_leaves_nothing_half_done() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let sent: Vec<_> =
            (0..WRITERS).map(|_| (new_command(&desk), [new_case(&desk), new_case(&desk)])).collect();
        let callers: Vec<_> = sent
            .iter()
            .map(|(command, [one, other])| {
                tokio::spawn(send(desk.clone(), *command, two_linked(*one, *other)))
            })
            .collect();
        let mut ended = Vec::new();
        for (n, caller) in callers.into_iter().enumerate() {
            if n % 3 != 0 {
                caller.abort();
            }
            ended.push(caller.await.ok());
        }
        // Whoever is answered is answered after everything that was on its way before.
        registered(&desk, 1).await;
        let record = audit(&desk).await;
        for ((command, cases), ended) in sent.iter().zip(&ended) {
            let done = whole_or_nothing(&record, *command, *cases);
            let told = ended.as_ref().is_some_and(Result::is_ok);
            assert!(done || !told, "{command} was acknowledged and is not there");
            let again = send(desk.clone(), *command, two_linked(cases[0], cases[1])).await;
            assert!(again.is_ok_and(|again| !done || record.receipt(*command) == Some(again)));
        }
        let record = audit(&desk).await;
        assert!(sent.iter().all(|(command, cases)| whole_or_nothing(&record, *command, *cases)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_command_takes_nobody_with_it() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let cases = registered(&desk, WRITERS as usize).await;
        let senders = cases.iter().enumerate().map(|(n, case)| {
            let day = if n % 2 == 0 { "2019-03-06" } else { "2019-03-01" };
            send(desk.clone(), new_command(&desk), ask(*case, day, urge("请抓紧办理")))
        });
        let answers = all_at_once(senders).await;
        let record = audit(&desk).await;
        for (n, (case, answer)) in cases.iter().zip(&answers).enumerate() {
            assert_eq!(answer.is_ok(), n % 2 == 0, "{answer:?}");
            assert_eq!(record.stream(*case).len(), 2 - n % 2);
        }
    }
}
