//! A client of the API that speaks to the router itself.
use super::answers::is_told;
use crate::support::stores::{Engine, Place, office, source};
use anjuan::clock::SetClock;
use anjuan::commands::OfficeDesk;
use anjuan::web::api;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The answer, which has to have this status.
    #[track_caller]
    pub fn with(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        self
    }

    /// The problem's code, of an answer that has to have this status.
    #[track_caller]
    pub fn problem(self, status: u16) -> String {
        let answer = self.with(status);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(answer.body["status"], status);
        answer.body["code"].as_str().expect("a code").to_owned()
    }

    /// The field that a problem is about.
    pub fn field(&self) -> &str {
        self.body["field"].as_str().unwrap_or_default()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }
}

/// An office's API, on a store of its own.
pub struct Api {
    pub desk: OfficeDesk,
    pub clock: SetClock,
    pub router: Router,
    /// Where its store lies; none for another reader of the same.
    #[expect(dead_code, reason = "it goes with the client")]
    pub place: Option<Place>,
}

impl Api {
    pub async fn on(engine: Engine) -> Self {
        let place = engine.place();
        let (source, clock) = source(1);
        let desk = office(&place, source).await;
        let router = api::router(desk.clone());
        Self { desk, clock, router, place: Some(place) }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().to_string(), request.uri().to_string());
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        is_told(&method, &path, response.status().as_u16());
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::get(format!("/api/v1{path}"));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_with(path, body, &[]).await
    }

    pub async fn post_with(&self, path: &str, body: Value, headers: &[(&str, &str)]) -> Answer {
        let request =
            Request::post(format!("/api/v1{path}")).header(header::CONTENT_TYPE, "application/json");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// Registers a petition and says its number.
    pub async fn registered(&self, day: &str) -> String {
        let body = registering(day);
        let answer = self.post("/petitions/commands/RegisterPetition", body).await.with(201);
        answer.body["number"].as_str().expect("a number").to_owned()
    }

    /// Carries out a command to a petition.
    pub async fn petition(&self, number: &str, command: &str, body: Value) -> Answer {
        self.post(&format!("/petitions/{number}/commands/{command}"), body).await
    }

    /// How many events the office's log has.
    pub async fn position(&self) -> i64 {
        self.get("/health").await.with(200).body["position"].as_i64().expect("a position")
    }
}

/// What a petition is registered with.
pub fn registering(day: &str) -> Value {
    json!({
        "occurred": day,
        "channel": "visit",
        "heads": 1,
        "committee": "共青",
        "category": "物业管理",
        "first_time": true,
        "department": "信访办",
        "petitioner": {"name": "何家明", "phone": "19900009815"},
        "matter": "反映物业管理问题，请求协调处理",
    })
}
