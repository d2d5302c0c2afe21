//! A store that is closed while people work in it.
use super::audit::audit;
use super::lives::register_next;
use super::{fresh, new_case, new_command, reopened, send};
use crate::support::stores::ENGINES;
use anjuan::commands::CommandError;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_closed_carries_out_what_was_sent_and_takes_nothing_more() {
    for engine in ENGINES {
        let (desk, place) = fresh(engine).await;
        let commands = [new_command(&desk), new_command(&desk), new_command(&desk)];
        let ask = |n: usize| send(desk.clone(), commands[n], register_next(new_case(&desk)));
        // They are sent before the store begins to close.
        let (one, two, three, ()) =
            tokio::join!(biased; ask(0), ask(1), ask(2), desk.store().clone().close());
        let late = send(desk.clone(), new_command(&desk), register_next(new_case(&desk))).await;
        assert!(matches!(late, Err(CommandError::Stopping)), "{engine:?}: {late:?}");
        let record = audit(&reopened(&place).await).await;
        for (command, answer) in commands.into_iter().zip([one, two, three]) {
            record.bears_out(command, answer.expect("a receipt"));
        }
    }
}
