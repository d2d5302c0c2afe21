//! A client that hangs up does not stop its command.
use super::{Running, config, holds};
use crate::committing::lives;
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::ids::StreamId;
use anjuan::commands::OfficeDesk;
use axum::Router;
use axum::routing::post;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// A route whose command waits for a word before it goes to the committer.
struct Slow {
    entered: Arc<Notify>,
    go: Arc<Notify>,
    case: StreamId,
}

impl Slow {
    fn of(desk: &OfficeDesk) -> Self {
        let case = desk.store().source().stream_id();
        Self { entered: Arc::default(), go: Arc::default(), case }
    }

    fn routes(&self, desk: &OfficeDesk) -> Router {
        let (entered, go, case, desk) =
            (Arc::clone(&self.entered), Arc::clone(&self.go), self.case, desk.clone());
        let slow = move || async move {
            entered.notify_one();
            go.notified().await;
            desk.execute(lives::register_next(case)).await.expect("registered");
            "registered"
        };
        Router::new().route("/slow", post(slow))
    }
}

/// Asks until the server has counted a client that hung up.
async fn until_it_is_noticed(running: &Running) {
    let counted = "anjuan_http_requests_total{route=\"/slow\",method=\"POST\",status=\"hung_up\"} ";
    while !running.get("/metrics").await.body.contains(counted) {
        tokio::task::yield_now().await;
    }
}

async fn hang_up(engine: Engine, stopping: bool) {
    let mut slow = None;
    let running = Running::start(engine, &config(), |desk| slow.insert(Slow::of(desk)).routes(desk)).await;
    let slow = slow.expect("made");
    let mut socket = TcpStream::connect(running.address).await.expect("connected");
    let request = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    socket.write_all(request).await.expect("sent");
    slow.entered.notified().await;
    drop(socket);
    if stopping {
        running.stopping.begin();
    } else {
        until_it_is_noticed(&running).await;
    }
    slow.go.notify_one();
    let place = running.end().await;
    assert!(holds(&place, slow.case).await, "{engine:?}: the command was stopped half-way");
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_stop_its_command() {
    for engine in ENGINES {
        hang_up(engine, false).await;
    }
}

#[tokio::test]
async fn a_command_whose_client_hung_up_is_waited_for_when_the_program_stops() {
    for engine in ENGINES {
        hang_up(engine, true).await;
    }
}
