//! An end that loses nothing.
use super::program::Service;
use super::{Answer, Running, client, config, holds, register};
use crate::support::stores::ENGINES;
use axum::Router;
use axum::routing::get;
use std::future::pending;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

#[tokio::test]
async fn a_request_that_is_under_way_is_answered_and_no_other_is_taken() {
    for engine in ENGINES {
        let (entered, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (enter, going) = (Arc::clone(&entered), Arc::clone(&go));
        let running = Running::start(engine, &config(), |desk| {
            let desk = desk.clone();
            let slow = move || async move {
                enter.notify_one();
                going.notified().await;
                register(&desk).await.0.to_string()
            };
            Router::new().route("/slow", axum::routing::post(slow))
        })
        .await;
        let answer = tokio::spawn(Answer::of(client().post(running.url("/slow"))));
        entered.notified().await;
        running.stopping.begin();
        while TcpStream::connect(running.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        go.notify_one();
        let answer = answer.await.expect("no panic");
        assert_eq!(answer.status, 200, "{answer:#?}");
        let place = running.end().await;
        let case = anjuan::cases::ids::StreamId(answer.body.parse().expect("an id"));
        assert!(holds(&place, case).await, "{engine:?}: what was acknowledged is there");
    }
}

#[tokio::test]
async fn what_does_not_end_in_time_is_cut_off() {
    let entered = Arc::new(Notify::new());
    let enter = Arc::clone(&entered);
    let never = move || {
        let enter = Arc::clone(&enter);
        async move {
            enter.notify_one();
            pending::<()>().await;
        }
    };
    let mut config = config();
    config.stop.limit = "50ms".to_owned().try_into().expect("a time");
    let running = Running::simple(&config, Router::new().route("/never", get(never))).await;
    let mut socket = TcpStream::connect(running.address).await.expect("connected");
    socket.write_all(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    entered.notified().await;
    running.end().await;
    let mut told = Vec::new();
    let _ = socket.read_to_end(&mut told).await;
    assert!(told.is_empty(), "{}", String::from_utf8_lossy(&told));
}

#[tokio::test]
async fn a_polite_signal_ends_the_program_well() {
    for (engine, signal) in ENGINES.into_iter().zip(["-TERM", "-INT"]) {
        let service = Service::start(engine, &[]).await;
        // A connection that stays open and idle keeps nobody waiting.
        let client = client();
        assert_eq!(Answer::of(client.get(service.url("/health/ready"))).await.status, 200);
        service.signal(signal);
        let (status, said, place) = service.ended().await;
        assert!(status.success(), "{status} {said:#?}");
        assert!(said.iter().any(|line| line.contains("stopping")), "{said:#?}");
        if let anjuan::database::StoreUrl::Sqlite(path) = &place.url {
            assert!(!path.with_extension("sqlite-wal").exists(), "the store was closed");
        }
    }
}

#[tokio::test]
async fn a_second_signal_does_not_wait() {
    let service = Service::start(ENGINES[0], &[("ANJUAN_STOP_NOTICE", "1h")]).await;
    service.signal("-TERM");
    let ready = async || Answer::of(client().get(service.url("/health/ready"))).await.status;
    while ready().await != 503 {
        tokio::task::yield_now().await;
    }
    service.signal("-TERM");
    let (status, said, _) = service.ended().await;
    assert!(status.success(), "{said:#?}");
}
