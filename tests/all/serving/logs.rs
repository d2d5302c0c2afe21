//! One line for every request, and never what was in it.
use super::program::Service;
use super::{Answer, client};
use crate::support::stores::ENGINES;
use reqwest::Method;

const SECRET: &str = "HEJIAMING19900009815";

/// Sends the secret wherever a request has room for it.
async fn whisper(service: &Service) {
    let everywhere = [
        (Method::GET, format!("/api/v1/cases/{SECRET}/history")),
        (Method::GET, format!("/api/v1/cases?after={SECRET}")),
        (Method::GET, format!("/api/v1/figures?from={SECRET}&to=2019-12-31&{SECRET}=1")),
        (Method::GET, format!("/{SECRET}")),
        (Method::POST, format!("/api/v1/cases?{SECRET}")),
        (Method::PUT, "/api/v1/health".to_owned()),
        (Method::from_bytes(SECRET.as_bytes()).expect("a method"), "/api/v1/health".to_owned()),
    ];
    let headers =
        ["authorization", "cookie", "referer", "user-agent", "x-forwarded-for", "forwarded", "x-whatever"];
    for (method, path) in everywhere {
        let mut request =
            client().request(method, service.url(&path)).body(format!("{{\"name\":\"{SECRET}\"}}"));
        for header in headers {
            request = request.header(header, SECRET);
        }
        let answer = Answer::of(request.header("x-request-id", format!("{SECRET} {SECRET}"))).await;
        assert!(answer.status >= 400 && answer.status < 500, "{answer:#?}");
    }
}

#[tokio::test]
async fn what_a_request_holds_is_nowhere_in_the_log() {
    for (engine, format) in ENGINES.into_iter().zip(["text", "json"]) {
        let environment = [("ANJUAN_LOG", "trace"), ("ANJUAN_LOG_FORMAT", format)];
        let service = Service::start(engine, &environment).await;
        whisper(&service).await;
        service.signal("-TERM");
        let (status, said, _) = service.ended().await;
        assert!(status.success(), "{said:#?}");
        let lines = said.iter().filter(|line| line.contains("answered")).count();
        assert_eq!(lines, 7, "a line for every request: {said:#?}");
        assert!(!said.iter().any(|line| line.contains(SECRET)), "{said:#?}");
        assert!(said.iter().any(|line| line.contains("/api/v1/cases/{number}/history")), "{said:#?}");
    }
}

#[tokio::test]
async fn a_line_of_json_tells_of_one_request() {
    let service = Service::start(ENGINES[0], &[("ANJUAN_LOG_FORMAT", "json")]).await;
    let asked = client().get(service.url("/api/v1/health")).header("x-request-id", "my-own-7");
    assert_eq!(Answer::of(asked).await.header("x-request-id"), "my-own-7");
    service.signal("-TERM");
    let (_, said, _) = service.ended().await;
    let lines = said.iter().filter(|line| !line.starts_with("serving "));
    let lines: Vec<serde_json::Value> = lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let told = lines.iter().find(|line| line["message"] == "answered").expect("a line");
    assert_eq!(
        (told["route"].as_str(), told["method"].as_str()),
        (Some("/api/v1/health"), Some("GET")),
        "{told}"
    );
    assert_eq!(
        (told["status"].as_u64(), told["span"]["id"].as_str()),
        (Some(200), Some("my-own-7")),
        "{told}"
    );
    assert!(told["ms"].is_f64(), "{told}");
}
