//! Traces, sent to a collector of the test's own.
use super::program::Service;
use super::{Answer, client};
use crate::support::stores::ENGINES;
use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A collector, and what it is sent.
async fn collector() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
    let (sent, received) = mpsc::unbounded_channel();
    let take = move |headers: HeaderMap, body: Bytes| {
        let sent = sent.clone();
        async move { sent.send((headers, body)).expect("somebody waits") }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("an address");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let app = Router::new().route("/v1/traces", post(take));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, received)
}

fn holds(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test]
async fn requests_are_traced_to_the_collector_by_route_and_without_what_was_asked() {
    let (endpoint, mut received) = collector().await;
    let environment = [
        ("ANJUAN_TELEMETRY_ENDPOINT", endpoint.as_str()),
        ("ANJUAN_TELEMETRY_HEADERS", "Authorization: Bearer of-the-collector"),
        ("ANJUAN_TELEMETRY_SERVICE", "anjuan-of-the-test"),
        ("ANJUAN_LOG", "error"),
    ];
    let service = Service::start(ENGINES[0], &environment).await;
    let asked = client().get(service.url("/api/v1/cases/HEJIAMING/history?note=HEJIAMING"));
    assert_eq!(Answer::of(asked.header("x-request-id", "my-own-7")).await.status, 404);
    service.signal("-TERM");
    let (status, said, _) = service.ended().await;
    assert!(status.success(), "{said:#?}");
    let (headers, body) = received.recv().await.expect("traces");
    assert_eq!(headers["authorization"], "Bearer of-the-collector");
    assert_eq!(headers["content-type"], "application/x-protobuf");
    for told in
        ["anjuan-of-the-test", "GET /api/v1/cases/{number}/history", "my-own-7", "http.response.status_code"]
    {
        assert!(holds(&body, told), "{told} is missing: {}", String::from_utf8_lossy(&body));
    }
    assert!(!holds(&body, "HEJIAMING"), "{}", String::from_utf8_lossy(&body));
}

#[tokio::test]
async fn a_collector_that_is_away_stops_nobody() {
    let environment = [("ANJUAN_TELEMETRY_ENDPOINT", "http://127.0.0.1:1")];
    let service = Service::start(ENGINES[0], &environment).await;
    assert_eq!(Answer::of(client().get(service.url("/health/live"))).await.status, 200);
    service.signal("-TERM");
    let (status, said, _) = service.ended().await;
    assert!(status.success(), "{said:#?}");
}
