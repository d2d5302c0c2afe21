//! What every answer has, whatever route gave it.
use super::{Answer, Running, client, config, plain};
use axum::Router;
use axum::body::Body;
use axum::http::header;
use axum::routing::{get, post};
use reqwest::Version;

fn routes() -> Router {
    let events = || async { ([(header::CONTENT_TYPE, "text/event-stream")], "data: 1\n\n".repeat(1000)) };
    Router::new()
        .route("/long", get(|| async { "案卷".repeat(1000) }))
        .route("/short", get(|| async { "案卷" }))
        .route("/events", get(events))
        .route("/own", get(|| async { ([(header::CONTENT_SECURITY_POLICY, "sandbox")], Body::empty()) }))
        .route("/broken", get(broken))
        .route("/broken", post(broken))
        .route("/json", post(|axum::Json(body): axum::Json<serde_json::Value>| async { axum::Json(body) }))
}

async fn broken() -> &'static str {
    panic!("何家明 19900009815")
}

#[tokio::test]
async fn what_is_long_is_compressed_and_what_is_short_or_a_stream_of_events_is_not() {
    let running = Running::simple(&config(), routes()).await;
    let encoding = async |path: &str, accepted: &str| {
        let asked = client().get(running.url(path)).header("accept-encoding", accepted);
        let answer = Answer::of(asked).await;
        assert_eq!(answer.status, 200);
        answer.header("content-encoding").to_owned()
    };
    assert_eq!(encoding("/long", "gzip").await, "gzip");
    assert_eq!(encoding("/long", "br, gzip").await, "br");
    assert_eq!(encoding("/long", "identity").await, "");
    assert_eq!(encoding("/short", "gzip").await, "");
    assert_eq!(encoding("/events", "gzip").await, "");
    running.end().await;
}

#[tokio::test]
async fn every_answer_forbids_the_browser_what_no_answer_needs_and_a_route_may_say_more() {
    let running = Running::simple(&config(), routes()).await;
    for path in ["/api/v1/cases", "/nowhere", "/health/live", "/broken"] {
        let answer = running.get(path).await;
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "plain HTTP cannot ask for TLS: {path}");
    }
    assert_eq!(running.get("/own").await.header("content-security-policy"), "sandbox");
    running.end().await;
}

#[tokio::test]
async fn a_route_that_panics_is_told_as_a_failure_and_the_next_request_is_answered() {
    let running = Running::simple(&config(), routes()).await;
    for method in [reqwest::Method::GET, reqwest::Method::POST] {
        let answer = Answer::of(client().request(method, running.url("/broken"))).await;
        answer.is_problem(500, "server.failed");
        assert!(!answer.body.contains("何家明"), "{answer:#?}");
    }
    assert_eq!(running.get("/short").await.status, 200);
    running.end().await;
}

#[tokio::test]
async fn what_the_framework_refuses_is_a_problem_in_the_readers_language() {
    let running = Running::simple(&config(), routes()).await;
    let post = |body: &'static str, kind: &'static str, language: &'static str| {
        let request = client().post(running.url("/json")).body(body);
        Answer::of(request.header("content-type", kind).header("accept-language", language))
    };
    assert_eq!(post("{}", "application/json", "en").await.status, 200);
    let answer = post("{", "application/json", "en-GB").await;
    assert_eq!(answer.is_problem(400, "request.unreadable").json()["title"], "The request makes no sense");
    let answer = post("{}", "text/plain", "zh-CN").await;
    assert_eq!(answer.is_problem(415, "request.media_type").json()["title"], "请求内容的类型不对");
    let answer = Answer::of(client().delete(running.url("/long"))).await;
    answer.is_problem(405, "request.method");
    assert_eq!(answer.header("allow"), "GET,HEAD");
    running.get("/nowhere").await.is_problem(404, "route.unknown");
    running.end().await;
}

#[tokio::test]
async fn a_request_keeps_the_name_that_its_sender_gave_it_and_gets_one_otherwise() {
    let running = Running::simple(&config(), routes()).await;
    let named = async |id: &str| {
        let answer = Answer::of(client().get(running.url("/short")).header("x-request-id", id)).await;
        answer.header("x-request-id").to_owned()
    };
    assert_eq!(named("abc-1.2_3").await, "abc-1.2_3");
    let (one, other) = (named("何家明 1").await, named("").await);
    assert!(one != other && [&one, &other].iter().all(|id| id.len() == 32), "{one} {other}");
    running.end().await;
}

#[tokio::test]
async fn http_2_is_spoken_by_those_who_know_it_beforehand_and_http_1_by_the_others() {
    let running = Running::simple(&config(), routes()).await;
    let two = plain().http2_prior_knowledge().build().expect("a client");
    let response = two.get(running.url("/api/v1/health")).send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2));
    let response = client().get(running.url("/api/v1/health")).send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_11));
    running.end().await;
}
