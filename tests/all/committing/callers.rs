//! Callers who hang up, and requests over several streams: both are wholly done or not at all.
use super::audit::{Record, audit};
use super::lives::{ask, on, register_next, together, urge};
use super::{WRITERS, all_at_once, fresh, new_case, new_command, registered, send};
use crate::support::stores::ENGINES;
use anjuan::cases::ids::{CaseId, CommandId};
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::{CommandError, OfficeDesk, Request, Step};
use anjuan::event_log::Receipt;
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

/// A command of each writer, about two cases of its own.
type Sent = (CommandId, [CaseId; 2]);

fn one_each(desk: &OfficeDesk) -> Vec<Sent> {
    (0..WRITERS).map(|_| (new_command(desk), [new_case(desk), new_case(desk)])).collect()
}

fn send_two_linked(
    desk: &OfficeDesk,
    (command, [one, other]): &Sent,
) -> impl Future<Output = Result<Receipt, CommandError>> + use<> {
    send(desk.clone(), *command, two_linked(*one, *other))
}

/// Polls once, so that the command is on its way, and hangs up.
async fn hang_up(call: impl Future) {
    let mut call = pin!(call);
    let _answered = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_ready())).await;
}

/// Sends a command and hangs up; then asks for something else, which is answered after it.
async fn send_and_hang_up(desk: OfficeDesk, sent: Sent) {
    hang_up(send_two_linked(&desk, &sent)).await;
    desk.execute(register_next(new_case(&desk))).await.expect("the next command");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_is_carried_out_although_its_caller_hung_up() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let sent = one_each(&desk);
        all_at_once(sent.iter().map(|sent| send_and_hang_up(desk.clone(), *sent))).await;
        let record = audit(&desk).await;
        let again = all_at_once(sent.iter().map(|sent| send_two_linked(&desk, sent))).await;
        for ((command, cases), again) in sent.iter().zip(again) {
            assert!(whole_or_nothing(&record, *command, *cases), "{command} was not carried out");
            record.bears_out(*command, again.expect("its first receipt"));
        }
        assert_eq!(audit(&desk).await.head(), record.head());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_is_stopped_at_any_moment_leaves_nothing_half_done() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let sent = one_each(&desk);
        let callers: Vec<_> = sent.iter().map(|sent| tokio::spawn(send_two_linked(&desk, sent))).collect();
        let mut told = Vec::new();
        for (n, caller) in callers.into_iter().enumerate() {
            if n % 3 != 0 {
                caller.abort();
            }
            told.push(caller.await.is_ok_and(|answer| answer.is_ok()));
        }
        // Whoever is answered is answered after everything that was on its way before.
        registered(&desk, 1).await;
        let before = audit(&desk).await;
        let again = all_at_once(sent.iter().map(|sent| send_two_linked(&desk, sent))).await;
        let record = audit(&desk).await;
        for (((command, cases), told), again) in sent.iter().zip(told).zip(again) {
            let done = whole_or_nothing(&before, *command, *cases);
            assert!(done || !told, "{command} was acknowledged and is not there");
            assert!(whole_or_nothing(&record, *command, *cases));
            let receipt = again.expect("a receipt");
            assert!(!done || before.receipt(*command) == Some(receipt), "its first receipt");
        }
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
