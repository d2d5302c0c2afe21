//! One line of the log, one count and one span for every request: how it went, never what was in it.
use super::request_id::RequestId;
use crate::clock::Stopwatch;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, gauge, histogram};
use tracing::{Instrument, Span, field};

/// A route that is none: what was asked instead is told to nobody.
const NO_ROUTE: &str = "none";
/// The status of a request whose client hung up before the answer, as nginx counts it.
const HUNG_UP: u16 = 499;

/// Tells of the request when it is over, also when its client hung up.
struct Observation {
    method: &'static str,
    route: String,
    watch: Stopwatch,
    status: Option<StatusCode>,
    logged: Span,
    traced: Span,
}

impl Observation {
    fn begin(request: &Request) -> Self {
        let method = method(request.method());
        let matched = request.extensions().get::<MatchedPath>();
        let route = matched.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
        let id = request.extensions().get::<RequestId>().map(field::display);
        let logged = tracing::info_span!(target: "anjuan::request", "request", id);
        let traced = tracing::info_span!(
            target: "otel",
            "request",
            otel.name = format!("{method} {route}"),
            otel.kind = "server",
            otel.status_code = field::Empty,
            http.request.method = method,
            http.route = route,
            http.response.status_code = field::Empty,
            request.id = id,
        );
        gauge!("anjuan_http_requests_in_flight").increment(1);
        Self { method, route, watch: Stopwatch::start(), status: None, logged, traced }
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        let elapsed = self.watch.elapsed();
        let status = self.status.map_or(HUNG_UP, |status| status.as_u16());
        let (method, class) = (self.method, class(status));
        gauge!("anjuan_http_requests_in_flight").decrement(1);
        counter!("anjuan_http_requests_total", "route" => self.route.clone(), "method" => method, "status" => class)
            .increment(1);
        histogram!("anjuan_http_request_duration_seconds", "route" => self.route.clone(), "method" => method)
            .record(elapsed);
        self.traced.record("http.response.status_code", status);
        if status >= 500 {
            self.traced.record("otel.status_code", "ERROR");
        }
        let _within = self.logged.enter();
        let ms = (elapsed.as_secs_f64() * 10_000.0).round() / 10.0;
        tracing::info!(target: "anjuan::request", method, route = self.route, status, ms, "answered");
    }
}

/// A method that everybody knows; others are words of the caller's.
fn method(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|name| method.as_str() == *name).unwrap_or("OTHER")
}

fn class(status: u16) -> &'static str {
    match status {
        HUNG_UP => "hung_up",
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

pub(super) async fn observed(request: Request, next: Next) -> Response {
    let mut observation = Observation::begin(&request);
    let (logged, traced) = (observation.logged.clone(), observation.traced.clone());
    let response = next.run(request).instrument(traced).instrument(logged).await;
    observation.status = Some(response.status());
    response
}
