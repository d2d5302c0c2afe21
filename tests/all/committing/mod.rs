//! Many who write at once: what each is told, and that the log, the receipts, the views and the keys agree with it.
pub mod audit;
mod callers;
mod closing;
mod faults;
pub mod lives;
mod missing;
mod numbers;
mod racing;
mod repeating;
mod servers;

use crate::support::stores::{Engine, Place, actor, office, source};
use anjuan::cases::ids::{CaseId, CommandId};
use anjuan::commands::{CommandError, OfficeDesk, Request, Store};
use anjuan::event_log::Receipt;
use std::future::Future;

/// Writers at work in one office at once.
const WRITERS: u32 = 64;

/// A fresh store with an office in it.
async fn fresh(engine: Engine) -> (OfficeDesk, Place) {
    let place = engine.place();
    let desk = office(&place, source(1).0).await;
    (desk, place)
}

/// Another server's view of the same store.
async fn reopened(place: &Place) -> OfficeDesk {
    let store = Store::open(&place.url, source(2).0).await.expect("a store");
    store.office(None, actor()).await.expect("an office")
}

/// Runs all of them at once, each on a task of its own, and gives their answers in order.
pub async fn all_at_once<T: Send + 'static>(
    writers: impl IntoIterator<Item: Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let writers: Vec<_> = writers.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::with_capacity(writers.len());
    for writer in writers {
        answers.push(writer.await.expect("a writer that does not panic"));
    }
    answers
}

/// Sends a request under this id.
pub async fn send(desk: OfficeDesk, command: CommandId, request: Request) -> Result<Receipt, CommandError> {
    desk.execute_as(command, None, None, request).await
}

fn new_case(desk: &OfficeDesk) -> CaseId {
    desk.store().source().stream_id()
}

fn new_command(desk: &OfficeDesk) -> CommandId {
    desk.store().source().command_id()
}

/// Petitions that are registered, and no more.
async fn registered(desk: &OfficeDesk, count: usize) -> Vec<CaseId> {
    let cases: Vec<_> = (0..count).map(|_| new_case(desk)).collect();
    let register = |case: &CaseId| {
        let (desk, request) = (desk.clone(), lives::register_next(*case));
        async move { desk.execute(request).await }
    };
    for answer in all_at_once(cases.iter().map(register)).await {
        answer.expect("registered");
    }
    cases
}
