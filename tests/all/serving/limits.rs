//! How much, how many, how long.
use super::{Answer, Running, client, config};
use anjuan::config::Config;
use anjuan::web::server::Deadline;
use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::routing::{get, post};
use axum::{Extension, Router};
use futures_util::{StreamExt, stream};
use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// Long enough for everything that is to be answered, short enough to wait for.
fn impatient() -> Config {
    let mut config = config();
    config.limits.request_time = "50ms".to_owned().try_into().expect("a time");
    config
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_a_route_may_take_more() {
    let length = |body: Bytes| async move { body.len().to_string() };
    let routes = Router::new()
        .route("/json", post(length))
        .route("/upload", post(length).layer(DefaultBodyLimit::max(1 << 20)));
    let running = Running::simple(&config(), routes).await;
    let send =
        |path: &str, length: usize| Answer::of(client().post(running.url(path)).body(vec![b'x'; length]));
    assert_eq!(send("/json", 256 * 1024).await.body, "262144");
    send("/json", 256 * 1024 + 1).await.is_problem(413, "request.too_large");
    assert_eq!(send("/upload", 256 * 1024 + 1).await.body, "262145");
    send("/upload", (1 << 20) + 1).await.is_problem(413, "request.too_large");
    running.end().await;
}

#[tokio::test]
async fn requests_beyond_the_limit_are_sent_away_and_the_operator_is_still_answered() {
    let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (enter, left) = (Arc::clone(&entered), Arc::clone(&leave));
    let wait = move || {
        let (enter, left) = (Arc::clone(&enter), Arc::clone(&left));
        async move {
            enter.notify_one();
            left.notified().await;
            "done"
        }
    };
    let mut config = config();
    config.limits.requests = std::num::NonZeroU32::MIN;
    let running = Running::simple(&config, Router::new().route("/wait", get(wait))).await;
    let first = tokio::spawn(Answer::of(client().get(running.url("/wait"))));
    entered.notified().await;
    let refused = running.get("/api/v1/cases").await;
    refused.is_problem(503, "server.busy");
    assert_eq!(refused.header("retry-after"), "2");
    for path in ["/health/live", "/health/ready", "/metrics"] {
        assert_eq!(running.get(path).await.status, 200, "{path}");
    }
    leave.notify_one();
    assert_eq!(first.await.expect("no panic").body, "done");
    assert_eq!(running.get("/api/v1/cases").await.status, 200);
    running.end().await;
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_told_to_be_late() {
    let routes = Router::new().route("/never", get(pending::<()>).post(pending::<()>));
    let mut config = impatient();
    config.stop.limit = "50ms".to_owned().try_into().expect("a time");
    let running = Running::simple(&config, routes).await;
    for method in [reqwest::Method::GET, reqwest::Method::POST] {
        let answer = Answer::of(client().request(method, running.url("/never"))).await;
        answer.is_problem(503, "request.timed_out");
        assert_eq!(answer.header("retry-after"), "2");
    }
    // What never ends on its own task is cut off when the program stops.
    running.end().await;
}

#[tokio::test]
async fn streams_of_events_and_uploads_may_take_as_long_as_they_need() {
    let (go, going) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (events, uploads) = (Arc::clone(&go), Arc::clone(&going));
    let stream = move || async move {
        let later = stream::once(async move {
            events.notified().await;
            Ok("data: 2\n\n")
        });
        let all = stream::once(async { Ok::<_, Infallible>("data: 1\n\n") }).chain(later);
        ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(all))
    };
    let upload = move |Extension(deadline): Extension<Deadline>| async move {
        deadline.lift();
        uploads.notified().await;
        "taken in"
    };
    let routes = Router::new()
        .route("/events", get(stream))
        .route("/upload", post(upload))
        .route("/never", get(pending::<()>));
    let running = Running::simple(&impatient(), routes).await;
    let mut events = client().get(running.url("/events")).send().await.expect("an answer");
    assert_eq!(events.chunk().await.expect("a chunk"), Some(Bytes::from("data: 1\n\n")));
    let upload = tokio::spawn(Answer::of(client().post(running.url("/upload"))));
    for _ in 0..2 {
        // A time-out that began later is over.
        running.get("/never").await.is_problem(503, "request.timed_out");
    }
    go.notify_one();
    going.notify_one();
    assert_eq!(events.chunk().await.expect("a chunk"), Some(Bytes::from("data: 2\n\n")));
    assert_eq!(upload.await.expect("no panic").body, "taken in");
    running.end().await;
}

#[tokio::test]
async fn a_client_that_never_ends_its_head_is_hung_up_on() {
    let mut config = config();
    config.limits.header_time = "50ms".to_owned().try_into().expect("a time");
    let running = Running::simple(&config, Router::new()).await;
    for begun in ["", "GET /api/v1/health HTTP/1.1\r\nHost: x\r\n"] {
        let mut socket = TcpStream::connect(running.address).await.expect("connected");
        socket.write_all(begun.as_bytes()).await.expect("sent");
        let mut told = Vec::new();
        // An end or a reset, and no answer but a time-out.
        let _ = socket.read_to_end(&mut told).await;
        assert!(!String::from_utf8_lossy(&told).contains("200 OK"), "{begun}");
    }
    running.end().await;
}
